package dev.interrex.node.log;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * The bytes of the ring: one segment outside of the Java heap whose length is a power of two, addressed by LSN. The byte of an
 * LSN stands at {@code lsn & (capacity - 1)}; whatever crosses the end of the segment is split here and nowhere else.
 *
 * <p>No checks of what is valid and no ordering between threads: that is {@link LogRing}'s. Freed when unreachable.
 */
final class RingMemory {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final int capacity;
    private final long mask;
    private final MemorySegment bytes;
    /** The same bytes for copies by absolute index, which change no state of the buffer and so are safe on any thread. */
    private final ByteBuffer view;
    /** Owned by the writer: moves while a checksum is computed. */
    private final ByteBuffer checksumWindow;

    private final CRC32C crc = new CRC32C();

    RingMemory(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("ring capacity must be a power of two: " + capacity);
        }
        this.capacity = capacity;
        mask = capacity - 1L;
        bytes = Arena.ofAuto().allocate(capacity, Long.BYTES);
        view = bytes.asByteBuffer();
        checksumWindow = bytes.asByteBuffer();
    }

    void putByte(long lsn, int value) {
        bytes.set(ValueLayout.JAVA_BYTE, lsn & mask, (byte) value);
    }

    void putInt(long lsn, int value) {
        long at = lsn & mask;
        if (at + Integer.BYTES <= capacity) {
            bytes.set(INT, at, value);
            return;
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            putByte(lsn + i, value >>> (i * Byte.SIZE));
        }
    }

    void putLong(long lsn, long value) {
        long at = lsn & mask;
        if (at + Long.BYTES <= capacity) {
            bytes.set(LONG, at, value);
            return;
        }
        putInt(lsn, (int) value);
        putInt(lsn + Integer.BYTES, (int) (value >>> Integer.SIZE));
    }

    int getInt(long lsn) {
        long at = lsn & mask;
        if (at + Integer.BYTES <= capacity) {
            return bytes.get(INT, at);
        }
        int value = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            value |= (bytes.get(ValueLayout.JAVA_BYTE, (lsn + i) & mask) & 0xff) << (i * Byte.SIZE);
        }
        return value;
    }

    void putBytes(long lsn, byte[] source, int offset, int length) {
        int at = (int) (lsn & mask);
        int first = Math.min(length, capacity - at);
        view.put(at, source, offset, first);
        view.put(0, source, offset + first, length - first);
    }

    /** Copies {@code length} bytes of {@code source} from {@code offset}; its position stays. */
    void putBytes(long lsn, ByteBuffer source, int offset, int length) {
        int at = (int) (lsn & mask);
        int first = Math.min(length, capacity - at);
        view.put(at, source, offset, first);
        view.put(0, source, offset + first, length - first);
    }

    /** Copies to {@code target} at {@code offset}; its position stays. Any thread. */
    void copyTo(long lsn, ByteBuffer target, int offset, int length) {
        int at = (int) (lsn & mask);
        int first = Math.min(length, capacity - at);
        target.put(offset, view, at, first);
        target.put(offset + first, view, 0, length - first);
    }

    /** CRC32C of {@code [fromLsn, toLsn)}. Writer only. */
    int checksum(long fromLsn, long toLsn) {
        int at = (int) (fromLsn & mask);
        int length = (int) (toLsn - fromLsn);
        int first = Math.min(length, capacity - at);
        crc.reset();
        crc.update(checksumWindow.limit(at + first).position(at));
        if (first < length) {
            crc.update(checksumWindow.limit(length - first).position(0));
        }
        return (int) crc.getValue();
    }
}
