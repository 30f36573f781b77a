package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A snapshot arriving from another node, byte by byte the same file. The node's older snapshots and its log stay as they are until this
 * one is complete and verified.
 *
 * <p>Order of a full sync: {@code accept …, install, DurableLog.startOver, SnapshotStore.deleteBefore}. After a crash between the second
 * and the third {@link DataDirectory#open} finds a snapshot beyond the log and goes on with the third.
 *
 * <p>Blocking: not for the event loop. One thread.
 */
public final class SnapshotReceiver implements AutoCloseable {
    private final SnapshotStore store;
    private final Path path;
    private final LogPosition position;
    private final EpochHistory history;
    private final long sizeBytes;
    private final FileChannel channel;
    private long offset;
    private long unsynced;

    SnapshotReceiver(
            SnapshotStore store,
            Path path,
            LogPosition position,
            EpochHistory history,
            long sizeBytes,
            long undamagedBytes)
            throws IOException {
        this.store = store;
        this.path = path;
        this.position = position;
        this.history = history;
        this.sizeBytes = sizeBytes;
        offset = undamagedBytes;
        channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(undamagedBytes);
    }

    /** Where the next chunk must begin; above 0 at first if the beginning of the same snapshot was there. */
    public long offset() {
        return offset;
    }

    /**
     * Takes the next chunk, from position to limit.
     *
     * @throws CorruptSnapshotException offset, size or checksum do not fit: nothing was written, drop the stream
     */
    public void accept(long chunkOffset, ByteBuffer data, int crc32c) throws IOException, CorruptSnapshotException {
        if (chunkOffset != offset) {
            throw new CorruptSnapshotException("chunk at byte " + chunkOffset + ", expected " + offset);
        }
        if (data.remaining() > sizeBytes - offset) {
            throw new CorruptSnapshotException("more than the announced " + sizeBytes + " bytes");
        }
        if (SnapshotFormat.crc32c(data) != crc32c) {
            throw new CorruptSnapshotException("the checksum of the chunk at byte " + chunkOffset + " does not match");
        }
        int length = data.remaining();
        SyncedFiles.writeFully(channel, data.duplicate(), offset);
        offset += length;
        unsynced += length;
        if (unsynced >= SnapshotWriter.SYNC_EVERY_BYTES) {
            channel.force(false);
            unsynced = 0;
        }
    }

    /**
     * Syncs, reads all of it back and makes it the store's newest snapshot. The older ones stay. The caller then calls
     * {@link DurableLog#startOver}.
     *
     * @param fileCrc32c of the whole file
     * @throws CorruptSnapshotException incomplete, damaged or not what was announced; what arrived is deleted
     */
    public SnapshotFile install(int fileCrc32c) throws IOException, CorruptSnapshotException {
        channel.force(true);
        channel.close();
        try {
            return verifyAndInstall(fileCrc32c);
        } catch (CorruptSnapshotException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private SnapshotFile verifyAndInstall(int fileCrc32c) throws IOException, CorruptSnapshotException {
        if (offset != sizeBytes) {
            throw new CorruptSnapshotException("ended after " + offset + " of " + sizeBytes + " bytes");
        }
        SnapshotFile file = SnapshotReading.verify(path, position);
        if (file.crc32c() != fileCrc32c || !file.history().equals(history)) {
            throw new CorruptSnapshotException("is not the one that was announced at " + position);
        }
        return store.install(file);
    }

    /** Keeps what has arrived for a later try. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
