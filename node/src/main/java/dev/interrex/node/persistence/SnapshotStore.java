package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The snapshots of a data directory. */
public final class SnapshotStore {
    /**
     * @param chunkBytes {@code snapshot-chunk-bytes}: size of the buffers handed over
     * @param queueChunks {@code snapshot-queue-chunks}: how many of them may wait for the disk
     * @param keep {@code snapshot-keep}: how many verified snapshots stay
     */
    public record Settings(int chunkBytes, int queueChunks, int keep) {
        public static final Settings DEFAULT = new Settings(256 << 10, 8, 2);
    }

    private SnapshotStore() {}

    public static SnapshotStore open(Path directory, Settings settings) throws DataDirectoryException {
        throw new UnsupportedOperationException();
    }

    /** Begins a snapshot of the state at {@code position}. */
    public SnapshotWriter create(LogPosition position, EpochHistory history, SnapshotWriter.Listener listener) {
        throw new UnsupportedOperationException();
    }

    /** Reads the snapshots from the newest on until one is undamaged. */
    public Optional<SnapshotFile> newestVerified() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** The oldest snapshot that is kept: what {@link DurableLog#cutBefore} may be given; 0 if there are fewer than are kept. */
    public long oldestKeptLsn() {
        throw new UnsupportedOperationException();
    }

    /** Takes a snapshot from a primary; goes on with a partial one of the same position and size. Blocking. */
    public SnapshotReceiver receive(LogPosition position, EpochHistory history, long sizeBytes) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Deletes all but the newest {@code keep}. */
    public void deleteOld() throws IOException {
        throw new UnsupportedOperationException();
    }
}
