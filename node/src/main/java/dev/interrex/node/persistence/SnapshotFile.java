package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A complete snapshot on disk that was verified in this process: the state of all records before {@code position}.
 *
 * @param position end of the log that the snapshot stands for
 * @param history of the log up to there
 * @param logTimeMs log time of the newest record in it
 * @param sizeBytes of the file
 * @param entries as the engine counted them
 * @param crc32c of the whole file
 */
public record SnapshotFile(
        Path path,
        LogPosition position,
        EpochHistory history,
        long logTimeMs,
        long sizeBytes,
        long entries,
        int crc32c) {
    /** Takes one chunk; the buffer is reused. */
    public interface ChunkConsumer {
        void accept(ByteBuffer chunk);
    }

    /**
     * The chunks in order, each verified (again) before it is handed out.
     *
     * @throws CorruptSnapshotException the file was damaged since it was verified; what was handed out must not be used
     */
    public void forEachChunk(ChunkConsumer consumer) throws IOException, CorruptSnapshotException {
        try (SnapshotReading reading = SnapshotReading.open(path)) {
            ByteBuffer chunk;
            while ((chunk = reading.next()) != null) {
                consumer.accept(chunk);
            }
        }
    }

    /** Opens the file for a follower. Stays readable when the store deletes it meanwhile. Closed by the caller. */
    public SnapshotStream openStream() throws IOException {
        return new SnapshotStream(this);
    }
}
