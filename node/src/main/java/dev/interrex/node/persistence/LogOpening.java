package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * Opens a data directory's log step by step, each of which may refuse it. What was found is handed to {@link DurableLog}.
 *
 * <p>A directory is made in this order: sync mark that claims nothing, database, incarnation. So one that a crash left half-made is
 * known from one that lost something: it has a mark without a claim.
 */
record LogOpening(
        String incarnation,
        long bootCounter,
        long epoch,
        long startLsn,
        long highWatermark,
        EpochHistory history,
        LogPosition end) {
    private static final String DATABASE_DIRECTORY = "log";
    private static final int INCARNATION_BYTES = 16;

    /** Opens it under a lock, which the log owns from now on, even if this fails. */
    static DurableLog open(Path directory, DirectoryLock lock, DurableLog.Settings settings, long verifyFromLsn)
            throws DataDirectoryException {
        SyncMark mark = null;
        LogDatabase database = null;
        boolean done = false;
        try {
            Path databaseDirectory = directory.resolve(DATABASE_DIRECTORY);
            mark = openMark(directory, databaseDirectory);
            SyncedFiles.createDirectory(databaseDirectory);
            database = LogDatabase.open(databaseDirectory, settings.memtableBytes());
            LogOpening found = find(directory, database, mark, verifyFromLsn);
            DurableLog log = new DurableLog(settings, lock, mark, database, found);
            done = true;
            return log;
        } catch (IOException | RocksDBException e) {
            throw new DataDirectoryException(DiskErrors.line("opening data directory " + directory, e), e);
        } finally {
            if (!done) {
                close(database, mark, lock);
            }
        }
    }

    private static void close(@Nullable LogDatabase database, @Nullable SyncMark mark, DirectoryLock lock) {
        if (database != null) {
            database.close();
        }
        if (mark != null) {
            mark.close();
        }
        lock.close();
    }

    private static SyncMark openMark(Path directory, Path databaseDirectory)
            throws IOException, DataDirectoryException {
        boolean database = LogDatabase.exists(databaseDirectory);
        if (!SyncMark.exists(directory)) {
            if (database) {
                throw new DataDirectoryException("data directory " + directory + " has a log but no "
                        + SyncMark.FILE_NAME + ": it was copied or repaired only in part");
            }
            SyncMark.create(directory);
        }
        SyncMark mark = SyncMark.open(directory);
        if (!database && !mark.claim().equals(SyncMark.Claim.NOTHING)) {
            mark.close();
            throw new DataDirectoryException("data directory " + directory
                    + " lost its log, which was synced up to LSN "
                    + mark.claim().lsn() + ": restore it, or empty the directory to rebuild this node from its group");
        }
        return mark;
    }

    private static LogOpening find(Path directory, LogDatabase database, SyncMark mark, long verifyFromLsn)
            throws RocksDBException, DataDirectoryException {
        long sequence = database.sequence();
        long startLsn = LogMeta.number(database, LogMeta.START);
        EpochHistory history = LogMeta.history(database);
        if (sequence < mark.claim().sequence()) {
            throw new DataDirectoryException(
                    "the log in " + directory + " is damaged: RocksDB could read its writes up to number "
                            + sequence + ", but " + mark.claim().sequence() + " were synced (log up to LSN "
                            + mark.claim().lsn()
                            + "): restore it, or empty the directory to rebuild this node from its group");
        }
        LogPosition end = new LogScan(database, startLsn, history).end(verifyFromLsn);
        String incarnation = LogMeta.incarnation(database);
        long boots = LogMeta.number(database, LogMeta.BOOT) + 1;
        if (incarnation == null) {
            if (!end.equals(LogPosition.START)) {
                throw new DataDirectoryException("the log in " + directory + " has records but no incarnation");
            }
            incarnation = randomIncarnation();
        }
        registerBoot(database, mark, incarnation, boots, end.lsn());
        return new LogOpening(
                incarnation,
                boots,
                LogMeta.number(database, LogMeta.EPOCH),
                startLsn,
                LogMeta.number(database, LogMeta.HIGH_WATERMARK),
                history,
                end);
    }

    private static void registerBoot(LogDatabase database, SyncMark mark, String incarnation, long boots, long endLsn)
            throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            LogMeta.put(batch, database, LogMeta.INCARNATION, HexFormat.of().parseHex(incarnation));
            LogMeta.put(batch, database, LogMeta.BOOT, LogMeta.bytes(boots));
            database.write(batch, true);
        }
        mark.raise(database.sequence(), endLsn);
    }

    /** 128 bits in hex digits. */
    static String randomIncarnation() {
        byte[] bytes = new byte[INCARNATION_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
