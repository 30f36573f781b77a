package dev.interrex.node.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The pairs of a small hash in one array, in the order in which they were added; found by looking at all of them.
 *
 * <pre>
 *   pair      | field | value |
 *   each      | u8 length, less than 0x60 | bytes |                    text
 *             | 0x60 + upper 4 bits of the length | u8 length | bytes |
 *             | 0x70 | u32 length | bytes |
 *             | 0x70 + n | n bytes, 1 to 8, little endian |            a number, in two's complement
 *             | 0x80 + n |                                             a number from 0 to 127
 * </pre>
 *
 * What is written as a number in decimals, is one here. As everything has one form only, fields are equal if their forms are.
 */
final class PackedFields extends Fields {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MEDIUM = 0x60;
    private static final int LONGEST_MEDIUM = 0xFFF;
    private static final int LARGE = 0x70;
    private static final int LARGE_HEADER_BYTES = 5;
    private static final int LARGEST_TINY = 0x7F;

    private static final int SPARE_BYTES = 16;

    private byte[] bytes = new byte[SPARE_BYTES];
    private int length;
    private int size;
    private int cursor;

    /** All pairs, one after the other; valid until the next change. */
    Slice packed() {
        return new Slice().set(bytes, 0, length);
    }

    /** Of what {@link #packed} returned. */
    static PackedFields of(Slice packed) {
        PackedFields fields = new PackedFields();
        fields.bytes = packed.toBytes();
        fields.length = packed.length();
        while (fields.cursor < fields.length) {
            fields.skip();
            fields.skip();
            fields.size++;
        }
        return fields;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    boolean get(Slice field, Slice value) {
        int at = find(field);
        if (at < 0) {
            return false;
        }
        cursor = at;
        skip();
        readInto(value);
        return true;
    }

    @Override
    boolean put(Slice field, Slice value) {
        int at = find(field);
        if (at < 0) {
            int needed = bytesFor(field) + bytesFor(value);
            splice(length, 0, needed);
            cursor = length - needed;
            write(field);
            write(value);
            size++;
            return true;
        }
        cursor = at;
        skip();
        int valueAt = cursor;
        skip();
        splice(valueAt, cursor - valueAt, bytesFor(value));
        cursor = valueAt;
        write(value);
        return false;
    }

    @Override
    boolean remove(Slice field) {
        int at = find(field);
        if (at < 0) {
            return false;
        }
        cursor = at;
        skip();
        skip();
        splice(at, cursor - at, 0);
        size--;
        return true;
    }

    @Override
    long read(long place, Slice field, Slice value) {
        cursor = (int) place;
        readInto(field);
        readInto(value);
        return cursor < length ? cursor : -1;
    }

    @Override
    void random(RandomGenerator random, Slice field, Slice value) {
        cursor = 0;
        for (int i = random.nextInt(size); i > 0; i--) {
            skip();
            skip();
        }
        readInto(field);
        readInto(value);
    }

    /** Everything at once, as Redis does with small collections. */
    @Override
    long scan(long from, long count, PairVisitor visitor) {
        Slice field = new Slice();
        Slice value = new Slice();
        for (long place = size == 0 ? -1 : 0; place >= 0; ) {
            place = read(place, field, value);
            visitor.pair(field, value);
        }
        return 0;
    }

    @Override
    long memoryBytes() {
        return Entry.arrayBytes(bytes.length) + 32;
    }

    @Override
    Fields copy() {
        PackedFields copy = new PackedFields();
        copy.bytes = Arrays.copyOf(bytes, length);
        copy.length = length;
        copy.size = size;
        return copy;
    }

    /** Offset of the pair, -1 if there is none. */
    private int find(Slice field) {
        if (Digits.isLong(field)) {
            return findNumber(Digits.parse(field));
        }
        int sought = field.length();
        int header = headerBytesFor(sought);
        int at = 0;
        while (at < length) {
            int end = after(at);
            int from = at + header;
            if (end - from == sought
                    && !isNumber(at)
                    && Arrays.equals(bytes, from, end, field.array(), field.offset(), field.offset() + sought)) {
                return at;
            }
            at = after(end);
        }
        return -1;
    }

    private int findNumber(long number) {
        int at = 0;
        while (at < length) {
            if (isNumber(at) && numberAt(at) == number) {
                return at;
            }
            at = after(after(at));
        }
        return -1;
    }

    /** Replaces {@code oldLength} bytes at {@code at} by room for {@code newLength}. */
    private void splice(int at, int oldLength, int newLength) {
        int newTotal = length - oldLength + newLength;
        byte[] from = bytes;
        if (newTotal > bytes.length || bytes.length > 2 * newTotal + SPARE_BYTES) {
            bytes = new byte[newTotal + newTotal / 8 + SPARE_BYTES];
            System.arraycopy(from, 0, bytes, 0, at);
        }
        System.arraycopy(from, at + oldLength, bytes, at + newLength, length - at - oldLength);
        length = newTotal;
    }

    private void readInto(Slice slice) {
        int at = cursor;
        cursor = after(at);
        if (isNumber(at)) {
            Digits.render(numberAt(at), slice);
        } else {
            int from = at + headerBytesAt(at);
            slice.set(bytes, from, cursor - from);
        }
    }

    private void skip() {
        cursor = after(cursor);
    }

    /** The offset behind what is at one. */
    private int after(int at) {
        int first = bytes[at];
        if (first < MEDIUM) {
            return first < 0 ? at + 1 : at + 1 + first;
        }
        if (first < LARGE) {
            return at + 2 + ((first & 0xF) << 8 | bytes[at + 1] & 0xFF);
        }
        return first == LARGE ? at + LARGE_HEADER_BYTES + (int) INT.get(bytes, at + 1) : at + 1 + first - LARGE;
    }

    private boolean isNumber(int at) {
        return bytes[at] < 0 || bytes[at] > LARGE;
    }

    private long numberAt(int at) {
        int first = bytes[at];
        if (first < 0) {
            return first & LARGEST_TINY;
        }
        int count = first - LARGE;
        long value = bytes[at + count];
        for (int i = count - 1; i > 0; i--) {
            value = value << 8 | bytes[at + i] & 0xFF;
        }
        return value;
    }

    private int headerBytesAt(int at) {
        int first = bytes[at];
        if (first < MEDIUM) {
            return 1;
        }
        return first < LARGE ? 2 : LARGE_HEADER_BYTES;
    }

    private static int headerBytesFor(int length) {
        if (length < MEDIUM) {
            return 1;
        }
        return length <= LONGEST_MEDIUM ? 2 : LARGE_HEADER_BYTES;
    }

    private static int bytesFor(Slice slice) {
        if (Digits.isLong(slice)) {
            long value = Digits.parse(slice);
            return value == (value & LARGEST_TINY) ? 1 : 1 + numberBytes(value);
        }
        return headerBytesFor(slice.length()) + slice.length();
    }

    /** Of those that sign extension makes the whole of. */
    private static int numberBytes(long value) {
        return Long.BYTES - (Long.numberOfLeadingZeros(value ^ value >> 63) - 1) / Byte.SIZE;
    }

    private void write(Slice slice) {
        if (Digits.isLong(slice)) {
            writeNumber(Digits.parse(slice));
            return;
        }
        int count = slice.length();
        if (count < MEDIUM) {
            bytes[cursor] = (byte) count;
        } else if (count <= LONGEST_MEDIUM) {
            bytes[cursor] = (byte) (MEDIUM | count >>> 8);
            bytes[cursor + 1] = (byte) count;
        } else {
            bytes[cursor] = LARGE;
            INT.set(bytes, cursor + 1, count);
        }
        cursor += headerBytesFor(count);
        System.arraycopy(slice.array(), slice.offset(), bytes, cursor, count);
        cursor += count;
    }

    private void writeNumber(long value) {
        if (value == (value & LARGEST_TINY)) {
            bytes[cursor++] = (byte) (0x80 | value);
            return;
        }
        int count = numberBytes(value);
        bytes[cursor++] = (byte) (LARGE + count);
        for (int i = 0; i < count; i++) {
            bytes[cursor++] = (byte) (value >>> Byte.SIZE * i);
        }
    }
}
