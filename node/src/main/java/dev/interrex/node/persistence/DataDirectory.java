package dev.interrex.node.persistence;

import dev.interrex.model.LogPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything in the data directory, opened, verified and fitting together: what the snapshot holds and the log from
 * {@code snapshot.position} on are one state.
 *
 * @param snapshot the newest good one, on top of which the log is replayed; empty: the log is replayed from LSN 0
 */
public record DataDirectory(DurableLog log, SnapshotStore snapshots, Optional<SnapshotFile> snapshot)
        implements AutoCloseable {
    /**
     * Opens or creates; verifies the newest snapshot and the log behind it. Ends a full sync that a crash interrupted after
     * the snapshot was installed.
     *
     * @throws DataDirectoryException in one clear line
     */
    public static DataDirectory open(
            Path directory, DurableLog.Settings logSettings, SnapshotStore.Settings snapshotSettings)
            throws DataDirectoryException {
        DirectoryLock lock = DirectoryLock.take(directory);
        SnapshotStore snapshots;
        Optional<SnapshotFile> snapshot;
        try {
            snapshots = SnapshotStore.open(directory, snapshotSettings);
            snapshot = snapshots.newestVerified();
        } catch (IOException e) {
            lock.close();
            throw new DataDirectoryException(DiskErrors.line("reading the snapshots in " + directory, e), e);
        } catch (DataDirectoryException e) {
            lock.close();
            throw e;
        }
        long verifyFromLsn = snapshot.map(file -> file.position().lsn()).orElse(0L);
        DurableLog log = LogOpening.open(directory, lock, logSettings, verifyFromLsn);
        try {
            fit(directory, log, snapshots, snapshot);
        } catch (DataDirectoryException | RuntimeException e) {
            log.close();
            throw e;
        }
        return new DataDirectory(log, snapshots, snapshot);
    }

    private static void fit(Path directory, DurableLog log, SnapshotStore snapshots, Optional<SnapshotFile> snapshot)
            throws DataDirectoryException {
        if (snapshot.isEmpty()) {
            if (log.startLsn() > 0) {
                throw new DataDirectoryException("no undamaged snapshot in " + directory
                        + ", and the log begins only at LSN " + log.startLsn()
                        + ": restore one, or empty the directory to rebuild this node from its group");
            }
            return;
        }
        LogPosition position = snapshot.get().position();
        if (isIn(log, position)) {
            return;
        }
        if (position.compareTo(log.end()) <= 0 || snapshots.damageFound()) {
            throw new DataDirectoryException("the newest undamaged snapshot in " + directory + " is of " + position
                    + ", which the log from LSN " + log.startLsn() + " to " + log.end() + " does not continue");
        }
        log.startOver(snapshot.get().history(), position);
    }

    /** Whether the log goes on exactly where the snapshot ends. */
    private static boolean isIn(DurableLog log, LogPosition position) {
        return position.lsn() >= log.startLsn()
                && position.lsn() <= log.end().lsn()
                && log.history().epochAt(position.lsn()) == position.epoch();
    }

    @Override
    public void close() {
        log.close();
    }
}
