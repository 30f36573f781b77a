package dev.interrex.node.rdb;

import dev.interrex.node.engine.Digits;
import dev.interrex.node.engine.Slice;
import java.util.Arrays;

/** Writes the parts that RDB values are made of, which {@link RdbInput} draws. */
final class RdbOutput {
    /** Longer decimals are never written as numbers, as in Redis. */
    private static final int LONGEST_NUMBER = 11;

    private byte[] bytes = new byte[256];
    private int size;

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    long checksum() {
        return Crc64.of(bytes, 0, size);
    }

    RdbOutput octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    private void room(long more) {
        if (size + more > bytes.length) {
            long wanted = Math.max(size + more, Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8));
            bytes = Arrays.copyOf(bytes, Math.toIntExact(wanted));
        }
    }

    RdbOutput littleEndian(long value, int count) {
        for (int i = 0; i < count; i++) {
            octet((int) (value >>> 8 * i));
        }
        return this;
    }

    RdbOutput bigEndian(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            octet((int) (value >>> 8 * i));
        }
        return this;
    }

    /** A number of 64 bits, unsigned. */
    RdbOutput number(long value) {
        if (value >= 0 && value < 1 << 6) {
            return octet((int) value);
        }
        if (value >= 0 && value < 1 << 14) {
            return octet((int) (0x40 | value >>> 8)).octet((int) value);
        }
        if (value >= 0 && value < 1L << 32) {
            return octet(0x80).bigEndian(value, 4);
        }
        return octet(0x81).bigEndian(value, 8);
    }

    /** A string; one of a small number takes less. */
    RdbOutput string(Slice text) {
        if (text.length() <= LONGEST_NUMBER && Digits.isLong(text)) {
            long number = Digits.parse(text);
            if (number == (byte) number) {
                return octet(0xC0).littleEndian(number, 1);
            }
            if (number == (short) number) {
                return octet(0xC1).littleEndian(number, 2);
            }
            if (number == (int) number) {
                return octet(0xC2).littleEndian(number, 4);
            }
        }
        return raw(text.array(), text.offset(), text.length());
    }

    RdbOutput raw(byte[] array, int offset, int length) {
        number(length);
        room(length);
        System.arraycopy(array, offset, bytes, size, length);
        size += length;
        return this;
    }
}
