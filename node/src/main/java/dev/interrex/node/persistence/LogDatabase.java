package dev.interrex.node.persistence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The RocksDB database of a data directory: options, handles, lifetime. Two column families, written together in one batch:
 *
 * <ul>
 *   <li>{@code log}: LSN of the first record of a group commit, big endian -> the bytes of all its records
 *   <li>{@code default}: what else must survive a restart, by name
 * </ul>
 *
 * <p>The log's keys only grow, so files never overlap: RocksDB's compaction finds nothing to merge and moves each new file to the last level by
 * renaming it in the manifest (a "trivial move"). Nothing is written twice after the flush, and files in the last level can be dropped whole by
 * {@code deleteFilesInRanges}, which level 0 does not allow.
 *
 * <p>Recovery mode: point in time. A crash leaves a torn end of the write-ahead log, in any order of its pages, and a node must start over
 * that; the stricter modes refuse it. That a <em>synced</em> end is dropped as silently is noticed by {@link SyncMark}.
 */
final class LogDatabase implements AutoCloseable {
    private static final byte[] LOG = "log".getBytes(StandardCharsets.UTF_8);
    /** A few numbers, written over and over: never full. */
    private static final long META_MEMTABLE_BYTES = 1 << 20;

    /** For reading the log from beginning to end at a start, or for a follower that is far behind; one such buffer for each. */
    private static final long READAHEAD_BYTES = 2 << 20;

    private static final int NEVER = 1 << 20;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final WriteOptions synced = keep(new WriteOptions().setSync(true));
    private final WriteOptions unsynced = keep(new WriteOptions().setSync(false));
    private final ReadOptions scan =
            keep(new ReadOptions().setVerifyChecksums(true).setFillCache(false).setReadaheadSize(READAHEAD_BYTES));
    private final RocksDB db;
    private final ColumnFamilyHandle meta;
    private final ColumnFamilyHandle log;

    private LogDatabase(Path directory, long memtableBytes) throws RocksDBException {
        DBOptions options = keep(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setParanoidChecks(true)
                .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
                .setMaxBgErrorResumeCount(0)
                .setMaxTotalWalSize(4 * memtableBytes)
                .setMaxBackgroundJobs(2)
                .setStatsDumpPeriodSec(0)
                .setStatsPersistPeriodSec(0)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(1 << 20)
                .setKeepLogFileNum(2));
        List<ColumnFamilyDescriptor> families = List.of(
                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, keep(metaOptions())),
                new ColumnFamilyDescriptor(LOG, keep(logOptions(memtableBytes))));
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            db = keep(RocksDB.open(options, directory.toString(), families, handles));
        } catch (RocksDBException e) {
            close();
            throw e;
        }
        meta = keep(handles.get(0));
        log = keep(handles.get(1));
    }

    private static ColumnFamilyOptions metaOptions() {
        return new ColumnFamilyOptions()
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(META_MEMTABLE_BYTES);
    }

    private static ColumnFamilyOptions logOptions(long memtableBytes) {
        return new ColumnFamilyOptions()
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setWriteBufferSize(memtableBytes)
                .setMaxWriteBufferNumber(4)
                .setLevel0FileNumCompactionTrigger(1)
                .setLevel0SlowdownWritesTrigger(NEVER)
                .setLevel0StopWritesTrigger(NEVER)
                .setMaxBytesForLevelBase(1L << 50)
                .setTargetFileSizeBase(1L << 40)
                .setSoftPendingCompactionBytesLimit(0)
                .setHardPendingCompactionBytesLimit(0);
    }

    static LogDatabase open(Path directory, long memtableBytes) throws DataDirectoryException {
        RocksLibrary.load();
        try {
            return new LogDatabase(directory, memtableBytes);
        } catch (RocksDBException e) {
            throw new DataDirectoryException(DiskErrors.line("opening the log in " + directory, e), e);
        }
    }

    /** Whether there is a database, complete or not. */
    static boolean exists(Path directory) throws IOException {
        return Files.exists(directory.resolve("CURRENT"));
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    void write(WriteBatch batch, boolean sync) throws RocksDBException {
        db.write(sync ? synced : unsynced, batch);
    }

    void sync() throws RocksDBException {
        db.syncWal();
    }

    /** Number of the newest write. */
    long sequence() {
        return db.getLatestSequenceNumber();
    }

    byte @Nullable [] get(byte[] key) throws RocksDBException {
        return db.get(meta, key);
    }

    /** Walks the group commits. Closed by the caller. */
    RocksIterator groupCommits() {
        return db.newIterator(log, scan);
    }

    ColumnFamilyHandle meta() {
        return meta;
    }

    ColumnFamilyHandle log() {
        return log;
    }

    /** Drops the files that hold only keys below {@code endKey}. */
    void dropFilesBelow(byte[] endKey) throws RocksDBException {
        db.deleteFilesInRanges(log, List.of(new byte[0], endKey), false);
    }

    @Override
    public void close() {
        RuntimeException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (RuntimeException e) {
                failure = e;
            } catch (Exception e) {
                failure = new IllegalStateException(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
