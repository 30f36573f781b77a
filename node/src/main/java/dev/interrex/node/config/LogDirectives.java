package dev.interrex.node.config;

import static dev.interrex.node.config.Directive.fixed;
import static dev.interrex.node.config.Section.DURABILITY;
import static dev.interrex.node.config.Section.REPLICATION;

import java.util.List;

/** How the log is written, cut and shipped: every buffer, interval and limit behind the promises of {@link GroupDirectives}. */
public final class LogDirectives {
    private static final long MB = 1L << 20;
    private static final int MINUTE_MS = 60_000;

    public static final Directive<Long> PERSIST_BATCH_BYTES = fixed(
            DURABILITY,
            "persist-batch-bytes",
            ValueType.bytes(4 << 10, 64 * MB),
            MB,
            "Most bytes of one group commit; a single larger record is one of its own.");

    public static final Directive<Integer> PERSIST_SYNC_INTERVAL_MS = fixed(
            DURABILITY,
            "persist-sync-interval-ms",
            ValueType.integer(10, MINUTE_MS),
            1_000,
            "With `commit memory` or `none` the log is synced at least this often.");

    public static final Directive<Integer> PERSIST_LINGER_US = fixed(
            DURABILITY,
            "persist-linger-us",
            ValueType.integer(0, 100_000),
            1_000,
            "With `commit memory` or `none` the log is written at most every so many microseconds, unless a whole"
                    + " batch has come.");

    public static final Directive<Long> PERSIST_UNSYNCED_BYTES = fixed(
            DURABILITY,
            "persist-unsynced-bytes",
            ValueType.bytes(64 << 10, 1024 * MB),
            16 * MB,
            "With `commit memory` or `none` the log is synced when so much of it is not.");

    public static final Directive<Integer> DISK_STALL_MS = fixed(
            DURABILITY,
            "disk-stall-ms",
            ValueType.integer(50, MINUTE_MS),
            1_000,
            "A write of the log that takes so long already means that the disk does not answer: a primary is replaced"
                    + " then, and a replica is not chosen.");

    public static final Directive<Integer> DISK_SLOW_MS = fixed(
            DURABILITY,
            "disk-slow-ms",
            ValueType.integer(1, MINUTE_MS),
            200,
            "A write of the log that takes so long is slow: among replicas with equal logs another one is chosen.");

    public static final Directive<Integer> DISK_SLOW_MEMORY_MS = fixed(
            DURABILITY,
            "disk-slow-memory-ms",
            ValueType.integer(0, MINUTE_MS),
            10_000,
            "For how long a disk counts as slow after such a write.");

    public static final Directive<Long> LOG_RETAIN_BYTES = fixed(
            DURABILITY,
            "log-retain-bytes",
            ValueType.bytes(0, Long.MAX_VALUE),
            256 * MB,
            "Log kept on disk behind the oldest snapshot, so that a replica that was away need not be sent a"
                    + " snapshot.");

    public static final Directive<Long> LOG_MEMTABLE_BYTES = fixed(
            DURABILITY,
            "log-memtable-bytes",
            ValueType.bytes(MB, 1024 * MB),
            16 * MB,
            "Log that RocksDB gathers in memory before it writes a file of it.");

    public static final Directive<Long> SNAPSHOT_LOG_BYTES = fixed(
            DURABILITY,
            "snapshot-log-bytes",
            ValueType.bytes(64 << 10, Long.MAX_VALUE),
            512 * MB,
            "A snapshot is taken when the log has grown by so much since the last one.");

    public static final Directive<Integer> SNAPSHOT_LOG_PERCENTAGE = fixed(
            DURABILITY,
            "snapshot-log-percentage",
            ValueType.integer(0, 1_000),
            100,
            "And by so many hundredths of that snapshot's size, so that a large keyspace is not written out again"
                    + " and again.");

    public static final Directive<Long> SNAPSHOT_CHUNK_BYTES = fixed(
            DURABILITY,
            "snapshot-chunk-bytes",
            ValueType.bytes(64 << 10, 16 * MB),
            256L << 10,
            "Size of the pieces in which a snapshot is written.");

    public static final Directive<Integer> SNAPSHOT_QUEUE_CHUNKS = fixed(
            DURABILITY,
            "snapshot-queue-chunks",
            ValueType.integer(2, 1024),
            8,
            "Pieces of a snapshot that may wait for the disk; reading memory pauses beyond.");

    public static final Directive<Integer> SNAPSHOT_SLICE_US = fixed(
            DURABILITY,
            "snapshot-slice-us",
            ValueType.integer(10, 100_000),
            200,
            "Microseconds every `tick-ms` in which memory is read for a snapshot: commands wait that long. Five times"
                    + " that while more than a megabyte of what clients changed meanwhile waits to be written.");

    public static final Directive<Integer> SNAPSHOT_RETRY_MS = fixed(
            DURABILITY,
            "snapshot-retry-ms",
            ValueType.integer(100, 60 * MINUTE_MS),
            10_000,
            "Pause after a snapshot that could not be written, before another one is begun.");

    public static final Directive<Integer> START_TIMEOUT_MS = fixed(
            DURABILITY,
            "start-timeout-ms",
            ValueType.integer(100, 60 * MINUTE_MS),
            MINUTE_MS,
            "A standalone node whose first write is not on disk after so long does not start.");

    public static final Directive<Integer> SNAPSHOT_KEEP =
            fixed(DURABILITY, "snapshot-keep", ValueType.integer(1, 100), 2, "Verified snapshots that are kept.");

    public static final Directive<Integer> REPLICATION_HEARTBEAT_MS = fixed(
            REPLICATION,
            "replication-heartbeat-ms",
            ValueType.integer(5, 1_000),
            20,
            "A replica to which nothing was sent for so long is sent an empty message, whose ack renews the read"
                    + " lease.");

    public static final Directive<Integer> REPLICATION_RECONNECT_MS = fixed(
            REPLICATION,
            "replication-reconnect-ms",
            ValueType.integer(1, MINUTE_MS),
            20,
            "Pause between two attempts of a replica to reach its primary.");

    public static final Directive<Integer> REPLICATION_STANDBY_CHECK_MS = fixed(
            REPLICATION,
            "replication-standby-check-ms",
            ValueType.integer(10, MINUTE_MS),
            1_000,
            "How often a node sees to it that a stream to each other node of its group is open, so that a change of"
                    + " primary need not wait for one.");

    public static final Directive<Integer> REPLICATION_STANDBY_ANSWER_MS = fixed(
            REPLICATION,
            "replication-standby-answer-ms",
            ValueType.integer(10, MINUTE_MS),
            200,
            "How long a new primary may take to answer on such a connection before a fresh one is made.");

    public static final Directive<Integer> REPLICATION_EARLY_FOLLOWER_MS = fixed(
            REPLICATION,
            "replication-early-follower-ms",
            ValueType.integer(0, MINUTE_MS),
            100,
            "How long a node lets a replica wait that heard sooner than itself that it is the primary; then it is"
                    + " refused, and asks again.");

    public static final Directive<Integer> SWITCHOVER_HOLD_MS = fixed(
            REPLICATION,
            "switchover-hold-ms",
            ValueType.integer(0, MINUTE_MS),
            500,
            "How long a primary that handed over keeps its clients waiting, at most one command each, until its"
                    + " successor serves; then they are told to go there. 0 = they are told at once.");

    public static final Directive<Integer> SWITCHOVER_NOTICE_MS = fixed(
            REPLICATION,
            "switchover-notice-ms",
            ValueType.integer(0, MINUTE_MS),
            20,
            "How long those clients go on waiting once the successor serves. Sentinels tell their clients meanwhile"
                    + " where it is, so that a client is refused once, not at each attempt until it hears of it.");

    public static final Directive<Integer> ISR_REJOIN_MS = fixed(
            REPLICATION,
            "isr-rejoin-ms",
            ValueType.integer(0, MINUTE_MS),
            1_000,
            "A replica must have lagged less than a batch for so long before it is proposed for the in-sync set.");

    public static final Directive<Integer> ISR_RETRY_MS = fixed(
            REPLICATION,
            "isr-retry-ms",
            ValueType.integer(50, MINUTE_MS),
            1_000,
            "A proposal that the sentinels have not decided for so long is followed by a fresh one; both count until"
                    + " one is.");

    public static final Directive<Integer> ISR_REFUSED_RETRY_MS = fixed(
            REPLICATION,
            "isr-refused-retry-ms",
            ValueType.integer(1, MINUTE_MS),
            50,
            "How soon the primary looks again at whom it wants in sync, after the sentinels refused a proposal.");

    public static final Directive<Integer> REPLICATION_CONNECT_TIMEOUT_MS = fixed(
            REPLICATION,
            "replication-connect-timeout-ms",
            ValueType.integer(10, MINUTE_MS),
            200,
            "How long it may take to connect to another node of the group.");

    public static final Directive<Integer> REPLICATION_KEEPALIVE_MS = fixed(
            REPLICATION,
            "replication-keepalive-ms",
            ValueType.integer(500, MINUTE_MS),
            2_000,
            "After so much silence whoever connected to this node is asked whether it is there, and after as much"
                    + " again without an answer the connection is ended: it counts for `max-followers` until then. Whom"
                    + " this node connected to is asked after 10 s at the soonest, as gRPC has it.");

    public static final Directive<Long> REPLICATION_WINDOW_BYTES = fixed(
            REPLICATION,
            "replication-window-bytes",
            ValueType.bytes(64 << 10, 1024 * MB),
            8 * MB,
            "Bytes of one stream that may be under way to this node before it has taken them.");

    public static final Directive<Long> REPLICATION_SEND_BUFFER_BYTES = fixed(
            REPLICATION,
            "replication-send-buffer-bytes",
            ValueType.bytes(64 << 10, 1024 * MB),
            MB,
            "Bytes that wait in memory to be sent to one replica; what comes after them is read from the log when"
                    + " there is room.");

    public static final Directive<Integer> MAX_FOLLOWERS = fixed(
            REPLICATION,
            "max-followers",
            ValueType.integer(1, 64),
            16,
            "Streams of replicas that a primary accepts at a time.");

    public static final Directive<Integer> SNAPSHOT_TRANSFERS = fixed(
            REPLICATION,
            "snapshot-transfers",
            ValueType.integer(1, 64),
            2,
            "Snapshots that a node sends to others at a time, be it primary or replica. Who comes beyond that asks"
                    + " another node, or again.");

    public static final Directive<Integer> SNAPSHOT_SOURCE_TIMEOUT_MS = fixed(
            REPLICATION,
            "snapshot-source-timeout-ms",
            ValueType.integer(0, 60 * MINUTE_MS),
            10_000,
            "A node that needs a snapshot gets it from a replica, which spares the primary. One that sends nothing for"
                + " so long, or still has none, is given up, in the end for the primary. 0 = only from the primary.");

    public static final Directive<Long> SNAPSHOT_SOURCE_MIN_BYTES = fixed(
            REPLICATION,
            "snapshot-source-min-bytes",
            ValueType.bytes(1, 1L << 40),
            1L << 20,
            "A replica that sends less of a snapshot than this within snapshot-source-timeout-ms is given up, too.");

    public static final Directive<Integer> LEAVE_TIMEOUT_MS = fixed(
            REPLICATION,
            "leave-timeout-ms",
            ValueType.integer(0, MINUTE_MS),
            3_000,
            "A primary that is told to stop waits so long for a switchover to a replica; 0 stops at once.");

    public static final Directive<Integer> TICK_MS = fixed(
            REPLICATION,
            "tick-ms",
            ValueType.integer(1, 100),
            10,
            "How often the protocol looks at the clock: for promises, stalls and slices of a snapshot.");

    private LogDirectives() {}

    static List<Directive<?>> all() {
        return List.of(
                PERSIST_BATCH_BYTES,
                PERSIST_SYNC_INTERVAL_MS,
                PERSIST_LINGER_US,
                PERSIST_UNSYNCED_BYTES,
                DISK_STALL_MS,
                DISK_SLOW_MS,
                DISK_SLOW_MEMORY_MS,
                LOG_RETAIN_BYTES,
                LOG_MEMTABLE_BYTES,
                SNAPSHOT_LOG_BYTES,
                SNAPSHOT_LOG_PERCENTAGE,
                SNAPSHOT_CHUNK_BYTES,
                SNAPSHOT_QUEUE_CHUNKS,
                SNAPSHOT_SLICE_US,
                SNAPSHOT_RETRY_MS,
                START_TIMEOUT_MS,
                SNAPSHOT_KEEP,
                REPLICATION_HEARTBEAT_MS,
                REPLICATION_RECONNECT_MS,
                REPLICATION_STANDBY_CHECK_MS,
                REPLICATION_STANDBY_ANSWER_MS,
                REPLICATION_EARLY_FOLLOWER_MS,
                SWITCHOVER_HOLD_MS,
                SWITCHOVER_NOTICE_MS,
                ISR_REJOIN_MS,
                ISR_RETRY_MS,
                ISR_REFUSED_RETRY_MS,
                REPLICATION_CONNECT_TIMEOUT_MS,
                REPLICATION_KEEPALIVE_MS,
                REPLICATION_WINDOW_BYTES,
                REPLICATION_SEND_BUFFER_BYTES,
                MAX_FOLLOWERS,
                SNAPSHOT_TRANSFERS,
                SNAPSHOT_SOURCE_TIMEOUT_MS,
                SNAPSHOT_SOURCE_MIN_BYTES,
                LEAVE_TIMEOUT_MS,
                TICK_MS);
    }
}
