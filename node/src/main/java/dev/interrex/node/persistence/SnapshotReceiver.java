package dev.interrex.node.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A snapshot arriving from a primary. Blocking: not for the event loop. One thread. */
public final class SnapshotReceiver implements AutoCloseable {
    SnapshotReceiver() {}

    /** Where the next chunk must begin; above 0 at first if a partial file of the same snapshot was there. */
    public long offset() {
        throw new UnsupportedOperationException();
    }

    /**
     * Takes the next chunk.
     *
     * @throws CorruptSnapshotException offset, size or checksum do not fit: nothing was written, drop the stream
     */
    public void accept(long offset, ByteBuffer data, int crc32c) throws IOException, CorruptSnapshotException {
        throw new UnsupportedOperationException();
    }

    /**
     * Syncs, verifies all of it and makes it the store's newest snapshot. The older ones stay until {@link SnapshotStore#deleteOld}. The
     * caller then calls {@link DurableLog#startOver}.
     */
    public SnapshotFile install(int fileCrc32c) throws IOException, CorruptSnapshotException {
        throw new UnsupportedOperationException();
    }

    /** Keeps what has arrived for a later try. */
    @Override
    public void close() throws IOException {}
}
