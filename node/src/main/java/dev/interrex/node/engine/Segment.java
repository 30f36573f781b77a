package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Slabs;

/**
 * What the directory of a {@link Table} says of a segment, in one long, and what follows from it. Functions only.
 *
 * <pre>
 *   descriptor | address / 8 (35) | slots (14) | depth (5) | base (5) |
 *   slot       | tag (24) | reference (40) |                                                   0: empty
 *   reference  | 0 | address of a record / 8 (39) |   or   | 1 | index of an object (39) |
 * </pre>
 */
final class Segment {
    static final int TAG_BITS = 24;
    static final int TAG_SHIFT = 64 - TAG_BITS;
    static final long REF_MASK = (1L << TAG_SHIFT) - 1;
    static final int SLOT_BYTES = 8;
    static final int MOST_SLOTS = 0x3FFF;

    private static final long TAG_MASK = (1L << TAG_BITS) - 1;
    private static final long OBJECT = 1L << (TAG_SHIFT - 1);
    private static final int HEADER_BYTES = 8;
    private static final int SMALLEST_BYTES = 64;
    private static final int MOST_SPARE_SLOTS = 16;

    private Segment() {}

    static long of(long address, int slots, int depth, int base) {
        return address >>> 3 << 24 | (long) slots << 10 | (long) depth << 5 | base;
    }

    /** As many slots as an allocation with room for {@code least} of them has. */
    static int slotsFor(int least) {
        return (int) ((Slabs.slotBytes(Math.max(SMALLEST_BYTES, bytesOf(least))) - HEADER_BYTES) / SLOT_BYTES);
    }

    /** The place of a tag, whose hash begins with the same bits as {@code hash}. */
    static long positionOf(long hash, long tag, int base) {
        long prefix = base == 0 ? 0 : hash >>> (64 - base) << (64 - base);
        return (prefix | tag << TAG_SHIFT >>> base) >>> (64 - Table.POSITION_BITS);
    }

    static long refOf(long slot) {
        long ref = slot & REF_MASK;
        return (ref & OBJECT) == 0 ? ref << 3 : ~(ref ^ OBJECT);
    }

    static long slotOf(long ref) {
        return ref < 0 ? OBJECT | ~ref : ref >>> 3;
    }

    static long tag(long hash, long segment) {
        return hash << base(segment) >>> TAG_SHIFT;
    }

    static int home(long tag, long segment) {
        int slots = slots(segment);
        long bits = tag << (depth(segment) - base(segment)) & TAG_MASK;
        return (int) (bits * homes(slots) >>> TAG_BITS);
    }

    /** Slots that tags have their homes in; those at the end are for what is displaced. */
    static int homes(int slots) {
        return slots - Math.min(MOST_SPARE_SLOTS, slots >>> 2);
    }

    /** So many slots may be taken. */
    static int limit(int slots) {
        int homes = homes(slots);
        return homes - (homes >>> 3);
    }

    static int bytesOf(int slots) {
        return HEADER_BYTES + slots * SLOT_BYTES;
    }

    static long slotAt(long segment, int index) {
        return address(segment) + HEADER_BYTES + (long) index * SLOT_BYTES;
    }

    static long address(long segment) {
        return segment >>> 24 << 3;
    }

    static int slots(long segment) {
        return (int) (segment >>> 10) & MOST_SLOTS;
    }

    static int depth(long segment) {
        return (int) (segment >>> 5) & 0x1F;
    }

    static int base(long segment) {
        return (int) segment & 0x1F;
    }
}
