package dev.interrex.node.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Members with their scores one after the other in one array, in order: a small sorted set, or a leaf of the tree of a large one.
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
    private static final int OBJECT_BYTES = 40;

    private byte[] bytes;
    private int used;
    private int size;

    /** Leaves of a tree are linked in order. */
    @org.jspecify.annotations.Nullable
    ScoredMembers before;

    @org.jspecify.annotations.Nullable
    ScoredMembers after;

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

    /** A copy without links. */
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

    /** Inserts a member in its place; returns its offset. */
    int insert(double score, Slice member) {
        int at = 0;
        while (at < used && compare(at, score, member) < 0) {
            at = next(at);
        }
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
        int next = next(at);
        System.arraycopy(bytes, next, bytes, at, used - next);
        used -= next - at;
        size--;
        if (bytes.length > 2 * used + 64) {
            bytes = Arrays.copyOf(bytes, used);
        }
    }

    /** Takes the members from the offset on away and returns them. */
    ScoredMembers split(int at) {
        int moved = size - rank(at);
        ScoredMembers rest = new ScoredMembers(Arrays.copyOfRange(bytes, at, used), moved);
        bytes = Arrays.copyOf(bytes, at);
        used = at;
        size -= moved;
        return rest;
    }

    /** Appends the members of another one, which are all greater. */
    void addAll(ScoredMembers other) {
        bytes = Arrays.copyOf(bytes, used + other.used);
        System.arraycopy(other.bytes, 0, bytes, used, other.used);
        used += other.used;
        size += other.size;
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
