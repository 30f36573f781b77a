package dev.interrex.node.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes as a row of bits, the most significant bit of the first byte first. Bits are numbered from 0; stateless. */
public final class Bits {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bits() {}

    /** Number of set bits from {@code first} to {@code last}, both inclusive and within the bytes. */
    public static long count(Slice bytes, long first, long last) {
        int at = (int) (first >>> 3);
        int end = (int) (last >>> 3);
        int head = bytes.at(at) & 0xFF >>> (first & 7);
        int tailMask = 0xFF << (7 - (last & 7)) & 0xFF;
        if (at == end) {
            return Integer.bitCount(head & tailMask);
        }
        long count = Integer.bitCount(head) + Integer.bitCount(bytes.at(end) & tailMask);
        at++;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            count += Long.bitCount((long) LONGS.get(bytes.array(), bytes.offset() + at));
        }
        for (; at < end; at++) {
            count += Integer.bitCount(bytes.at(at) & 0xFF);
        }
        return count;
    }

    /** Number of the first bit that is {@code set} from {@code first} to {@code last}, both inclusive; -1 if there is none. */
    public static long find(Slice bytes, boolean set, long first, long last) {
        int flip = set ? 0 : 0xFF;
        int at = (int) (first >>> 3);
        int end = (int) (last >>> 3);
        int current = (bytes.at(at) & 0xFF ^ flip) & 0xFF >>> (first & 7);
        while (current == 0 && at < end) {
            at = skip(bytes, set, at + 1, end);
            current = bytes.at(at) & 0xFF ^ flip;
        }
        long found = ((long) at << 3) + Integer.numberOfLeadingZeros(current) - 24;
        return current == 0 || found > last ? -1 : found;
    }

    /** Index of the first byte from {@code from} on that may have such a bit, {@code end} at most. */
    private static int skip(Slice bytes, boolean set, int from, int end) {
        long nothing = set ? 0 : -1;
        int at = from;
        while (at + Long.BYTES <= end && (long) LONGS.get(bytes.array(), bytes.offset() + at) == nothing) {
            at += Long.BYTES;
        }
        while (at < end && bytes.at(at) == (byte) nothing) {
            at++;
        }
        return at;
    }

    /** Up to 64 bits from {@code first} on, right-aligned; bits behind the end are 0. */
    public static long get(Slice bytes, long first, int bits) {
        long value = 0;
        for (long bit = first; bit < first + bits; bit++) {
            int at = (int) Math.min(Integer.MAX_VALUE, bit >>> 3);
            int set = at < bytes.length() ? bytes.at(at) >>> (7 - (bit & 7)) & 1 : 0;
            value = value << 1 | set;
        }
        return value;
    }

    /** Overwrites {@code bits} bits of the array, from bit {@code first} on, with the lowest ones of {@code value}. */
    public static void set(byte[] bytes, int first, int bits, long value) {
        for (int i = 0; i < bits; i++) {
            int bit = first + i;
            int mask = 0x80 >>> (bit & 7);
            boolean set = (value >>> (bits - 1 - i) & 1) != 0;
            int old = bytes[bit >>> 3];
            bytes[bit >>> 3] = (byte) (set ? old | mask : old & ~mask);
        }
    }
}
