package dev.interrex.node.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/** The bytes of a snapshot file by offset, for a follower. Any thread that may block. */
public final class SnapshotStream implements AutoCloseable {
    private final SnapshotFile file;
    private final FileChannel channel;

    SnapshotStream(SnapshotFile file) throws IOException {
        this.file = file;
        channel = FileChannel.open(file.path(), StandardOpenOption.READ);
    }

    public SnapshotFile file() {
        return file;
    }

    /** Fills {@code target} from {@code offset} as far as the file goes; returns the bytes read, 0 at the end. */
    public int read(long offset, ByteBuffer target) throws IOException {
        return SyncedFiles.readFully(channel, target, offset);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
