package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A complete snapshot on disk, verified once.
 *
 * @param position the state of all records before {@code position.lsn()}
 * @param history of the log up to there
 * @param sizeBytes of the file
 * @param entries as the engine counted them
 * @param crc32c of the whole file
 */
public record SnapshotFile(
        Path path, LogPosition position, EpochHistory history, long sizeBytes, long entries, int crc32c) {
    /** Takes one chunk; the buffer is reused. */
    public interface ChunkConsumer {
        void accept(ByteBuffer chunk);
    }

    /** The chunks in order, each verified before it is handed out. */
    public void forEachChunk(ChunkConsumer consumer) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Opens the file for streaming to a follower; stays readable when the store deletes it. Closed by the caller. */
    public SnapshotStream openStream() throws IOException {
        throw new UnsupportedOperationException();
    }
}
