package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Members, fields and values where they are in a segment of a {@link MemberTable}. What is long has a block of its own, so that no
 * segment is larger than some pages of the processor's cache; its hash is beside it, so that it is never read only to be moved.
 *
 * <pre>
 *   up to 127 bytes   | u8 length | bytes |
 *   up to 512         | 1 | length, 15 bits, the upper ones first | bytes |
 *   longer            | 0xFF | u32 length | u64 address | u64 hash |
 * </pre>
 *
 * Named by their addresses, which are good until the segment changes. Loop thread only.
 */
final class Parts {
    static final int LONGEST_INLINE = 512;

    private static final int SHORT = 0x80;
    private static final int OUTSIDE = 0xFF;
    private static final int LENGTH_AT = 1;
    private static final int ADDRESS_AT = 5;
    private static final int HASH_AT = 13;
    private static final int OUTSIDE_BYTES = 21;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final Blocks blocks;
    private final Memory memory;

    Parts(Blocks blocks) {
        this.blocks = blocks;
        memory = blocks.memory;
    }

    /** What a part of so many bytes takes in its segment. */
    static int bytesFor(int length) {
        if (length > LONGEST_INLINE) {
            return OUTSIDE_BYTES;
        }
        return length < SHORT ? 1 + length : 2 + length;
    }

    /** What the part takes in its segment. */
    int bytes(long at) {
        int first = memory.getByte(at);
        if (first < SHORT) {
            return 1 + first;
        }
        return first == OUTSIDE ? OUTSIDE_BYTES : 2 + ((first & 0x7F) << 8 | memory.getByte(at + 1));
    }

    boolean isOutside(long at) {
        return memory.getByte(at) == OUTSIDE;
    }

    boolean isEqual(long at, Slice content) {
        int first = memory.getByte(at);
        int length = content.length();
        if (first < SHORT) {
            return first == length && memory.equal(at + 1, content.array(), content.offset(), length);
        }
        return length(at, first) == length
                && memory.equal(contentAt(at, first), content.array(), content.offset(), length);
    }

    /** Copies the content into scratch of {@code into}. */
    void read(long at, Slice into) {
        int first = memory.getByte(at);
        int length = length(at, first);
        memory.get(contentAt(at, first), into.room(length), 0, length);
    }

    /** Of the content, which is read into {@code scratch} if need be. */
    long hash(long at, SipHash function, Slice scratch) {
        if (isOutside(at)) {
            return memory.getLong(at + HASH_AT);
        }
        read(at, scratch);
        return function.hash(scratch);
    }

    /** As {@link #bytes(long)}, of a part in an array. */
    static int bytes(byte[] array, int at) {
        int first = array[at] & 0xFF;
        if (first < SHORT) {
            return 1 + first;
        }
        return first == OUTSIDE ? OUTSIDE_BYTES : 2 + ((first & 0x7F) << 8 | array[at + 1] & 0xFF);
    }

    /** Of the content of a part in an array. */
    static long hash(byte[] array, int at, SipHash function) {
        int first = array[at] & 0xFF;
        if (first == OUTSIDE) {
            return (long) LONG.get(array, at + HASH_AT);
        }
        int header = first < SHORT ? 1 : 2;
        return function.hash(array, at + header, bytes(array, at) - header);
    }

    /** Writes a part where there is room for it; returns what it takes. */
    int write(long at, Slice content, long hash) {
        int length = content.length();
        long to = at + 1;
        if (length > LONGEST_INLINE) {
            to = blocks.allocate(length);
            memory.putByte(at, OUTSIDE);
            memory.putInt(at + LENGTH_AT, length);
            memory.putLong(at + ADDRESS_AT, to);
            memory.putLong(at + HASH_AT, hash);
        } else if (length < SHORT) {
            memory.putByte(at, length);
        } else {
            memory.putByte(at, SHORT | length >>> 8);
            memory.putByte(at + 1, length);
            to++;
        }
        memory.put(to, content.array(), content.offset(), length);
        return bytesFor(length);
    }

    /** Frees the block of the part, if it has one. */
    void free(long at) {
        if (isOutside(at)) {
            blocks.free(memory.getLong(at + ADDRESS_AT), memory.getInt(at + LENGTH_AT));
        }
    }

    /** Gives a copy of a part a block of its own, if it needs one. */
    void duplicate(long at) {
        if (isOutside(at)) {
            int length = memory.getInt(at + LENGTH_AT);
            long copy = blocks.allocate(length);
            memory.copy(memory.getLong(at + ADDRESS_AT), copy, length);
            memory.putLong(at + ADDRESS_AT, copy);
        }
    }

    /** Moves the block of the part, if it has one, out of a sparse slab. */
    void compact(long at) {
        if (isOutside(at)) {
            long address = memory.getLong(at + ADDRESS_AT);
            memory.putLong(at + ADDRESS_AT, blocks.compacted(address, memory.getInt(at + LENGTH_AT)));
        }
    }

    private int length(long at, int first) {
        if (first < SHORT) {
            return first;
        }
        return first == OUTSIDE ? memory.getInt(at + LENGTH_AT) : (first & 0x7F) << 8 | memory.getByte(at + 1);
    }

    private long contentAt(long at, int first) {
        if (first < SHORT) {
            return at + 1;
        }
        return first == OUTSIDE ? memory.getLong(at + ADDRESS_AT) : at + 2;
    }
}
