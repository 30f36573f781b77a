package dev.interrex.node;

import dev.interrex.config.ConfigException;
import dev.interrex.model.HostPort;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.GroupDirectives;
import dev.interrex.node.config.LogDirectives;
import dev.interrex.node.config.NetworkDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.config.UpkeepDirectives;
import dev.interrex.node.engine.EngineSettings;
import dev.interrex.node.engine.memory.Memory;
import dev.interrex.node.group.GroupSettings;
import dev.interrex.node.group.TransportLimits;
import dev.interrex.node.persistence.DiskPace;
import dev.interrex.node.persistence.DurableLog;
import dev.interrex.node.persistence.Persister;
import dev.interrex.node.persistence.SnapshotStore;
import dev.interrex.node.replication.core.ReplicationLimits;
import java.util.function.Consumer;

/** From directives to the settings of the parts; all checks that need more than one directive are here. */
final class NodeSettings {
    private static final long MS = 1_000_000;
    /** Half of the largest record: the other half is for the rest of a transaction. */
    private static final int EFFECTS_PER_RING = 8;

    private static final String STANDALONE_NAME = "standalone";

    private final NodeConfig config;

    NodeSettings(NodeConfig config) {
        this.config = config;
    }

    /** @throws ConfigException if directives do not fit together */
    void check() throws ConfigException {
        if (standalone()) {
            return;
        }
        if (config.get(GroupDirectives.NODE_ID).isEmpty()
                || config.get(GroupDirectives.GROUP_NAME).isEmpty()) {
            throw new ConfigException(
                    "a node of a group needs the directives node-id and group; to serve alone, say --standalone");
        }
    }

    boolean standalone() {
        return config.get(GroupDirectives.STANDALONE);
    }

    String nodeId() {
        String configured = config.get(GroupDirectives.NODE_ID);
        return configured.isEmpty() ? STANDALONE_NAME : configured;
    }

    private String groupName() {
        String configured = config.get(GroupDirectives.GROUP_NAME);
        return configured.isEmpty() ? STANDALONE_NAME : configured;
    }

    /** What clients are told. */
    String respAddress() {
        String announced = config.get(GroupDirectives.ANNOUNCE_ADDRESS);
        if (!announced.isEmpty()) {
            return announced;
        }
        String host = config.get(NetworkDirectives.BIND).get(0);
        return new HostPort(host.startsWith("-") ? host.substring(1) : host, config.get(NetworkDirectives.PORT))
                .toString();
    }

    GroupSettings group() {
        ReplicationLimits limits = new ReplicationLimits(
                config.get(GroupDirectives.PROMISE_MS) * MS,
                config.get(GroupDirectives.ISR_STALL_MS) * MS,
                config.get(LogDirectives.ISR_REJOIN_MS) * MS,
                config.get(LogDirectives.ISR_RETRY_MS) * MS,
                config.get(LogDirectives.ISR_REFUSED_RETRY_MS) * MS,
                config.get(GroupDirectives.REPLICATION_BATCH_BYTES));
        return new GroupSettings(
                groupName(),
                nodeId(),
                respAddress(),
                standalone(),
                config.get(GroupDirectives.COMMIT),
                limits,
                config.get(LogDirectives.REPLICATION_HEARTBEAT_MS),
                config.get(LogDirectives.REPLICATION_RECONNECT_MS),
                config.get(LogDirectives.REPLICATION_STANDBY_CHECK_MS),
                config.get(LogDirectives.REPLICATION_STANDBY_ANSWER_MS),
                config.get(LogDirectives.REPLICATION_EARLY_FOLLOWER_MS),
                config.get(LogDirectives.SWITCHOVER_HOLD_MS),
                config.get(LogDirectives.SWITCHOVER_NOTICE_MS),
                config.get(GroupDirectives.REPLICATION_BATCH_BYTES).intValue(),
                config.get(LogDirectives.MAX_FOLLOWERS),
                config.get(LogDirectives.SNAPSHOT_TRANSFERS),
                config.get(LogDirectives.SNAPSHOT_SOURCE_TIMEOUT_MS),
                config.get(LogDirectives.SNAPSHOT_SOURCE_MIN_BYTES),
                config.get(LogDirectives.SNAPSHOT_LOG_BYTES),
                config.get(LogDirectives.SNAPSHOT_LOG_PERCENTAGE),
                config.get(LogDirectives.SNAPSHOT_SLICE_US),
                config.get(LogDirectives.SNAPSHOT_RETRY_MS),
                new TransportLimits(
                        config.get(LogDirectives.REPLICATION_CONNECT_TIMEOUT_MS),
                        config.get(LogDirectives.REPLICATION_KEEPALIVE_MS),
                        config.get(LogDirectives.REPLICATION_WINDOW_BYTES).intValue(),
                        config.get(LogDirectives.REPLICATION_SEND_BUFFER_BYTES).intValue()));
    }

    DurableLog.Settings durableLog() {
        return new DurableLog.Settings(
                config.get(LogDirectives.LOG_RETAIN_BYTES), config.get(LogDirectives.LOG_MEMTABLE_BYTES));
    }

    SnapshotStore.Settings snapshots() {
        return new SnapshotStore.Settings(
                config.get(LogDirectives.SNAPSHOT_CHUNK_BYTES).intValue(),
                config.get(LogDirectives.SNAPSHOT_QUEUE_CHUNKS),
                config.get(LogDirectives.SNAPSHOT_KEEP));
    }

    Persister.Settings persister() {
        return new Persister.Settings(
                config.get(LogDirectives.PERSIST_BATCH_BYTES).intValue(),
                config.get(LogDirectives.PERSIST_SYNC_INTERVAL_MS),
                config.get(LogDirectives.PERSIST_UNSYNCED_BYTES),
                config.get(LogDirectives.PERSIST_LINGER_US),
                new DiskPace.Limits(
                        config.get(LogDirectives.DISK_STALL_MS),
                        config.get(LogDirectives.DISK_SLOW_MS),
                        config.get(LogDirectives.DISK_SLOW_MEMORY_MS)));
    }

    /** The next power of two, which the ring wants. */
    long ringBytes() {
        return Long.highestOneBit(config.get(GroupDirectives.LOG_RING_SIZE) * 2 - 1);
    }

    int tickMs() {
        return config.get(LogDirectives.TICK_MS);
    }

    /** Lets what is touched ahead follow {@code CONFIG SET}. */
    void supply(Memory memory) {
        Consumer<Long> changed = unused -> memory.supplyBetween(
                config.get(UpkeepDirectives.MEMORY_SUPPLY_MIN_BYTES),
                config.get(UpkeepDirectives.MEMORY_SUPPLY_MAX_BYTES));
        config.follow(UpkeepDirectives.MEMORY_SUPPLY_MIN_BYTES, changed);
        config.follow(UpkeepDirectives.MEMORY_SUPPLY_MAX_BYTES, changed);
    }

    /** The engine's settings, which follow {@code CONFIG SET}. */
    EngineSettings engine() {
        EngineSettings engine = new EngineSettings(config.get(EngineDirectives.DATABASES));
        config.follow(
                NetworkDirectives.PROTO_MAX_BULK_LEN,
                bytes -> engine.maxStringBytes((int) Math.min(bytes, Integer.MAX_VALUE)));
        config.follow(EngineDirectives.HASH_MAX_LISTPACK_ENTRIES, engine::hashMaxListpackEntries);
        config.follow(EngineDirectives.HASH_MAX_LISTPACK_VALUE, engine::hashMaxListpackValueBytes);
        config.follow(EngineDirectives.HLL_SPARSE_MAX_BYTES, engine::hllSparseMaxBytes);
        config.follow(EngineDirectives.STREAM_NODE_MAX_BYTES, engine::streamNodeMaxBytes);
        config.follow(EngineDirectives.STREAM_NODE_MAX_ENTRIES, engine::streamNodeMaxEntries);
        engine.maxEffectBytes(ringBytes() / EFFECTS_PER_RING);
        config.follow(EngineDirectives.LIST_MAX_LISTPACK_SIZE, engine::listMaxListpackSize);
        config.follow(EngineDirectives.SET_MAX_INTSET_ENTRIES, engine::setMaxIntsetEntries);
        config.follow(EngineDirectives.SET_MAX_LISTPACK_ENTRIES, engine::setMaxListpackEntries);
        config.follow(EngineDirectives.SET_MAX_LISTPACK_VALUE, engine::setMaxListpackValueBytes);
        config.follow(EngineDirectives.ZSET_MAX_LISTPACK_ENTRIES, engine::zsetMaxListpackEntries);
        config.follow(EngineDirectives.ZSET_MAX_LISTPACK_VALUE, engine::zsetMaxListpackValueBytes);
        return engine;
    }
}
