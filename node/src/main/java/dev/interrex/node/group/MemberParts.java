package dev.interrex.node.group;

import dev.interrex.node.engine.Engine;
import dev.interrex.node.persistence.DurableLog;
import dev.interrex.node.persistence.Persister;
import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.persistence.SnapshotStore;
import dev.interrex.node.replication.primary.LogShipper;
import io.grpc.ManagedChannel;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a member is put together from.
 *
 * @param newest the snapshot from which the engine was filled, null if none
 * @param channels a new channel to a gRPC address, used for one link
 * @param nanoTime monotonic
 * @param halt ends the process, with a line and perhaps a cause
 */
record MemberParts(
        Engine engine,
        DurableLog durable,
        NodeLog log,
        Persister persister,
        LogShipper shipper,
        SnapshotParts snapshots,
        Function<String, ManagedChannel> channels,
        LongSupplier nanoTime,
        LongSupplier wallClockMs,
        BiConsumer<String, @Nullable Throwable> halt) {
    /** The store and its newest snapshot at the start. */
    record SnapshotParts(SnapshotStore store, @Nullable SnapshotFile newest) {}
}
