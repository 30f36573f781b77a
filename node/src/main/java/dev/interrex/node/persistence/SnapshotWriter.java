package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.threads.Niceness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot being written. The loop fills chunks, the thread "snapshot-writer" brings them to disk: written under another name,
 * synced, read back, renamed. There are {@code snapshot-queue-chunks} buffers in all; when none is free, the loop writes the rest
 * of its slice later, so a slow disk slows the snapshot and nothing else.
 *
 * <p>Life: {@code acquire, submit}, … then {@code finish} or {@code abort}, all on the loop.
 */
public final class SnapshotWriter {
    /** Called on the writer's thread: exactly one of them, once; none after an abort. */
    public interface Listener {
        /** It is complete and verified; older ones beyond {@code snapshot-keep} are deleted. */
        void onFinished(SnapshotFile snapshot);

        /** Nothing is left of it; older snapshots are untouched. */
        void onFailed(String line, Throwable cause);
    }

    /** Dirty pages are synced in portions, so that the last sync does not hold up the log's. */
    static final long SYNC_EVERY_BYTES = 8L << 20;

    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final SnapshotStore store;
    private final Path path;
    private final LogPosition position;
    private final EpochHistory history;
    private final long logTimeMs;
    private final SnapshotStore.Settings settings;
    private final Listener listener;
    private final ArrayBlockingQueue<ByteBuffer> free;
    private final ArrayBlockingQueue<ByteBuffer> filled;

    // Written by the loop before END is queued.
    private long entries;
    private volatile boolean aborted;
    private boolean ended;

    // The writer thread's own.
    private final CRC32C crc = new CRC32C();
    private long written;
    private long unsynced;
    private long chunks;

    SnapshotWriter(
            SnapshotStore store,
            Path path,
            LogPosition position,
            EpochHistory history,
            long logTimeMs,
            SnapshotStore.Settings settings,
            Listener listener) {
        this.store = store;
        this.path = path;
        this.position = position;
        this.history = history;
        this.logTimeMs = logTimeMs;
        this.settings = settings;
        this.listener = listener;
        free = new ArrayBlockingQueue<>(settings.queueChunks());
        filled = new ArrayBlockingQueue<>(settings.queueChunks() + 1);
        for (int i = 0; i < settings.queueChunks(); i++) {
            free.add(ByteBuffer.allocateDirect(settings.chunkBytes()));
        }
        Thread.ofPlatform().name("snapshot-writer").daemon().start(Niceness.background(this::run));
    }

    /** An empty buffer with at least {@code minBytes} of room, or null while the disk is behind: ask again in a later turn. */
    public @Nullable ByteBuffer acquire(int minBytes) {
        if (minBytes > SnapshotFormat.MAX_CHUNK_BYTES) {
            throw new IllegalArgumentException("chunk of " + minBytes + " bytes");
        }
        ByteBuffer buffer = free.poll();
        if (buffer == null) {
            return null;
        }
        return buffer.capacity() >= minBytes ? buffer.clear() : ByteBuffer.allocateDirect(minBytes);
    }

    /** Hands over a buffer from {@link #acquire}: its bytes from 0 to its position. It must not be touched any more. */
    public void submit(ByteBuffer chunk) {
        filled.add(chunk.flip());
    }

    /**
     * No more chunks; the listener will tell. To be called only once the high watermark has reached the snapshot's LSN: what is not
     * committed may still be truncated, and a snapshot cannot be.
     *
     * @param entryCount noted in the file
     */
    public void finish(long entryCount) {
        if (!ended) {
            ended = true;
            entries = entryCount;
            filled.add(END);
        }
    }

    /** Gives up; the listener is not called any more, the file is deleted. */
    public void abort() {
        aborted = true;
        finish(0);
    }

    // ------------------------------------------------------------------ the thread

    private void run() {
        try {
            store.deleteUnfinished();
            boolean complete = writeFile();
            if (!complete || aborted) {
                Files.deleteIfExists(path);
                return;
            }
            SnapshotFile file = store.install(SnapshotReading.verify(path, position));
            store.deleteOld();
            if (!aborted) {
                listener.onFinished(file);
            }
        } catch (IOException | CorruptSnapshotException | RuntimeException e) {
            discard(e);
        } catch (InterruptedException e) {
            discard(e);
            Thread.currentThread().interrupt();
        }
    }

    private void discard(Exception cause) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        if (!aborted) {
            listener.onFailed(DiskErrors.line("writing the snapshot at " + position, cause), cause);
        }
    }

    private boolean writeFile() throws IOException, InterruptedException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            write(channel, SnapshotFormat.header(position, history, logTimeMs));
            for (ByteBuffer chunk = filled.take(); chunk != END; chunk = filled.take()) {
                if (aborted) {
                    return false;
                }
                if (chunk.hasRemaining()) {
                    write(channel, SnapshotFormat.chunkHeader(chunk));
                    write(channel, chunk);
                    chunks++;
                }
                boolean usual = chunk.capacity() == settings.chunkBytes();
                free.add(usual ? chunk : ByteBuffer.allocateDirect(settings.chunkBytes()));
            }
            write(channel, SnapshotFormat.footer(entries, chunks));
            write(channel, SnapshotFormat.fileChecksum((int) crc.getValue()));
            channel.force(true);
            return true;
        }
    }

    private void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        crc.update(bytes.duplicate());
        int length = bytes.remaining();
        SyncedFiles.writeFully(channel, bytes, written);
        written += length;
        unsynced += length;
        if (unsynced >= SYNC_EVERY_BYTES) {
            channel.force(false);
            unsynced = 0;
        }
    }
}
