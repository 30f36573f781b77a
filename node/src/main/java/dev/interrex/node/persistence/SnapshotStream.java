package dev.interrex.node.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of a snapshot file by offset, for a follower. */
public final class SnapshotStream implements AutoCloseable {
    SnapshotStream() {}

    public SnapshotFile file() {
        throw new UnsupportedOperationException();
    }

    /** Fills {@code target} as far as the file goes; bytes read, 0 at the end. Blocking. */
    public int read(long offset, ByteBuffer target) throws IOException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws IOException {}
}
