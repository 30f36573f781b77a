package dev.interrex.node.persistence;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Everything in the data directory, opened, verified and fitting together: snapshot and log tail rebuild one state.
 *
 * @param snapshot the newest good one, from which replay starts; empty: replay from LSN 0
 */
public record DataDirectory(DurableLog log, SnapshotStore snapshots, Optional<SnapshotFile> snapshot) {
    /**
     * Opens or creates; ends an install that a crash interrupted.
     *
     * @throws DataDirectoryException in one clear line
     */
    public static DataDirectory open(Path directory, DurableLog.Settings log, SnapshotStore.Settings snapshots)
            throws DataDirectoryException {
        throw new UnsupportedOperationException();
    }
}
