package dev.interrex.node.engine;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The pairs of a small hash in one array, in the order in which they were added; found by looking at all of them.
 *
 * <pre>
 *   pair   | varint field length | field | varint value length | value |
 * </pre>
 */
final class PackedFields extends Fields {
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
            int needed = varIntBytes(field.length()) + field.length() + varIntBytes(value.length()) + value.length();
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
        splice(valueAt, cursor - valueAt, varIntBytes(value.length()) + value.length());
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
        cursor = 0;
        while (cursor < length) {
            int at = cursor;
            int fieldLength = readVarInt();
            int end = cursor + fieldLength;
            if (fieldLength == field.length()
                    && Arrays.equals(bytes, cursor, end, field.array(), field.offset(), field.offset() + fieldLength)) {
                return at;
            }
            cursor = end;
            skip();
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
        int count = readVarInt();
        slice.set(bytes, cursor, count);
        cursor += count;
    }

    private void skip() {
        int count = readVarInt();
        cursor += count;
    }

    private int readVarInt() {
        int value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[cursor++];
            value |= (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private void write(Slice slice) {
        int rest = slice.length();
        while (rest > 0x7F) {
            bytes[cursor++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[cursor++] = (byte) rest;
        System.arraycopy(slice.array(), slice.offset(), bytes, cursor, slice.length());
        cursor += slice.length();
    }

    private static int varIntBytes(int value) {
        return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }
}
