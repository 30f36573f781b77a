package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import java.util.Arrays;

/**
 * Strings and whole numbers in one array, in the bytes of Redis's listpack:
 *
 * <pre>
 *   pack      | u32 LE length | u16 LE elements, 65535 = unknown | elements … | 0xFF |
 *   element   | encoding and data | length of both: 1 to 5 groups of 7 bits, to be read backwards |
 *   encoding  0xxxxxxx                    0 to 127         11110001 + 2 bytes LE   a number
 *             10llllll + data             up to 63 bytes   11110010 + 3 bytes LE
 *             110xxxxx xxxxxxxx           13 bits, signed  11110011 + 4 bytes LE
 *             1110llll llllllll + data    up to 4095       11110100 + 8 bytes LE
 *             11110000 + u32 LE + data    longer strings
 * </pre>
 *
 * A string that is a canonical decimal is kept as the number. An element is named by its offset, valid until something before it
 * changes its size.
 *
 * @see <a href="https://github.com/antirez/listpack/blob/master/listpack.md">Listpack specification</a>
 */
public final class ListPack {
    private static final int HEADER_BYTES = 6;
    private static final int COUNT_AT = 4;
    private static final int UNKNOWN_COUNT = 0xFFFF;
    private static final byte END = (byte) 0xFF;
    private static final int STRING_32 = 0xF0;
    private static final int INT_16 = 0xF1;
    private static final int INT_24 = 0xF2;
    private static final int INT_32 = 0xF3;
    private static final int INT_64 = 0xF4;

    /** A working copy begins with an array of this size, and keeps no larger one than that. */
    private static final int SMALLEST_COPY_BYTES = 8 * 1024;

    private static final int LARGEST_COPY_BYTES = 64 * 1024;

    private byte[] bytes;
    private int length;
    private final byte[] encoded = new byte[9];

    /** An empty one. */
    public ListPack() {
        bytes = new byte[64];
        length = HEADER_BYTES + 1;
        bytes[HEADER_BYTES] = END;
        writeHeader();
    }

    /** One of bytes for which {@link #isValid} holds, which become its own. */
    public ListPack(byte[] bytes) {
        this.bytes = bytes;
        this.length = bytes.length;
    }

    /** Whether every element lies within the bytes and the lengths say the truth. */
    public static boolean isValid(byte[] bytes) {
        ListPack pack = new ListPack(bytes);
        if (bytes.length <= HEADER_BYTES || pack.littleEndian(0, 4) != bytes.length) {
            return false;
        }
        int elements = 0;
        int at = HEADER_BYTES;
        while (at < bytes.length && bytes[at] != END) {
            long size = pack.boundedSize(at);
            if (size < 0 || size > bytes.length - 1 - at) {
                return false;
            }
            int lengthBytes = backLengthBytes(size);
            if (at + size + lengthBytes >= bytes.length || !pack.hasBackLength((int) (at + size), size, lengthBytes)) {
                return false;
            }
            at += (int) size + lengthBytes;
            elements++;
        }
        long count = pack.littleEndian(COUNT_AT, 2);
        return at == bytes.length - 1 && (count == elements || count == UNKNOWN_COUNT);
    }

    /** Bytes of encoding and data, also where they are cut off; -1 if there is no such encoding. */
    private long boundedSize(int at) {
        int first = bytes[at] & 0xFF;
        int head = first == STRING_32 ? 5 : (first & 0xF0) == 0xE0 ? 2 : 1;
        return first > INT_64 || at + head > length ? -1 : size(at);
    }

    private boolean hasBackLength(int at, long size, int lengthBytes) {
        for (int i = 0; i < lengthBytes; i++) {
            if (bytes[at + i] != backLengthByte(size, lengthBytes, i)) {
                return false;
            }
        }
        return true;
    }

    /** The array; the first {@link #length()} bytes of it are the pack. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Becomes a copy of a pack outside of the Java heap. */
    void load(Memory memory, long at, int size) {
        if (bytes.length < size || bytes.length > LARGEST_COPY_BYTES) {
            bytes = new byte[Math.max(size + size / 4, SMALLEST_COPY_BYTES)];
        }
        memory.get(at, bytes, 0, size);
        length = size;
    }

    public int first() {
        return HEADER_BYTES;
    }

    public boolean isEnd(int at) {
        return bytes[at] == END;
    }

    public int next(int at) {
        long size = size(at);
        return at + (int) size + backLengthBytes(size);
    }

    /** The offset so many elements further. */
    public int skip(int at, long elements) {
        int skipped = at;
        for (long i = 0; i < elements; i++) {
            skipped = next(skipped);
        }
        return skipped;
    }

    public boolean isNumber(int at) {
        int first = bytes[at] & 0xFF;
        return first < 0x80 || (first & 0xE0) == 0xC0 || first > STRING_32;
    }

    /** The number at {@code at}, 0 if there is a string. */
    public long number(int at) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        if ((first & 0xE0) == 0xC0) {
            int value = (first & 0x1F) << 8 | bytes[at + 1] & 0xFF;
            return value << 19 >> 19;
        }
        int size = first > STRING_32 ? (int) size(at) - 1 : 0;
        int shift = 64 - 8 * size;
        return size == 0 ? 0 : littleEndian(at + 1, size) << shift >> shift;
    }

    /** Points the slice at the string, or at the digits of the number, which are rendered into scratch of the slice. */
    public Slice read(int at, Slice into) {
        if (isNumber(at)) {
            return Digits.render(number(at), into);
        }
        int first = bytes[at] & 0xFF;
        int head = first == STRING_32 ? 5 : (first & 0xF0) == 0xE0 ? 2 : 1;
        return into.set(bytes, at + head, (int) size(at) - head);
    }

    public void append(Slice element) {
        if (Digits.isLong(element)) {
            append(Digits.parse(element));
            return;
        }
        int size = element.length();
        int head = size < 64 ? 1 : size < 4096 ? 2 : 5;
        int at = open(length - 1, 0, head + (long) size);
        if (head == 1) {
            bytes[at] = (byte) (0x80 | size);
        } else if (head == 2) {
            bytes[at] = (byte) (0xE0 | size >>> 8);
            bytes[at + 1] = (byte) size;
        } else {
            bytes[at] = (byte) STRING_32;
            littleEndian(at + 1, 4, size);
        }
        System.arraycopy(element.array(), element.offset(), bytes, at + head, size);
        countOneMore();
    }

    public void append(long number) {
        int size = encode(number);
        int at = open(length - 1, 0, size);
        System.arraycopy(encoded, 0, bytes, at, size);
        countOneMore();
    }

    /** Puts a number in the place of an element. */
    public void replace(int at, long number) {
        int size = encode(number);
        open(at, next(at) - at, size);
        System.arraycopy(encoded, 0, bytes, at, size);
    }

    /** Makes room at {@code at} for so many bytes of encoding and data, in the place of {@code removed} bytes. */
    private int open(int at, int removed, long size) {
        int lengthBytes = backLengthBytes(size);
        long total = length - removed + size + lengthBytes;
        if (total > Integer.MAX_VALUE - 8) {
            throw new IllegalStateException("a listpack of " + total + " bytes");
        }
        int moved = length - at - removed;
        if (total > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, total + total / 4));
        }
        System.arraycopy(bytes, at + removed, bytes, (int) (at + size + lengthBytes), moved);
        for (int i = 0; i < lengthBytes; i++) {
            bytes[(int) (at + size + i)] = backLengthByte(size, lengthBytes, i);
        }
        length = (int) total;
        writeHeader();
        return at;
    }

    private void countOneMore() {
        int count = (int) littleEndian(COUNT_AT, 2);
        littleEndian(COUNT_AT, 2, count == UNKNOWN_COUNT ? count : count + 1);
    }

    private void writeHeader() {
        littleEndian(0, 4, length);
    }

    private int encode(long number) {
        if (number >= 0 && number <= 127) {
            encoded[0] = (byte) number;
            return 1;
        }
        if (number >= -4096 && number <= 4095) {
            encoded[0] = (byte) (0xC0 | number >>> 8 & 0x1F);
            encoded[1] = (byte) number;
            return 2;
        }
        int size = number == (short) number ? 2 : number == number << 40 >> 40 ? 3 : number == (int) number ? 4 : 8;
        encoded[0] = (byte) (size == 8 ? INT_64 : INT_16 + size - 2);
        for (int i = 0; i < size; i++) {
            encoded[1 + i] = (byte) (number >>> 8 * i);
        }
        return 1 + size;
    }

    /** Bytes of encoding and data. */
    private long size(int at) {
        int first = bytes[at] & 0xFF;
        if (first < 0x80) {
            return 1;
        }
        if (first < 0xC0) {
            return 1 + (first & 0x3F);
        }
        if (first < 0xE0) {
            return 2;
        }
        if (first < STRING_32) {
            return 2 + ((first & 0xF) << 8 | bytes[at + 1] & 0xFF);
        }
        return switch (first) {
            case STRING_32 -> 5 + littleEndian(at + 1, 4);
            case INT_16 -> 3;
            case INT_24 -> 4;
            case INT_32 -> 5;
            default -> 9;
        };
    }

    private static int backLengthBytes(long size) {
        return size <= 127 ? 1 : size < 16_383 ? 2 : size < 2_097_151 ? 3 : size < 268_435_455 ? 4 : 5;
    }

    /** The most significant group comes first; all but it have bit 7 set. */
    private static byte backLengthByte(long size, int lengthBytes, int index) {
        long group = size >>> 7 * (lengthBytes - 1 - index) & 0x7F;
        return (byte) (index == 0 ? group : group | 0x80);
    }

    private long littleEndian(int at, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    private void littleEndian(int at, int size, long value) {
        for (int i = 0; i < size; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }
}
