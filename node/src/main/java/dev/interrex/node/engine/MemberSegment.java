package dev.interrex.node.engine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Up to some hundred members of a {@link MemberTable}, one after the other, and an open-addressed table of where they are.
 *
 * <pre>
 *   members  | varint length | bytes | [number, 8 bytes] | … in the order in which they were added
 *   slot     | 8 bits of the hash | 24 bits: offset of the member + 1 |     0 = empty; the hash's lowest bits say where to begin
 * </pre>
 *
 * The bits of the hash in a slot spare most looks at members that are others. Before offsets get too large for their bits, the
 * segment {@link #isFull}.
 */
final class MemberSegment {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FEWEST_SLOTS = 8;
    private static final int MOST_MEMBERS = 200;
    private static final int MOST_BYTES = 1 << 20;
    private static final int OFFSET_MASK = 0xFFFFFF;
    private static final int TAG_MASK = ~OFFSET_MASK;

    /** Above those that choose slots, below those that choose segments. */
    private static final int TAG_AT_BIT = 9;

    private static final int OBJECT_BYTES = 40;

    /** Bits of its members' hashes that are all the same. */
    final int depth;

    private final int numberBytes;
    private byte[] bytes = new byte[0];
    private int[] slots = new int[FEWEST_SLOTS];
    private int used;
    private int size;

    MemberSegment(int depth, boolean numbered) {
        this.depth = depth;
        this.numberBytes = numbered ? 8 : 0;
    }

    int size() {
        return size;
    }

    /** Whether it has to be split before a member is added. */
    boolean isFull() {
        return size >= MOST_MEMBERS || used > MOST_BYTES;
    }

    /** Whether it and another one together would be far from full. */
    boolean mayJoin(MemberSegment other) {
        return size + other.size < MOST_MEMBERS / 3 && used + (long) other.used < MOST_BYTES / 2;
    }

    long memoryBytes() {
        return OBJECT_BYTES + Entry.arrayBytes(bytes.length) + Entry.arrayBytes(slots.length * 4);
    }

    MemberSegment copy() {
        MemberSegment copy = new MemberSegment(depth, numberBytes > 0);
        copy.bytes = Arrays.copyOf(bytes, used);
        copy.slots = slots.clone();
        copy.used = used;
        copy.size = size;
        return copy;
    }

    /** The member's slot, negative if there is none. */
    int find(Slice member, long hash) {
        int mask = slots.length - 1;
        int tag = tag(hash);
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            if ((slots[slot] & TAG_MASK) == tag && isAt(offset(slot), member)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return -1;
    }

    private static int tag(long hash) {
        return (int) (hash >>> TAG_AT_BIT) << 24;
    }

    /** Of the member of a slot that is not empty. */
    private int offset(int slot) {
        return (slots[slot] & OFFSET_MASK) - 1;
    }

    long number(int slot) {
        return (long) LONG.get(bytes, end(offset(slot)) - numberBytes);
    }

    void number(int slot, long number) {
        if (numberBytes > 0) {
            LONG.set(bytes, end(offset(slot)) - numberBytes, number);
        }
    }

    /** Adds a member that is not there. */
    void add(Slice member, long hash, long number, SipHash function) {
        int length = member.length();
        int total = varIntBytes(length) + length + numberBytes;
        if (used + total > bytes.length) {
            bytes = Arrays.copyOf(bytes, used + total + (used >>> 3));
        }
        int at = used;
        int rest = length;
        while (rest > 0x7F) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        System.arraycopy(member.array(), member.offset(), bytes, at, length);
        if (numberBytes > 0) {
            LONG.set(bytes, at + length, number);
        }
        append(hash, total, function);
    }

    /** Takes note of a member whose {@code total} bytes were appended. */
    private void append(long hash, int total, SipHash function) {
        if ((size + 1) * 5 > slots.length * 4) {
            slots = new int[slots.length * 2];
            for (int at = 0; at < used; at = end(at)) {
                link(hash(at, function), at);
            }
        }
        link(hash, used);
        used += total;
        size++;
    }

    private void link(long hash, int at) {
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = tag(hash) | (at + 1);
    }

    void remove(int slot, SipHash function) {
        int at = offset(slot);
        int end = end(at);
        vacate(slot, function);
        System.arraycopy(bytes, end, bytes, at, used - end);
        used -= end - at;
        size--;
        for (int i = 0; i < slots.length; i++) {
            if ((slots[i] & OFFSET_MASK) > at) {
                slots[i] -= end - at;
            }
        }
        if (bytes.length > 2 * used + 64) {
            bytes = Arrays.copyOf(bytes, used);
        }
    }

    /** Empties a slot and moves up what had to go round it, so that no tombstones are needed. */
    private void vacate(int slot, SipHash function) {
        int mask = slots.length - 1;
        int hole = slot;
        int at = slot;
        while (true) {
            at = (at + 1) & mask;
            if (slots[at] == 0) {
                break;
            }
            int home = (int) hash(offset(at), function) & mask;
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                slots[hole] = slots[at];
                hole = at;
            }
        }
        slots[hole] = 0;
    }

    /** Adds all members to one of two others, by the first bit of their hashes behind this segment's. */
    void distribute(SipHash function, MemberSegment lower, MemberSegment upper) {
        for (int at = 0; at < used; ) {
            int end = end(at);
            long hash = hash(at, function);
            MemberSegment to = hash << depth < 0 ? upper : lower;
            to.addRaw(bytes, at, end - at, hash, function);
            at = end;
        }
    }

    private void addRaw(byte[] from, int offset, int total, long hash, SipHash function) {
        if (used + total > bytes.length) {
            bytes = Arrays.copyOf(bytes, used + total + (used >>> 3));
        }
        System.arraycopy(from, offset, bytes, used, total);
        append(hash, total, function);
    }

    /** Points the slice at the member at an offset; returns the next one's, -1 after the last. */
    int read(int at, Slice member) {
        int header = headerBytes(at);
        int length = length(at);
        member.set(bytes, at + header, length);
        int end = at + header + length + numberBytes;
        return end < used ? end : -1;
    }

    /** The offset of member {@code index}. */
    int seek(int index) {
        int at = 0;
        for (int i = 0; i < index; i++) {
            at = end(at);
        }
        return at;
    }

    /** Visits the members whose hashes are, unsigned, within bounds; returns how many. */
    int visit(long fromHash, long toHash, SipHash function, Consumer<Slice> visitor) {
        Slice member = new Slice();
        int visited = 0;
        for (int at = 0; at < used; at = end(at)) {
            long hash = hash(at, function);
            if (Long.compareUnsigned(hash, fromHash) >= 0 && Long.compareUnsigned(hash, toHash) <= 0) {
                read(at, member);
                visitor.accept(member);
                visited++;
            }
        }
        return visited;
    }

    private long hash(int at, SipHash function) {
        return function.hash(bytes, at + headerBytes(at), length(at));
    }

    private boolean isAt(int at, Slice member) {
        int length = length(at);
        if (length != member.length()) {
            return false;
        }
        int from = at + headerBytes(at);
        return Arrays.equals(bytes, from, from + length, member.array(), member.offset(), member.offset() + length);
    }

    private int end(int at) {
        return at + headerBytes(at) + length(at) + numberBytes;
    }

    private int headerBytes(int at) {
        int count = 1;
        while (bytes[at + count - 1] < 0) {
            count++;
        }
        return count;
    }

    private int length(int at) {
        int value = bytes[at];
        if (value >= 0) {
            return value;
        }
        value &= 0x7F;
        for (int i = 1; ; i++) {
            byte b = bytes[at + i];
            value |= (b & 0x7F) << (7 * i);
            if (b >= 0) {
                return value;
            }
        }
    }

    private static int varIntBytes(int value) {
        return value < 0x80 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }
}
