package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The log on disk, and what else must survive a restart: incarnation, boot counter, epoch, high watermark. */
public final class DurableLog implements AutoCloseable {
    /** Answer of {@link #read}: the LSN is below the start of the log, or beyond its end. */
    public static final int NOT_HERE = -1;

    /**
     * @param retainBytes {@code log-retain-bytes}: how much of the log stays behind a snapshot, for followers that catch up
     * @param memtableBytes {@code log-memtable-bytes}: how much of the log RocksDB gathers in memory before it writes a file
     */
    public record Settings(long retainBytes, long memtableBytes) {
        public static final Settings DEFAULT = new Settings(256L << 20, 32L << 20);
    }

    private DurableLog() {}

    /** Opens or creates; verifies every record. */
    public static DurableLog open(Path directory, Settings settings) throws DataDirectoryException {
        return open(directory, settings, 0);
    }

    /** The same, but verifies only records from {@code verifyFromLsn} on: what will be replayed on top of a snapshot. */
    public static DurableLog open(Path directory, Settings settings, long verifyFromLsn) throws DataDirectoryException {
        throw new UnsupportedOperationException("open");
    }

    /** 32 lower-case hex digits, chosen at random when the directory was blank. */
    public String incarnation() {
        throw new UnsupportedOperationException();
    }

    /** Rises, synced, with every open; starts at 1. */
    public long bootCounter() {
        throw new UnsupportedOperationException();
    }

    /** Highest epoch persisted, 0 at first. */
    public long epoch() {
        throw new UnsupportedOperationException();
    }

    public LogPosition end() {
        throw new UnsupportedOperationException();
    }

    public long startLsn() {
        throw new UnsupportedOperationException();
    }

    /** Of the whole log up to {@link #end}, also of what was cut off at its start. */
    public EpochHistory history() {
        throw new UnsupportedOperationException();
    }

    /** The newest high watermark that was stored; the true one may be higher. Never beyond {@link #end}. */
    public long highWatermark() {
        throw new UnsupportedOperationException();
    }

    /** Whether nothing was ever logged or received here: an empty log that starts at 0. */
    public boolean blank() {
        throw new UnsupportedOperationException();
    }

    /** Synced before it returns. */
    public void persistEpoch(long epoch) {
        throw new UnsupportedOperationException();
    }

    /** Copies whole records from {@code fromLsn}, a record boundary; answers as {@code LogRing.read} does. Any thread. */
    public int read(long fromLsn, ByteBuffer target) {
        throw new UnsupportedOperationException();
    }

    /** Cuts the end off, synced. The persister must be idle. */
    public void truncateTo(LogPosition position) {
        throw new UnsupportedOperationException();
    }

    /** Cuts the start off, keeping {@code log-retain-bytes} before {@code lsn}: the oldest kept snapshot's LSN. Any thread. */
    public void cutBefore(long lsn) {
        throw new UnsupportedOperationException();
    }

    /** After a full sync: the log is empty and begins at {@code position}. Synced; the persister must be idle. */
    public void startOver(EpochHistory history, LogPosition position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
