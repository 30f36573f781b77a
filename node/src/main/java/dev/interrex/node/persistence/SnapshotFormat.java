package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Bytes of a snapshot file, little endian.
 *
 * <pre>
 *  header  | magic u64 | version u32 | n u32 | lsn u64 | epoch u64 | logTimeMs u64 | n x (epoch u64, startLsn u64) |
 *          | crc32c u32 of the header |
 *  chunk   | length u32 > 0 | crc32c u32 of the bytes | bytes |        as often as need be, whole entries of the engine
 *  footer  | 0 u32 | entries u64 | chunks u64 | crc32c u32 of the whole file up to here |
 * </pre>
 *
 * <p>The header is the same {@code (epoch, lsn, history)} that the log has at this position, so a snapshot can stand for the log before it.
 * The log time is that of the newest record before it: whoever goes on from here must not go on at an earlier one.
 */
final class SnapshotFormat {
    static final int CHUNK_HEADER_BYTES = 8;
    static final int FOOTER_BYTES = 24;
    /** Largest chunk: one entry of the engine may be one large value. */
    static final int MAX_CHUNK_BYTES = 1 << 30;

    private static final long MAGIC = 0x31_50_41_4e_53_58_49L; // "IXSNAP1"
    private static final int VERSION = 2;
    private static final int FIXED_HEADER_BYTES = 40;
    private static final int START_BYTES = 16;
    /** An epoch is a reign; more of them than this is no history but damage. */
    private static final int MAX_EPOCHS = 1 << 20;

    /** What a header says. */
    record Header(LogPosition position, EpochHistory history, long logTimeMs, int bytes) {}

    /** What a footer says. */
    record Footer(long entries, long chunks, int crc32c) {}

    private SnapshotFormat() {}

    static int crc32c(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static ByteBuffer header(LogPosition position, EpochHistory history, long logTimeMs) {
        ByteBuffer bytes = allocate(FIXED_HEADER_BYTES + history.starts().size() * START_BYTES + Integer.BYTES);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(history.starts().size());
        bytes.putLong(position.lsn()).putLong(position.epoch()).putLong(logTimeMs);
        for (EpochHistory.Start start : history.starts()) {
            bytes.putLong(start.epoch()).putLong(start.startLsn());
        }
        bytes.putInt(crc32c(bytes.duplicate().flip()));
        return bytes.flip();
    }

    /** How many bytes the header has that begins with these. */
    static int headerBytes(ByteBuffer start) throws CorruptSnapshotException {
        start.order(ByteOrder.LITTLE_ENDIAN);
        if (start.remaining() < FIXED_HEADER_BYTES || start.getLong(0) != MAGIC) {
            throw new CorruptSnapshotException("not a snapshot");
        }
        if (start.getInt(8) != VERSION) {
            throw new CorruptSnapshotException("version " + start.getInt(8) + ", this program knows " + VERSION);
        }
        int epochs = start.getInt(12);
        if (epochs < 0 || epochs > MAX_EPOCHS) {
            throw new CorruptSnapshotException(epochs + " epochs");
        }
        return FIXED_HEADER_BYTES + epochs * START_BYTES + Integer.BYTES;
    }

    /** Reads a header of exactly this length. */
    static Header readHeader(ByteBuffer bytes) throws CorruptSnapshotException {
        bytes.order(ByteOrder.LITTLE_ENDIAN);
        int checked = bytes.limit() - Integer.BYTES;
        if (bytes.getInt(checked) != crc32c(bytes.duplicate().limit(checked))) {
            throw new CorruptSnapshotException("the header's checksum does not match");
        }
        List<EpochHistory.Start> starts = new ArrayList<>();
        for (int at = FIXED_HEADER_BYTES; at < checked; at += START_BYTES) {
            starts.add(new EpochHistory.Start(bytes.getLong(at), bytes.getLong(at + Long.BYTES)));
        }
        try {
            LogPosition position = new LogPosition(bytes.getLong(24), bytes.getLong(16));
            EpochHistory history = new EpochHistory(starts);
            if (history.epochAt(position.lsn()) != position.epoch()) {
                throw new CorruptSnapshotException("position " + position + " with epochs " + starts);
            }
            return new Header(position, history, bytes.getLong(32), bytes.limit());
        } catch (IllegalArgumentException e) {
            throw new CorruptSnapshotException("header: " + e.getMessage());
        }
    }

    static ByteBuffer chunkHeader(ByteBuffer chunk) {
        return allocate(CHUNK_HEADER_BYTES)
                .putInt(chunk.remaining())
                .putInt(crc32c(chunk))
                .flip();
    }

    /** The footer without the checksum of the whole file, which {@link #fileChecksum} appends. */
    static ByteBuffer footer(long entries, long chunks) {
        return allocate(FOOTER_BYTES - Integer.BYTES)
                .putInt(0)
                .putLong(entries)
                .putLong(chunks)
                .flip();
    }

    static ByteBuffer fileChecksum(int crc32c) {
        return allocate(Integer.BYTES).putInt(crc32c).flip();
    }
}
