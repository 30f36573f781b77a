package dev.interrex.node.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A small set of integers: sorted, in 2, 4 or 8 bytes each, as many as the largest needs. Found by halving.
 *
 * <pre>
 *   | integer | integer | …     little endian
 * </pre>
 */
final class IntegerMembers {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int OBJECT_BYTES = 24;

    private byte[] bytes = new byte[0];
    private int size;
    private int width = Short.BYTES;

    /** All integers; valid until the next change. */
    Slice packed() {
        return new Slice().set(bytes, 0, size * width);
    }

    /** Bytes of each. */
    int width() {
        return width;
    }

    /** Of what {@link #packed} returned. */
    static IntegerMembers of(Slice packed, int width) {
        IntegerMembers members = new IntegerMembers();
        members.bytes = packed.toBytes();
        members.size = packed.length() / width;
        members.width = width;
        return members;
    }

    int size() {
        return size;
    }

    long memoryBytes() {
        return OBJECT_BYTES + Entry.arrayBytes(bytes.length);
    }

    IntegerMembers copy() {
        IntegerMembers copy = new IntegerMembers();
        copy.bytes = Arrays.copyOf(bytes, size * width);
        copy.size = size;
        copy.width = width;
        return copy;
    }

    long get(int index) {
        return switch (width) {
            case Short.BYTES -> (short) SHORT.get(bytes, index * Short.BYTES);
            case Integer.BYTES -> (int) INT.get(bytes, index * Integer.BYTES);
            default -> (long) LONG.get(bytes, index * Long.BYTES);
        };
    }

    boolean contains(long value) {
        return find(value) >= 0;
    }

    /** False if it is there already. */
    boolean add(long value) {
        int index = find(value);
        if (index >= 0) {
            return false;
        }
        widen(widthOf(value));
        int at = ~index * width;
        if ((size + 1) * width > bytes.length) {
            bytes = Arrays.copyOf(bytes, (size + 1 + size / 8) * width);
        }
        System.arraycopy(bytes, at, bytes, at + width, size * width - at);
        size++;
        set(~index, value);
        return true;
    }

    /** False if it is not there. */
    boolean remove(long value) {
        int index = find(value);
        if (index < 0) {
            return false;
        }
        int after = (index + 1) * width;
        System.arraycopy(bytes, after, bytes, after - width, size * width - after);
        size--;
        if (bytes.length > 2 * size * width + 64) {
            bytes = Arrays.copyOf(bytes, size * width);
        }
        return true;
    }

    /** The value's index, or the complement of where it would be. */
    private int find(long value) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = get(middle);
            if (found == value) {
                return middle;
            }
            if (found < value) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return ~low;
    }

    private void set(int index, long value) {
        switch (width) {
            case Short.BYTES -> SHORT.set(bytes, index * Short.BYTES, (short) value);
            case Integer.BYTES -> INT.set(bytes, index * Integer.BYTES, (int) value);
            default -> LONG.set(bytes, index * Long.BYTES, value);
        }
    }

    private void widen(int to) {
        if (to <= width) {
            return;
        }
        IntegerMembers narrow = copy();
        bytes = new byte[(size + 1) * to];
        width = to;
        for (int i = 0; i < size; i++) {
            set(i, narrow.get(i));
        }
    }

    private static int widthOf(long value) {
        if (value == (short) value) {
            return Short.BYTES;
        }
        return value == (int) value ? Integer.BYTES : Long.BYTES;
    }
}
