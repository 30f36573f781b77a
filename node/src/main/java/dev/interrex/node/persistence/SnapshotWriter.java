package dev.interrex.node.persistence;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One snapshot being written: chunks come from the loop, a thread of its own brings them to disk. */
public final class SnapshotWriter {
    /** Called on the writer's thread, exactly one of them, once. */
    public interface Listener {
        void onFinished(SnapshotFile snapshot);

        /** Nothing is left of it; older snapshots are untouched. */
        void onFailed(String line, Throwable cause);
    }

    SnapshotWriter() {}

    /** An empty buffer with at least {@code minBytes} of room, or null while the disk is behind: ask again later. Loop only. */
    public @Nullable ByteBuffer acquire(int minBytes) {
        throw new UnsupportedOperationException();
    }

    /** Hands over a buffer from {@link #acquire}, bytes from 0 to its position. Loop only. */
    public void submit(ByteBuffer chunk) {
        throw new UnsupportedOperationException();
    }

    /** No more chunks; the listener will tell. Only once the high watermark has reached the snapshot's LSN. Loop only. */
    public void finish(long entries) {
        throw new UnsupportedOperationException();
    }

    /** Gives up; the listener is not called any more. Loop only. */
    public void abort() {
        throw new UnsupportedOperationException();
    }
}
