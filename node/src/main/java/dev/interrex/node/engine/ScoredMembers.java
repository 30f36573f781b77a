package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Members with their scores one after the other in one array, in order: a small sorted set, or a working copy of a leaf of the tree of
 * a large one.
 *
 * <pre>
 *   | score, 8 bytes, IEEE 754 little endian | varint length | member | …
 * </pre>
 *
 * Members are named by their offsets, which are good until the next change.
 */
final class ScoredMembers {
    private static final VarHandle DOUBLE =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int OBJECT_BYTES = 24;

    /** A working copy begins with an array of this size, and keeps no larger one than that. */
    private static final int SMALLEST_COPY_BYTES = 4096;

    private static final int LARGEST_COPY_BYTES = 64 * 1024;

    private byte[] bytes;
    private int used;
    private int size;

    ScoredMembers() {
        this(new byte[0], 0);
    }

    private ScoredMembers(byte[] bytes, int size) {
        this.bytes = bytes;
        this.used = bytes.length;
        this.size = size;
    }

    /** All members, one after the other; valid until the next change. */
    Slice packed() {
        return new Slice().set(bytes, 0, used);
    }

    /** Of what {@link #packed} returned. */
    static ScoredMembers of(Slice packed) {
        ScoredMembers members = new ScoredMembers(packed.toBytes(), 0);
        for (int at = 0; at < members.used; at = members.next(at)) {
            members.size++;
        }
        return members;
    }

    int size() {
        return size;
    }

    long memoryBytes() {
        return OBJECT_BYTES + Entry.arrayBytes(bytes.length);
    }

    /** Becomes a copy of members outside of the Java heap. */
    void load(Memory memory, long at, int length, int count) {
        clear();
        append(memory, at, length, count);
    }

    /** Adds members from outside of the Java heap, which are all greater. */
    void append(Memory memory, long at, int length, int count) {
        if (used + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(used + length, SMALLEST_COPY_BYTES));
        }
        memory.get(at, bytes, used, length);
        used += length;
        size += count;
    }

    /** Copies all members out of the Java heap. */
    void store(Memory memory, long at) {
        memory.put(at, bytes, 0, used);
    }

    /** Forgets all members. */
    void clear() {
        used = 0;
        size = 0;
        if (bytes.length > LARGEST_COPY_BYTES) {
            bytes = new byte[SMALLEST_COPY_BYTES];
        }
    }

    ScoredMembers copy() {
        return new ScoredMembers(Arrays.copyOf(bytes, used), size);
    }

    double score(int at) {
        return (double) DOUBLE.get(bytes, at);
    }

    void read(int at, Slice member) {
        int header = headerBytes(at);
        member.set(bytes, at + header, length(at));
    }

    /** The offset of the next member, that of the end after the last. */
    int next(int at) {
        return at + headerBytes(at) + length(at);
    }

    int end() {
        return used;
    }

    /** The offset of member {@code index}. */
    int seek(int index) {
        int at = 0;
        for (int i = 0; i < index; i++) {
            at = next(at);
        }
        return at;
    }

    /** Offset of the member with this content, -1 if there is none. */
    int find(Slice member) {
        for (int at = 0; at < used; at = next(at)) {
            int length = length(at);
            int from = at + headerBytes(at);
            if (length == member.length()
                    && Arrays.equals(
                            bytes, from, from + length, member.array(), member.offset(), member.offset() + length)) {
                return at;
            }
        }
        return -1;
    }

    /** How many members are before the one at an offset. */
    int rank(int offset) {
        int rank = 0;
        for (int at = 0; at < offset; at = next(at)) {
            rank++;
        }
        return rank;
    }

    /** How many members are before the bound; {@code scratch} is used for them. */
    int countBelow(ScoreBound bound, Slice scratch) {
        int count = 0;
        for (int at = 0; at < used; at = next(at)) {
            read(at, scratch);
            if (!bound.isAbove(score(at), scratch)) {
                break;
            }
            count++;
        }
        return count;
    }

    /** Offset of the first member that is not before one: of the member itself if it is here. */
    int place(double score, Slice member) {
        int at = 0;
        while (at < used && compare(at, score, member) < 0) {
            at = next(at);
        }
        return at;
    }

    /** Inserts a member in its place; returns its offset. */
    int insert(double score, Slice member) {
        int at = place(score, member);
        int length = member.length();
        int lengthBytes = length < 0x80 ? 1 : (38 - Integer.numberOfLeadingZeros(length)) / 7;
        int total = Double.BYTES + lengthBytes + length;
        byte[] from = bytes;
        if (used + total > bytes.length) {
            bytes = new byte[used + total + (used >>> 3)];
            System.arraycopy(from, 0, bytes, 0, at);
        }
        System.arraycopy(from, at, bytes, at + total, used - at);
        used += total;
        size++;
        DOUBLE.set(bytes, at, score);
        int to = at + Double.BYTES;
        int rest = length;
        while (rest > 0x7F) {
            bytes[to++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[to++] = (byte) rest;
        System.arraycopy(member.array(), member.offset(), bytes, to, length);
        return at;
    }

    void remove(int at) {
        remove(at, next(at), 1);
    }

    /** Removes the members from one offset to another. */
    void remove(int from, int to, int count) {
        System.arraycopy(bytes, to, bytes, from, used - to);
        used -= to - from;
        size -= count;
    }

    /** The offset, neither 0 nor the end, that divides two or more members into halves of about as many bytes. */
    int middle() {
        int at = next(0);
        int next = next(at);
        while (next < used && next <= used / 2) {
            at = next;
            next = next(at);
        }
        return at;
    }

    /** Moves the members from the offset on to another one, which forgets its own. */
    void split(int at, ScoredMembers rest) {
        rest.clear();
        if (used - at > rest.bytes.length) {
            rest.bytes = new byte[Math.max(used - at, SMALLEST_COPY_BYTES)];
        }
        System.arraycopy(bytes, at, rest.bytes, 0, used - at);
        rest.used = used - at;
        rest.size = size - rank(at);
        used = at;
        size -= rest.size;
    }

    /** Number of members before one, which may be here or not. */
    int countBefore(double score, Slice member) {
        int count = 0;
        for (int at = 0; at < used && compare(at, score, member) < 0; at = next(at)) {
            count++;
        }
        return count;
    }

    /** Compares the member at an offset to another. */
    int compare(int at, double score, Slice member) {
        double own = score(at);
        if (own != score) {
            return own < score ? -1 : 1;
        }
        int from = at + headerBytes(at);
        return Arrays.compareUnsigned(
                bytes, from, from + length(at), member.array(), member.offset(), member.offset() + member.length());
    }

    private int headerBytes(int at) {
        int count = Double.BYTES + 1;
        while (bytes[at + count - 1] < 0) {
            count++;
        }
        return count;
    }

    private int length(int at) {
        int value = bytes[at + Double.BYTES];
        if (value >= 0) {
            return value;
        }
        value &= 0x7F;
        for (int i = 1; ; i++) {
            byte b = bytes[at + Double.BYTES + i];
            value |= (b & 0x7F) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
    }
}
