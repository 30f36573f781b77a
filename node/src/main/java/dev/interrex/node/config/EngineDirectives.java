package dev.interrex.node.config;

import static dev.interrex.node.config.Directive.fixed;
import static dev.interrex.node.config.Directive.mutable;
import static dev.interrex.node.config.Section.MEMORY;
import static dev.interrex.node.config.Section.OPERATIONS;

import dev.interrex.node.engine.EvictionPolicy;
import dev.interrex.node.threads.CpuAffinity;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;

/** The keyspace, and what operators watch. */
public final class EngineDirectives {
    /** How much is logged. */
    public enum LogLevel {
        DEBUG,
        VERBOSE,
        NOTICE,
        WARNING
    }

    private static final int MOST_PORT = 65535;

    public static final Directive<Integer> DATABASES =
            fixed(MEMORY, "databases", ValueType.integer(1, 1024), 16, "Number of databases for SELECT.");

    public static final Directive<Long> MAXMEMORY = mutable(
            MEMORY,
            "maxmemory",
            ValueType.bytes(0, Long.MAX_VALUE),
            0L,
            "Bytes of data from which on `maxmemory-policy` applies; 0 = no limit.");

    public static final Directive<EvictionPolicy> MAXMEMORY_POLICY = mutable(
            MEMORY,
            "maxmemory-policy",
            ValueType.choice(EvictionPolicy.class),
            EvictionPolicy.NOEVICTION,
            "Which keys are evicted at `maxmemory`; with `noeviction` commands that need memory are refused.");

    public static final Directive<Integer> MAXMEMORY_SAMPLES = mutable(
            MEMORY,
            "maxmemory-samples",
            ValueType.integer(1, 64),
            5,
            "Keys that are compared to find the one to evict.");

    public static final Directive<Integer> HASH_MAX_LISTPACK_ENTRIES = mutable(
                    MEMORY,
                    "hash-max-listpack-entries",
                    ValueType.integer(0, 1 << 20),
                    512,
                    "A hash with more fields is no longer stored packed.")
            .orAs("hash-max-ziplist-entries");

    public static final Directive<Integer> HASH_MAX_LISTPACK_VALUE = mutable(
                    MEMORY,
                    "hash-max-listpack-value",
                    ValueType.integer(0, 1 << 20),
                    64,
                    "A hash with a longer field or value, in bytes, is no longer stored packed.")
            .orAs("hash-max-ziplist-value");

    public static final Directive<Integer> HLL_SPARSE_MAX_BYTES = mutable(
            MEMORY,
            "hll-sparse-max-bytes",
            ValueType.integer(0, 16_000),
            3000,
            "A HyperLogLog that would need more bytes in its sparse form becomes dense, which takes 12 KB.");

    public static final Directive<Integer> STREAM_NODE_MAX_BYTES = mutable(
            MEMORY,
            "stream-node-max-bytes",
            ValueType.integer(0, 1 << 20),
            4096,
            "Bytes from which on a block of a stream takes no more entries; 0 = no limit.");

    public static final Directive<Integer> STREAM_NODE_MAX_ENTRIES = mutable(
            MEMORY,
            "stream-node-max-entries",
            ValueType.integer(0, 1 << 16),
            100,
            "Entries from which on a block of a stream takes no more; 0 = no limit.");
    public static final Directive<Integer> LIST_MAX_LISTPACK_SIZE = mutable(
                    MEMORY,
                    "list-max-listpack-size",
                    ValueType.integer(-5, 1 << 20),
                    -2,
                    "Elements that a list stores packed together; -1 to -5 = as many as are in 4 to 64 KB.")
            .orAs("list-max-ziplist-size");

    public static final Directive<Integer> LIST_COMPRESS_DEPTH = mutable(
            MEMORY,
            "list-compress-depth",
            ValueType.integer(0, 1 << 20),
            0,
            "Accepted for Redis's sake: lists are not compressed.");

    public static final Directive<Integer> SET_MAX_INTSET_ENTRIES = mutable(
            MEMORY,
            "set-max-intset-entries",
            ValueType.integer(0, 1 << 20),
            512,
            "A set of more integers is no longer stored as a sorted array of them.");

    public static final Directive<Integer> SET_MAX_LISTPACK_ENTRIES = mutable(
            MEMORY,
            "set-max-listpack-entries",
            ValueType.integer(0, 1 << 20),
            128,
            "A set with more members is no longer stored packed.");

    public static final Directive<Integer> SET_MAX_LISTPACK_VALUE = mutable(
            MEMORY,
            "set-max-listpack-value",
            ValueType.integer(0, 1 << 20),
            64,
            "A set with a longer member, in bytes, is no longer stored packed.");

    public static final Directive<Integer> ZSET_MAX_LISTPACK_ENTRIES = mutable(
                    MEMORY,
                    "zset-max-listpack-entries",
                    ValueType.integer(0, 1 << 20),
                    128,
                    "A sorted set with more members is no longer stored packed.")
            .orAs("zset-max-ziplist-entries");

    public static final Directive<Integer> ZSET_MAX_LISTPACK_VALUE = mutable(
                    MEMORY,
                    "zset-max-listpack-value",
                    ValueType.integer(0, 1 << 20),
                    64,
                    "A sorted set with a longer member, in bytes, is no longer stored packed.")
            .orAs("zset-max-ziplist-value");

    public static final Directive<String> NOTIFY_KEYSPACE_EVENTS = mutable(
            OPERATIONS,
            "notify-keyspace-events",
            ValueType.text("set of the letters KEg$lszhxetmdnA", Pattern.compile("[KEg$lszhxetmdnA]*")),
            "",
            "Which changes of keys are published to subscribers, in Redis's letters; empty = none.");

    public static final Directive<Integer> SESSION_TIMEOUT_MS = mutable(
            MEMORY,
            "session-timeout-ms",
            ValueType.integer(1_000, Integer.MAX_VALUE),
            3_600_000,
            "An exactly-once session that is not used for so long is forgotten; its client is told SESSIONEXPIRED.");

    public static final Directive<Integer> SESSION_LIMIT = mutable(
            MEMORY,
            "session-limit",
            ValueType.integer(0, 10_000_000),
            100_000,
            "Exactly-once sessions that may be open; above that, opening one is refused.");

    public static final Directive<Long> SLOWLOG_LOG_SLOWER_THAN = mutable(
            OPERATIONS,
            "slowlog-log-slower-than",
            ValueType.longInteger(-1, Long.MAX_VALUE),
            10_000L,
            "Microseconds from which on a command is noted in SLOWLOG; 0 = all, -1 = none.");

    public static final Directive<Integer> SLOWLOG_MAX_LEN =
            mutable(OPERATIONS, "slowlog-max-len", ValueType.integer(0, 100_000), 128, "Entries that SLOWLOG keeps.");

    public static final Directive<Long> LATENCY_MONITOR_THRESHOLD = mutable(
            OPERATIONS,
            "latency-monitor-threshold",
            ValueType.longInteger(0, 1_000_000),
            5L,
            "Milliseconds from which on what kept the event loop is noted for LATENCY; 0 = nothing is.");

    public static final Directive<LogLevel> LOGLEVEL = fixed(
            OPERATIONS,
            "loglevel",
            ValueType.choice(LogLevel.class),
            LogLevel.NOTICE,
            "Least important lines that are logged, to standard error.");

    public static final Directive<Integer> HTTP_PORT = fixed(
            OPERATIONS,
            "http-port",
            ValueType.integer(0, MOST_PORT),
            9121,
            "Port for health checks and metrics; 0 = off.");

    public static final Directive<String> HTTP_BIND = fixed(
            OPERATIONS,
            "http-bind",
            ValueType.text("address", Pattern.compile("\\S+")),
            "127.0.0.1",
            "Address for health checks and metrics.");

    public static final Directive<BitSet> SERVER_CPULIST = fixed(
                    OPERATIONS,
                    "server-cpulist",
                    ValueType.cpus(CpuAffinity.MOST_CPUS),
                    new BitSet(),
                    "Processors for the event loop, which executes all commands. With `bio-cpulist`, which should be"
                            + " others, nothing of this node keeps a command waiting for a processor. Linux only.")
            .orAs("server_cpulist");

    public static final Directive<BitSet> BIO_CPULIST = fixed(
                    OPERATIONS,
                    "bio-cpulist",
                    ValueType.cpus(CpuAffinity.MOST_CPUS),
                    new BitSet(),
                    "Processors for all other threads: the log's, snapshots', replication's, the JVM's compilers."
                            + " Those that collect garbage stop the event loop meanwhile, and take any. Linux only.")
            .orAs("bio_cpulist");

    private EngineDirectives() {}

    static List<Directive<?>> all() {
        return List.of(
                DATABASES,
                MAXMEMORY,
                MAXMEMORY_POLICY,
                MAXMEMORY_SAMPLES,
                HASH_MAX_LISTPACK_ENTRIES,
                HASH_MAX_LISTPACK_VALUE,
                HLL_SPARSE_MAX_BYTES,
                STREAM_NODE_MAX_BYTES,
                STREAM_NODE_MAX_ENTRIES,
                LIST_MAX_LISTPACK_SIZE,
                LIST_COMPRESS_DEPTH,
                SET_MAX_INTSET_ENTRIES,
                SET_MAX_LISTPACK_ENTRIES,
                SET_MAX_LISTPACK_VALUE,
                ZSET_MAX_LISTPACK_ENTRIES,
                ZSET_MAX_LISTPACK_VALUE,
                NOTIFY_KEYSPACE_EVENTS,
                SESSION_TIMEOUT_MS,
                SESSION_LIMIT,
                SLOWLOG_LOG_SLOWER_THAN,
                SLOWLOG_MAX_LEN,
                LATENCY_MONITOR_THRESHOLD,
                LOGLEVEL,
                HTTP_PORT,
                HTTP_BIND,
                SERVER_CPULIST,
                BIO_CPULIST);
    }
}
