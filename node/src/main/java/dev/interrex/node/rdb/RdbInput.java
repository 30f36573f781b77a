package dev.interrex.node.rdb;

import dev.interrex.node.engine.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the parts that RDB values are made of. Every length is compared with what is left before anything is made of it.
 *
 * <pre>
 *   length    | 00llllll | 01llllll llllllll | 0x80 u32 BE | 0x81 u64 BE |
 *   string    | length | bytes |
 *             | 0xC0 i8 | 0xC1 i16 LE | 0xC2 i32 LE |                  a number in digits
 *             | 0xC3 length of the packed bytes, length | LZF |
 * </pre>
 */
final class RdbInput {
    private static final int LONG_LENGTH = 0x80;
    private static final int LONGER_LENGTH = 0x81;
    private static final int SPECIAL = 3;
    private static final int INT_8 = 0;
    private static final int INT_16 = 1;
    private static final int INT_32 = 2;
    private static final int LZF = 3;

    private final byte[] bytes;
    private final int end;

    /** Strings unpack to so many bytes in all at most. */
    private long unpackedBytesLeft;

    private int at;

    RdbInput(byte[] bytes, int from, int end, long mostUnpackedBytes) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.unpackedBytesLeft = mostUnpackedBytes;
    }

    boolean isAtEnd() {
        return at == end;
    }

    int left() {
        return end - at;
    }

    static DamagedPayloadException damaged(String what) {
        return new DamagedPayloadException(what);
    }

    int octet() {
        skip(1);
        return bytes[at - 1] & 0xFF;
    }

    /** Moves behind so many bytes and returns where they begin. */
    int skip(long count) {
        if (count < 0 || count > end - at) {
            throw damaged("ends within a value");
        }
        int from = at;
        at += (int) count;
        return from;
    }

    long littleEndian(int size) {
        int from = skip(size);
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xFF;
        }
        return value;
    }

    long bigEndian(int size) {
        int from = skip(size);
        long value = 0;
        for (int i = 0; i < size; i++) {
            value = value << 8 | bytes[from + i] & 0xFF;
        }
        return value;
    }

    /** A number of 64 bits, unsigned. */
    long number() {
        int first = octet();
        if (first >>> 6 == SPECIAL || first > LONGER_LENGTH) {
            throw damaged("length");
        }
        return switch (first >>> 6) {
            case 0 -> first;
            case 1 -> (first & 0x3F) << 8 | octet();
            default -> first == LONG_LENGTH ? bigEndian(4) : bigEndian(8);
        };
    }

    /** A number of elements, each of which takes a byte at least. */
    int count() {
        long count = number();
        if (count < 0 || count > left()) {
            throw damaged("number of elements");
        }
        return (int) count;
    }

    Slice string() {
        int first = bytes[skip(1)] & 0xFF;
        if (first >>> 6 != SPECIAL) {
            at--;
            long length = number();
            return new Slice().set(bytes, skip(length), (int) length);
        }
        return switch (first & 0x3F) {
            case INT_8 -> digits((byte) octet());
            case INT_16 -> digits((short) littleEndian(2));
            case INT_32 -> digits((int) littleEndian(4));
            case LZF -> unpacked();
            default -> throw damaged("string");
        };
    }

    private static Slice digits(long number) {
        return Slice.of(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }

    private Slice unpacked() {
        long packed = number();
        long length = number();
        int from = skip(packed);
        if (length <= 0 || length > unpackedBytesLeft) {
            throw damaged("compressed string");
        }
        unpackedBytesLeft -= length;
        return Slice.of(Lzf.unpack(bytes, from, (int) packed, (int) length));
    }

    /** The bytes of a string as an array of its own. */
    byte[] array() {
        return string().toBytes();
    }

    double binaryDouble() {
        return Double.longBitsToDouble(littleEndian(8));
    }

    /** A double as the first versions wrote it: its text behind one byte of length. */
    double textDouble() {
        int length = octet();
        return switch (length) {
            case 253 -> Double.NaN;
            case 254 -> Double.POSITIVE_INFINITY;
            case 255 -> Double.NEGATIVE_INFINITY;
            default -> {
                int from = skip(length);
                yield parse(Arrays.copyOfRange(bytes, from, from + length));
            }
        };
    }

    static double parse(byte[] text) {
        try {
            return switch (new String(text, StandardCharsets.ISO_8859_1)) {
                case "inf", "+inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(new String(text, StandardCharsets.ISO_8859_1));
            };
        } catch (NumberFormatException e) {
            throw damaged("score");
        }
    }
}
