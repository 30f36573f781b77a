package dev.interrex.node.persistence;

import dev.interrex.model.CommitMode;
import dev.interrex.node.log.LogRing;
import java.util.function.LongSupplier;

/** The thread that writes the published part of the ring to the durable log, one group commit after the other. */
public final class Persister implements AutoCloseable {
    /** Told what became of the log; called on the persister's thread. */
    public interface Listener {
        /** Everything below {@code lsn} is in the durable log and can be read from it, perhaps not synced yet: the ring may let it go. */
        default void onWritten(long lsn) {}

        /** Everything below {@code lsn} is synced. In modes MEMORY and NONE that is at most the sync interval late. */
        void onDurable(long lsn);

        /** The disk failed; called once, nothing follows it. The node must stop. */
        void onDiskFailure(String line, Throwable cause);
    }

    /**
     * @param batchBytes {@code persist-batch-bytes}: largest group commit, except for a single larger record
     * @param syncIntervalMs {@code persist-sync-interval-ms}: modes MEMORY and NONE sync at least this often
     * @param unsyncedBytes {@code persist-unsynced-bytes}: and when this much is not synced
     */
    public record Settings(int batchBytes, int syncIntervalMs, long unsyncedBytes) {
        public static final Settings DEFAULT = new Settings(1 << 20, 1000, 16L << 20);
    }

    public Persister(
            DurableLog log, LogRing ring, CommitMode mode, Settings settings, LongSupplier monotonicNanos, Listener listener) {
        throw new UnsupportedOperationException();
    }

    /** Something was published, or the high watermark moved. Loop only; cheap. */
    public void wake(long highWatermark) {
        throw new UnsupportedOperationException();
    }

    /** End of what is synced. Any thread. */
    public long durableLsn() {
        throw new UnsupportedOperationException();
    }

    /** Waits until everything published before is synced; false if the disk failed. */
    public boolean drain() {
        throw new UnsupportedOperationException();
    }

    /** Goes on from the durable log's end with this ring; while idle, after a truncation or full sync (may be the same ring). */
    public void replaceRing(LogRing ring) {
        throw new UnsupportedOperationException();
    }

    /** The group's commit mode changed. Any thread. */
    public void commitMode(CommitMode mode) {
        throw new UnsupportedOperationException();
    }

    /** Persists what is published, syncs, ends the thread. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
