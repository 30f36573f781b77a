package dev.interrex.node.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Effects kept in an array that grows. */
final class EffectBuffer implements EffectSink {
    private static final int SMALLEST = 4096;
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    void drainTo(ByteBuffer dst) {
        dst.put(bytes, 0, size);
    }

    /** Bytes of the array. */
    int capacity() {
        return bytes.length;
    }

    /** Empties it; the array stays. */
    void clear() {
        size = 0;
    }

    @Override
    public void writeByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    @Override
    public void writeVarLong(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    @Override
    public void writeBytes(byte[] source, int offset, int length) {
        room(length);
        System.arraycopy(source, offset, bytes, size, length);
        size += length;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            long needed = (long) size + more;
            if (needed > LARGEST) {
                throw new IllegalStateException("a block of more than 2 GiB");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(needed, bytes.length * 2L)));
        }
    }
}
