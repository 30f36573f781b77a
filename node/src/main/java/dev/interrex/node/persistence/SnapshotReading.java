package dev.interrex.node.persistence;

import dev.interrex.model.LogPosition;
import dev.interrex.node.persistence.SnapshotFormat.Footer;
import dev.interrex.node.persistence.SnapshotFormat.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot file from its start, verifying every byte. A declared length is never believed beyond the file's. */
final class SnapshotReading implements AutoCloseable {
    private static final int BUFFER_BYTES = 256 << 10;
    private static final int HEADER_PROBE_BYTES = 40;

    private final FileChannel channel;
    private final long size;
    private final CRC32C crc = new CRC32C();
    private final Header header;
    private ByteBuffer chunk = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long offset;
    private long chunks;
    private @Nullable Footer footer;

    private SnapshotReading(FileChannel channel) throws IOException, CorruptSnapshotException {
        this.channel = channel;
        size = channel.size();
        ByteBuffer probe = ByteBuffer.allocate(HEADER_PROBE_BYTES);
        SyncedFiles.readFully(channel, probe, 0);
        header = SnapshotFormat.readHeader(take(SnapshotFormat.headerBytes(probe.flip())));
    }

    static SnapshotReading open(Path path) throws IOException, CorruptSnapshotException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            return new SnapshotReading(channel);
        } catch (IOException | CorruptSnapshotException e) {
            channel.close();
            throw e;
        }
    }

    /** Reads all of a snapshot that should be of {@code position}. */
    static SnapshotFile verify(Path path, LogPosition position) throws IOException, CorruptSnapshotException {
        try (SnapshotReading reading = open(path)) {
            if (!reading.header.position().equals(position)) {
                throw new CorruptSnapshotException("is of " + reading.header.position() + ", not of " + position);
            }
            while (reading.next() != null) {
                // Only its checksum is of interest.
            }
            return reading.file(path);
        }
    }

    /** How much of the file was read; undamaged if the last {@link #next} did not throw. */
    long offset() {
        return offset;
    }

    /** The next chunk, in a buffer that is reused; null once the footer was read and the whole file matches its checksum. */
    @Nullable
    ByteBuffer next() throws IOException, CorruptSnapshotException {
        if (size - offset == SnapshotFormat.FOOTER_BYTES) {
            readFooter();
            return null;
        }
        long start = offset;
        ByteBuffer head = take(SnapshotFormat.CHUNK_HEADER_BYTES);
        int length = head.getInt(0);
        int checksum = head.getInt(4);
        if (length <= 0 || length > SnapshotFormat.MAX_CHUNK_BYTES) {
            throw corrupt(start, "chunk of " + length + " bytes");
        }
        ByteBuffer bytes = take(length);
        if (SnapshotFormat.crc32c(bytes) != checksum) {
            throw corrupt(start, "the chunk's checksum does not match");
        }
        chunks++;
        return bytes;
    }

    private void readFooter() throws IOException, CorruptSnapshotException {
        long start = offset;
        ByteBuffer bytes = take(SnapshotFormat.FOOTER_BYTES - Integer.BYTES);
        int computed = (int) crc.getValue();
        boolean isFooter = bytes.getInt(0) == 0 && bytes.getLong(12) == chunks;
        long entries = bytes.getLong(4);
        int stored = take(Integer.BYTES).getInt(0);
        if (!isFooter || stored != computed) {
            throw corrupt(start, "the footer does not match");
        }
        footer = new Footer(entries, chunks, (int) crc.getValue());
    }

    /** The file's particulars, once {@link #next} returned null. */
    SnapshotFile file(Path path) {
        Footer end = footer;
        if (end == null) {
            throw new IllegalStateException("not read to the end");
        }
        return new SnapshotFile(
                path, header.position(), header.history(), header.logTimeMs(), size, end.entries(), end.crc32c());
    }

    private ByteBuffer take(int bytes) throws IOException, CorruptSnapshotException {
        if (bytes > size - offset) {
            throw corrupt(offset, "cut off: " + bytes + " bytes expected, " + (size - offset) + " left");
        }
        if (bytes > chunk.capacity()) {
            chunk = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }
        chunk.clear().limit(bytes);
        if (SyncedFiles.readFully(channel, chunk, offset) != bytes) {
            throw corrupt(offset, "cut off");
        }
        offset += bytes;
        chunk.flip();
        crc.update(chunk.duplicate());
        return chunk;
    }

    private static CorruptSnapshotException corrupt(long offset, String what) {
        return new CorruptSnapshotException("at byte " + offset + ": " + what);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
