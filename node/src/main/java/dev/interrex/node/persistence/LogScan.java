package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.log.CorruptRecordException;
import dev.interrex.node.log.RecordReader;
import java.nio.ByteBuffer;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Finds the end of the log by reading it: every record from the group commit that holds {@code fromLsn} on is verified, and each must
 * continue the one before. A hole or a damaged record is never normal here: a crash only shortens the log, at the boundary of a commit.
 */
final class LogScan {
    private final LogDatabase database;
    private final long startLsn;
    private final EpochHistory history;
    private final RecordReader reader = new RecordReader();
    private final LogKey key = new LogKey();
    private ByteBuffer value = ByteBuffer.allocateDirect(1 << 20);
    private long epoch;
    private long lsn;

    /**
     * @param startLsn of the log, as stored
     * @param history of the log, as stored
     */
    LogScan(LogDatabase database, long startLsn, EpochHistory history) {
        this.database = database;
        this.startLsn = startLsn;
        this.history = history;
    }

    /** Where the log ends; its history is the stored one, which was found to agree with the records. */
    LogPosition end(long fromLsn) throws RocksDBException, DataDirectoryException {
        try (RocksIterator commits = database.groupCommits()) {
            first(commits, Math.max(fromLsn, startLsn));
            for (; commits.isValid(); commits.next()) {
                verify(commits);
            }
            commits.status();
        } catch (CorruptRecordException e) {
            throw new DataDirectoryException("the log is damaged: " + e.getMessage(), e);
        }
        if (!history.equals(history.truncatedTo(lsn)) || history.lastEpoch() != epoch) {
            throw new DataDirectoryException(
                    "the log ends at " + epoch + ":" + lsn + " but its epochs are " + history.starts());
        }
        return new LogPosition(epoch, lsn);
    }

    /** Stands on the group commit that holds {@code fromLsn}, or else on the first one of the log. */
    private void first(RocksIterator commits, long fromLsn) throws RocksDBException {
        commits.seekForPrev(key.of(fromLsn));
        if (!commits.isValid() || key.read(commits) < startLsn) {
            commits.status();
            commits.seek(key.of(startLsn));
            lsn = startLsn;
        } else {
            lsn = key.read(commits);
        }
        epoch = history.epochAt(lsn);
    }

    private void verify(RocksIterator commits) throws DataDirectoryException, CorruptRecordException {
        long found = key.read(commits);
        if (found != lsn) {
            throw new DataDirectoryException("the log is damaged: at LSN " + lsn + " it goes on with " + found);
        }
        value = LogKey.value(commits, value);
        reader.over(value, new LogPosition(epoch, lsn));
        while (reader.next()) {
            if (reader.epoch() != history.epochAt(reader.endLsn())) {
                throw new DataDirectoryException("the log is damaged: at LSN " + reader.lsn() + " stands epoch "
                        + reader.epoch() + ", which is not in its history " + history.starts());
            }
            epoch = reader.epoch();
            lsn = reader.endLsn();
        }
    }
}
