package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.log.RecordReader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;

/**
 * The log on disk, and what else must survive a restart: incarnation, boot counter, epoch, high watermark.
 *
 * <pre>
 *  DIRECTORY/lock         held while open
 *            sync-mark    what is certainly synced, see {@link SyncMark}
 *            log/         RocksDB, see {@link LogDatabase} and {@link LogMeta}
 *            snapshots/   see {@link SnapshotStore}
 * </pre>
 *
 * <p>Every change is one atomic batch: a crash leaves the state before it or the state after it, never one in between. That holds for
 * {@link #truncateTo} and {@link #startOver} too; whole files are dropped only after the batch that made them meaningless is synced.
 *
 * <p>At {@link #open} the end of the log is found by reading and verifying the records; nothing stored is believed about it. A shorter log than
 * {@link SyncMark} claims is refused, so a torn unsynced end is normal and a lost synced end is not.
 *
 * <p>Writers exclude each other by a lock: the persister appends, the loop persists epochs. A failure throws
 * {@link DiskFailureException}; after the first one every write throws.
 */
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

    private final Settings settings;
    private final DirectoryLock lock;
    private final SyncMark mark;
    private final LogDatabase database;
    private final LogReads reads;
    private volatile String incarnation;
    private final long bootCounter;

    /** One writer at a time; guards every write to {@link #database}, {@link #mark} and the fields below. */
    private final ReentrantLock writes = new ReentrantLock();
    /** Reading takes the shared side: RocksDB must not be closed under a reader. */
    private final ReentrantReadWriteLock lifetime = new ReentrantReadWriteLock();

    private final WriteBatch batch = new WriteBatch();
    private final ByteBuffer keyBytes = ByteBuffer.allocateDirect(Long.BYTES);
    private final ByteBuffer hwBytes = ByteBuffer.allocateDirect(Long.BYTES);
    private final ByteBuffer hwName = ByteBuffer.allocateDirect(LogMeta.HIGH_WATERMARK.length)
            .put(LogMeta.HIGH_WATERMARK)
            .flip();

    private volatile LogPosition end;
    private volatile EpochHistory history;
    private volatile long startLsn;
    private volatile long epoch;
    private volatile long highWatermark;
    private volatile long truncations;
    private boolean failed;
    private boolean closed;

    DurableLog(Settings settings, DirectoryLock lock, SyncMark mark, LogDatabase database, LogOpening found) {
        this.settings = settings;
        this.lock = lock;
        this.mark = mark;
        this.database = database;
        reads = new LogReads(database);
        incarnation = found.incarnation();
        bootCounter = found.bootCounter();
        epoch = found.epoch();
        startLsn = found.startLsn();
        history = found.history();
        end = found.end();
        highWatermark = Math.min(found.highWatermark(), end.lsn());
    }

    /** Opens or creates; verifies every record. */
    public static DurableLog open(Path directory, Settings settings) throws DataDirectoryException {
        return open(directory, settings, 0);
    }

    /**
     * Opens or creates.
     *
     * @param verifyFromLsn records are verified from here on: the LSN of the snapshot on top of which they will be replayed
     * @throws DataDirectoryException unwritable, in use, damaged, or its synced end is missing: one clear line
     */
    public static DurableLog open(Path directory, Settings settings, long verifyFromLsn) throws DataDirectoryException {
        return LogOpening.open(directory, DirectoryLock.take(directory), settings, verifyFromLsn);
    }

    /** 32 lower-case hex digits, chosen at random when the directory was blank, or anew by {@link #renewIncarnation}. Any thread. */
    public String incarnation() {
        return incarnation;
    }

    /** Rises, synced, with every open; starts at 1. */
    public long bootCounter() {
        return bootCounter;
    }

    /** Highest epoch persisted, 0 at first. */
    public long epoch() {
        return epoch;
    }

    /** Where the log ends; in the modes without waiting for the disk perhaps not synced yet. Any thread. */
    public LogPosition end() {
        return end;
    }

    /** LSN of the first record that is kept. Any thread. */
    public long startLsn() {
        return startLsn;
    }

    /** Of the whole log up to {@link #end}, also of what was cut off at its start. Any thread. */
    public EpochHistory history() {
        return history;
    }

    /** The newest high watermark that was stored; the true one may be higher. Never beyond {@link #end}. Any thread. */
    public long highWatermark() {
        return highWatermark;
    }

    /** Whether the log never held anything. */
    public boolean blank() {
        return end.lsn() == 0;
    }

    /**
     * Stores the epoch, synced before it returns.
     *
     * @throws IllegalArgumentException if it is lower than the one stored
     */
    public void persistEpoch(long newEpoch) {
        write("persisting epoch " + newEpoch, () -> {
            if (newEpoch < epoch) {
                throw new IllegalArgumentException("epoch " + newEpoch + " after " + epoch);
            }
            if (newEpoch > epoch) {
                LogMeta.put(batch, database, LogMeta.EPOCH, LogMeta.bytes(newEpoch));
                commit(true, end.lsn());
                epoch = newEpoch;
            }
        });
    }

    /** Gives this data another random name, synced before it returns: it is no longer what was known under the old one. */
    public void renewIncarnation() {
        write("renewing the incarnation", () -> {
            String fresh = LogOpening.randomIncarnation();
            LogMeta.put(batch, database, LogMeta.INCARNATION, HexFormat.of().parseHex(fresh));
            commit(true, end.lsn());
            incarnation = fresh;
        });
    }

    /**
     * Appends one group commit. Persister only.
     *
     * @param records whole records in a direct buffer, position to limit, which continue the log
     * @param newHistory of the log with them, may reach further
     * @param newHighWatermark stored along with it, as far as the log goes
     */
    void append(ByteBuffer records, EpochHistory newHistory, long newHighWatermark, boolean sync) {
        write("writing the log", () -> {
            long first = end.lsn();
            if (RecordReader.lsnAt(records, records.position()) != first) {
                throw new IllegalStateException("group commit at LSN " + RecordReader.lsnAt(records, records.position())
                        + " onto a log that ends at " + first);
            }
            long last = first + records.remaining();
            EpochHistory next = newHistory.truncatedTo(last);
            batch.put(database.log(), keyBytes.clear().putLong(first).flip(), records);
            if (!next.equals(history)) {
                LogMeta.put(batch, database, LogMeta.HISTORY, LogMeta.bytes(next));
            }
            long watermark = Math.min(newHighWatermark, last);
            if (watermark > highWatermark) {
                batch.put(
                        database.meta(),
                        hwName.rewind(),
                        hwBytes.clear().putLong(watermark).flip());
            }
            commit(sync, last);
            history = next;
            highWatermark = Math.max(highWatermark, watermark);
            end = new LogPosition(next.lastEpoch(), last);
        });
    }

    /** Syncs what was appended without. Persister only. */
    void sync() {
        write("syncing the log", () -> {
            database.sync();
            mark.raise(database.sequence(), end.lsn());
        });
    }

    /** Stores the high watermark without a group commit, synced: at a clean stop. */
    void persistHighWatermark(long newHighWatermark) {
        write("persisting the high watermark", () -> {
            long watermark = Math.min(newHighWatermark, end.lsn());
            if (watermark > highWatermark) {
                LogMeta.put(batch, database, LogMeta.HIGH_WATERMARK, LogMeta.bytes(watermark));
                commit(true, end.lsn());
                highWatermark = watermark;
            }
        });
    }

    /**
     * Copies whole records from {@code fromLsn}, a record boundary, as many as fit, and moves the target's position behind them. Any thread.
     *
     * @return bytes copied; 0 if {@code fromLsn} is the end; {@link #NOT_HERE}; below that, the next record alone needs
     *     {@code -result} bytes and nothing was copied
     */
    public int read(long fromLsn, ByteBuffer target) {
        lifetime.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the log is closed");
            }
            int start = target.position();
            while (true) {
                long seenTruncations = truncations;
                long visible = end.lsn();
                if (fromLsn == visible) {
                    return 0;
                }
                if (fromLsn < startLsn || fromLsn > visible) {
                    return NOT_HERE;
                }
                int copied = reads.read(fromLsn, visible, target);
                if (truncations == seenTruncations) {
                    return copied;
                }
                target.position(start);
            }
        } catch (RocksDBException e) {
            throw DiskErrors.failure("reading the log", e);
        } finally {
            lifetime.readLock().unlock();
        }
    }

    /**
     * Cuts the end off, synced. The persister must be idle, and goes on after {@code replaceRing}.
     *
     * @param position a record boundary in the log and the epoch of the record that ends there
     * @throws IllegalStateException below the high watermark: two logs disagree about what was committed, the node must stop
     */
    public void truncateTo(LogPosition position) {
        write("truncating the log to " + position, () -> {
            long lsn = position.lsn();
            if (lsn < startLsn || lsn > end.lsn() || history.epochAt(lsn) != position.epoch()) {
                throw new IllegalArgumentException(position + " is not in the log from " + startLsn + " to " + end
                        + ", epochs " + history.starts());
            }
            if (lsn < highWatermark) {
                throw new IllegalStateException(
                        "truncation to " + position + " below the high watermark " + highWatermark + " refused");
            }
            if (lsn == end.lsn()) {
                return;
            }
            keepHeadOfCommit(lsn);
            batch.deleteRange(database.log(), LogKey.array(lsn), LogKey.array(end.lsn()));
            EpochHistory next = history.truncatedTo(lsn);
            LogMeta.put(batch, database, LogMeta.HISTORY, LogMeta.bytes(next));
            commit(true, lsn);
            history = next;
            end = position;
            forgetReads();
        });
    }

    /** Where {@code lsn} stands inside of a group commit, the records in front of it are written anew under the same key. */
    private void keepHeadOfCommit(long lsn) throws RocksDBException {
        LogKey key = new LogKey();
        try (RocksIterator commits = database.groupCommits()) {
            commits.seekForPrev(key.of(lsn));
            if (!commits.isValid()) {
                commits.status();
                return;
            }
            long first = key.read(commits);
            ByteBuffer value = LogKey.value(commits, ByteBuffer.allocateDirect(0));
            if (first == lsn || lsn >= first + value.limit()) {
                return;
            }
            int head = 0;
            while (first + head < lsn) {
                head += RecordReader.lengthAt(value, head);
            }
            if (first + head != lsn) {
                throw new IllegalArgumentException("LSN " + lsn + " is not a record boundary");
            }
            batch.put(database.log(), key.of(first), value.limit(head));
        }
    }

    /**
     * Cuts the start off, at the boundary of a group commit, so that {@code log-retain-bytes} stay in front of {@code lsn}. Any thread.
     *
     * @param lsn of the oldest verified snapshot that is kept: replay never needs anything before it
     */
    public void cutBefore(long lsn) {
        long target = Math.min(lsn, end.lsn()) - settings.retainBytes();
        if (target <= startLsn) {
            return;
        }
        write("cutting the log before " + target, () -> {
            long first = firstOfCommit(target);
            if (first <= startLsn) {
                return;
            }
            LogMeta.put(batch, database, LogMeta.START, LogMeta.bytes(first));
            commit(true, end.lsn());
            startLsn = first;
            database.dropFilesBelow(LogKey.array(first));
        });
    }

    private long firstOfCommit(long lsn) throws RocksDBException {
        LogKey key = new LogKey();
        try (RocksIterator commits = database.groupCommits()) {
            commits.seekForPrev(key.of(lsn));
            commits.status();
            return commits.isValid() ? key.read(commits) : 0;
        }
    }

    /**
     * After a full sync: the log is empty and begins at {@code position}, the snapshot's. Synced; the persister must be idle, and goes on
     * after {@code replaceRing}. What was in the log is gone.
     *
     * @param newHistory of the log up to {@code position}
     */
    public void startOver(EpochHistory newHistory, LogPosition position) {
        write("starting the log over at " + position, () -> {
            EpochHistory next = newHistory.truncatedTo(position.lsn());
            if (next.lastEpoch() != position.epoch()) {
                throw new IllegalArgumentException("history " + newHistory.starts() + " does not lead to " + position);
            }
            byte[] behind = LogKey.array(Math.max(end.lsn(), position.lsn()) + 1);
            batch.deleteRange(database.log(), LogKey.array(0), behind);
            LogMeta.put(batch, database, LogMeta.START, LogMeta.bytes(position.lsn()));
            LogMeta.put(batch, database, LogMeta.HISTORY, LogMeta.bytes(next));
            LogMeta.put(batch, database, LogMeta.HIGH_WATERMARK, LogMeta.bytes(position.lsn()));
            commit(true, position.lsn());
            startLsn = position.lsn();
            history = next;
            highWatermark = position.lsn();
            end = position;
            forgetReads();
            database.dropFilesBelow(behind);
        });
    }

    private void forgetReads() {
        reads.forget();
        truncations++;
    }

    // ------------------------------------------------------------------ writing

    private interface Change {
        void make() throws RocksDBException;
    }

    private void write(String doing, Change change) {
        writes.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the log is closed");
            }
            if (failed) {
                throw new DiskFailureException(doing + " refused: the disk failed before");
            }
            batch.clear();
            change.make();
        } catch (RocksDBException e) {
            failed = true;
            throw DiskErrors.failure(doing, e);
        } finally {
            writes.unlock();
        }
    }

    /** Writes the batch, after which the log ends at {@code endLsn}. */
    private void commit(boolean sync, long endLsn) throws RocksDBException {
        database.write(batch, sync);
        if (sync) {
            mark.raise(database.sequence(), endLsn);
        }
    }

    /** Syncs what is unsynced, and closes. Readers must have stopped using it; a late one gets an IllegalStateException. */
    @Override
    public void close() {
        writes.lock();
        lifetime.writeLock().lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try {
                syncLast();
            } finally {
                batch.close();
                database.close();
                mark.close();
                lock.close();
            }
        } finally {
            lifetime.writeLock().unlock();
            writes.unlock();
        }
    }

    private void syncLast() {
        if (failed) {
            return;
        }
        try {
            database.sync();
            mark.raise(database.sequence(), end.lsn());
        } catch (RocksDBException e) {
            failed = true;
            throw DiskErrors.failure("syncing the log at its close", e);
        }
    }
}
