package dev.interrex.node.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Directives of redis.conf that have no meaning here. A value that asks for nothing we do not do anyway is ignored with a line in
 * the log; one that a user would rely on is refused, with what to do instead.
 */
final class RedisDirectives {
    /**
     * One such directive.
     *
     * @param reported what CONFIG GET answers, because clients ask for it; null = it is not listed
     * @param harmless values, in lower case, that are ignored; empty = all
     * @param reason why it is ignored, or why other values are refused
     */
    record Foreign(@Nullable String reported, Set<String> harmless, String reason) {
        boolean ignores(List<String> words) {
            return harmless.isEmpty()
                    || harmless.contains(String.join(" ", words).toLowerCase(java.util.Locale.ROOT));
        }
    }

    private static final String BY_LOG = "every write is in the log; see commit";
    private static final String BY_SNAPSHOT = "snapshots are taken as the log grows";
    private static final String BY_SENTINELS = "the sentinels decide which node is primary; see node-id and group";
    private static final String BY_SUPERVISOR =
            "run it under systemd or another supervisor; lines go to standard error";
    private static final String NO_CLUSTER = "there is no cluster mode; use one group";
    private static final String NO_TLS = "there is no TLS on the client port yet; use a proxy or a private network";
    private static final String NO_ACL = "there is one user, default; see requirepass";
    private static final String NO_FORK = "nothing forks or runs in background threads here";
    private static final String ONE_BACKGROUND = "bio-cpulist is for all threads but the event loop's";
    private static final String NO_MODULES = "modules cannot be loaded";
    private static final String NO_SOCKET = "clients connect by TCP";
    private static final String IN_SYNC_SET = "the group's min-isr, kept by the sentinels, does this";
    private static final String BY_ENGINE = "this encoding limit is not used by the engine";

    private static final Map<String, Foreign> ALL = new TreeMap<>();

    static {
        ignored(BY_LOG, "appendfilename", "appenddirname", "auto-aof-rewrite-percentage", "auto-aof-rewrite-min-size");
        ignored(
                BY_LOG,
                "no-appendfsync-on-rewrite",
                "aof-load-truncated",
                "aof-use-rdb-preamble",
                "aof-timestamp-enabled");
        ignored(BY_LOG, "aof-rewrite-incremental-fsync", "rdb-save-incremental-fsync");
        reported(BY_LOG, "appendonly", "yes");
        reported(BY_LOG, "appendfsync", "always");
        reported(BY_SNAPSHOT, "save", "");
        ignored(
                BY_SNAPSHOT,
                "dbfilename",
                "rdbcompression",
                "rdbchecksum",
                "rdb-del-sync-files",
                "sanitize-dump-payload");
        ignored(
                "a failed write to the disk stops the node",
                "stop-writes-on-bgsave-error",
                "replica-ignore-disk-write-errors");

        reported(BY_SENTINELS, "replica-read-only", "yes", "yes");
        reported(BY_SENTINELS, "slave-read-only", "yes", "yes");
        reported(BY_SENTINELS, "replicaof", "", "no one", "");
        reported(BY_SENTINELS, "slaveof", "", "no one", "");
        ignored(BY_SENTINELS, "masterauth", "masteruser", "replica-priority", "slave-priority", "replica-announced");
        ignored(
                BY_SENTINELS,
                "replica-serve-stale-data",
                "slave-serve-stale-data",
                "repl-diskless-sync",
                "repl-timeout");
        ignored(BY_SENTINELS, "repl-diskless-sync-delay", "repl-diskless-load", "repl-disable-tcp-nodelay");
        ignored(
                BY_SENTINELS,
                "repl-backlog-size",
                "repl-backlog-ttl",
                "repl-ping-replica-period",
                "repl-ping-slave-period");
        ignored(BY_SENTINELS, "repl-diskless-sync-max-replicas", "replica-ignore-maxmemory", "slave-ignore-maxmemory");
        reported(IN_SYNC_SET, "min-replicas-to-write", "0", "0");
        reported(IN_SYNC_SET, "min-slaves-to-write", "0", "0");
        ignored(IN_SYNC_SET, "min-replicas-max-lag", "min-slaves-max-lag");
        refused(
                "use announce-address",
                "replica-announce-ip",
                "replica-announce-port",
                "slave-announce-ip",
                "slave-announce-port");

        reported(NO_CLUSTER, "cluster-enabled", "no", "no");
        for (String name :
                List.of("config-file", "node-timeout", "require-full-coverage", "migration-barrier", "port")) {
            ignored(NO_CLUSTER, "cluster-" + name);
        }
        ignored(
                NO_CLUSTER,
                "cluster-replica-validity-factor",
                "cluster-replica-no-failover",
                "cluster-allow-reads-when-down");
        ignored(NO_CLUSTER, "cluster-allow-replica-migration", "cluster-allow-pubsubshard-when-down");
        refused(NO_CLUSTER, "cluster-announce-ip", "cluster-announce-port", "cluster-announce-bus-port");
        refused(NO_CLUSTER, "cluster-announce-hostname", "cluster-preferred-endpoint-type");

        reported(NO_TLS, "tls-port", "0", "0");
        reported(NO_TLS, "tls-replication", "no", "no");
        reported(NO_TLS, "tls-cluster", "no", "no");
        refused(NO_TLS, "tls-cert-file", "tls-key-file", "tls-ca-cert-file", "tls-ca-cert-dir", "tls-key-file-pass");
        ignored(NO_TLS, "tls-auth-clients", "tls-protocols", "tls-ciphers", "tls-ciphersuites", "tls-dh-params-file");

        reported(BY_SUPERVISOR, "daemonize", "no", "no");
        reported(BY_SUPERVISOR, "supervised", "no", "no", "auto", "systemd");
        reported(BY_SUPERVISOR, "logfile", "", "", "stdout", "/dev/stdout");
        ignored(BY_SUPERVISOR, "pidfile", "syslog-enabled", "syslog-ident", "syslog-facility", "always-show-logo");
        ignored(BY_SUPERVISOR, "set-proc-title", "proc-title-template", "crash-log-enabled", "crash-memcheck-enabled");
        ignored(
                BY_SUPERVISOR,
                "oom-score-adj",
                "oom-score-adj-values",
                "disable-thp",
                "locale-collate",
                "ignore-warnings");
        ignored(BY_SUPERVISOR, "jemalloc-bg-thread");
        for (String name : List.of("aof-rewrite", "bgsave")) {
            ignored(ONE_BACKGROUND, name + "-cpulist", name.replace('-', '_') + "_cpulist");
        }
        ignored(BY_SUPERVISOR, "shutdown-timeout", "shutdown-on-sigint", "shutdown-on-sigterm");

        refused(NO_ACL, "aclfile", "user", "acl-pubsub-default");
        ignored(NO_ACL, "acllog-max-len");
        refused("commands cannot be renamed; limit who can connect instead", "rename-command");
        ignored("CONFIG SET and DEBUG follow requirepass", "enable-protected-configs", "enable-debug-command");
        refused(NO_MODULES, "loadmodule");
        ignored(NO_MODULES, "enable-module-command");
        reported(NO_SOCKET, "unixsocket", "", "");
        ignored(NO_SOCKET, "unixsocketperm");
        refused("bind decides", "bind-source-addr", "socket-mark-id");

        ignored(NO_FORK, "io-threads", "io-threads-do-reads", "lazyfree-lazy-eviction", "lazyfree-lazy-expire");
        ignored(NO_FORK, "lazyfree-lazy-server-del", "lazyfree-lazy-user-del", "lazyfree-lazy-user-flush");
        ignored(
                NO_FORK,
                "replica-lazy-flush",
                "slave-lazy-flush",
                "activerehashing",
                "activedefrag",
                "hz",
                "dynamic-hz");
        ignored(
                NO_FORK,
                "active-defrag-ignore-bytes",
                "active-defrag-threshold-lower",
                "active-defrag-threshold-upper");
        ignored(NO_FORK, "active-defrag-cycle-min", "active-defrag-cycle-max", "active-defrag-max-scan-fields");
        ignored(NO_FORK, "active-expire-effort", "maxmemory-eviction-tenacity", "maxmemory-clients");

        ignored(BY_ENGINE, "lfu-log-factor", "lfu-decay-time");
        ignored("there are no scripts yet", "lua-time-limit", "busy-reply-threshold");
        ignored("nothing is tracked or sampled", "tracking-table-max-keys", "latency-tracking");
        ignored("nothing is tracked or sampled", "latency-tracking-info-percentiles");
    }

    private RedisDirectives() {}

    /** Null if Redis has no such directive, or if it is one of ours. */
    static @Nullable Foreign find(String lowerCaseName) {
        return ALL.get(lowerCaseName);
    }

    static Map<String, Foreign> all() {
        return ALL;
    }

    private static void ignored(String reason, String... names) {
        for (String name : names) {
            ALL.put(name, new Foreign(null, Set.of(), reason));
        }
    }

    private static void refused(String reason, String... names) {
        for (String name : names) {
            ALL.put(name, new Foreign(null, Set.of("\0"), reason));
        }
    }

    private static void reported(String reason, String name, String value, String... harmless) {
        ALL.put(name, new Foreign(value, Set.of(harmless), reason));
    }
}
