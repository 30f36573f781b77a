package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import dev.interrex.node.engine.memory.Slabs;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hash table whose iteration order is the order of hash values, whatever its size; outside of the Java heap, as are the records
 * that it refers to.
 *
 * <p>Why that order: a place in the iteration is then a number that stays meaningful while the table grows and shrinks. A SCAN
 * cursor is such a number, so that every key that is there from begin to end is returned; so is the place of a snapshot.
 *
 * <pre>
 *   hash      | directory: depth bits | rest …                                        |
 *             | base bits | tag: 24 bits                 | rest                        |      base &lt;= depth of its segment
 *   segment   | u32 count | u32 0 | slot | slot | …                                    |      slots in the order of their tags
 * </pre>
 *
 * The directory (extendible hashing, Fagin et al. 1979) points to segments of up to {@value #MOST_SLOTS} slots, each of which
 * grows, splits and merges alone, so that no operation moves more than a few hundred slots, apart from doubling the directory, a
 * copy of one long per segment. Within a segment a tag's home is proportional to it, and slots stay sorted (linear probing in order,
 * Amble and Knuth 1974): a search ends at the first larger tag. As the home is a proportion, a segment can have any number of slots
 * and grows by an eighth.
 *
 * <p>A reference is an address, positive, or the complement of an object's index, negative; 0 is none. Loop thread only.
 */
final class Table {
    /** A place is the upper 48 bits of a hash: exact in a double, which is what some clients make of a cursor. */
    static final int POSITION_BITS = 48;

    /** What a key takes in the table itself, on average. */
    static final int BYTES_PER_KEY = 10;

    /** With fewer bits of a tag behind the depth it is computed anew, from a longer prefix. */
    private static final int LEAST_ORDERING_BITS = 16;

    private static final int MAX_DEPTH = 31;
    private static final int MAX_BASE = POSITION_BITS - Segment.TAG_BITS;
    private static final int MOST_SLOTS = 500;
    private static final int MERGE_BELOW = 200;

    /** About so many keys are visited at once. */
    private static final int VISITED_AT_ONCE = 8;

    final Records records;
    final ExpiryHeap expiring;

    private final Memory memory;
    private final Slabs slabs;
    private final SipHash function;
    private final Slice keyScratch = new Slice();

    /** By the upper bits of a hash: a {@link Segment}, 0 in an empty table. */
    private long[] directory = new long[1];

    private int depth;
    private long size;
    private long segmentBytes;

    private final EntryObjects objects = new EntryObjects();
    private long[] gathered = new long[MOST_SLOTS];

    Table(Memory memory, SipHash function) {
        this.memory = memory;
        this.function = function;
        slabs = new Slabs(memory);
        records = new Records(memory, slabs);
        expiring = new ExpiryHeap(memory, slabs, this);
    }

    long size() {
        return size;
    }

    /** Memory of records, slots and expiries; objects are not in it. */
    long usedBytes() {
        return slabs.usedBytes();
    }

    /** The part of {@link #usedBytes} that is neither keys nor values. */
    long overheadBytes() {
        return expiring.usedBytes() + segmentBytes;
    }

    /** Memory of the pages of it. */
    long reservedBytes() {
        return slabs.reservedBytes();
    }

    /** Takes an object out of a table that is not used any more; null if there is none. */
    @Nullable
    Entry takeObject() {
        return objects.takeAny();
    }

    /** Gives up to {@code most} pages back of a table that is not used any more; returns how many, fewer at the end. */
    int release(int most) {
        directory = new long[1];
        depth = 0;
        size = 0;
        segmentBytes = 0;
        return slabs.clear(most);
    }

    // References

    static boolean isObject(long ref) {
        return ref < 0;
    }

    /** The object of a negative reference. */
    Entry object(long ref) {
        return objects.get((int) ~ref);
    }

    /** A reference for an object, until {@link #freeObject}. */
    long addObject(Entry entry) {
        return ~(long) objects.add(entry);
    }

    void freeObject(long ref) {
        objects.remove((int) ~ref);
    }

    long hashOf(long ref) {
        return isObject(ref) ? object(ref).hash : function.hash(records.key(ref, keyScratch));
    }

    // Operations

    /** The reference of the key, 0 if it is not in the table. */
    long find(long hash, Slice key) {
        long segment = segment(hash);
        if (segment == 0) {
            return 0;
        }
        long tag = Segment.tag(hash, segment);
        long end = Segment.slotAt(segment, Segment.slots(segment));
        for (long at = Segment.slotAt(segment, Segment.home(tag, segment)); at < end; at += Segment.SLOT_BYTES) {
            long slot = memory.getLong(at);
            long other = slot >>> Segment.TAG_SHIFT;
            if (slot == 0 || other > tag) {
                return 0;
            }
            if (other == tag && isKey(Segment.refOf(slot), key)) {
                return Segment.refOf(slot);
            }
        }
        return 0;
    }

    /** Adds a reference whose key is not in the table. */
    void insert(long hash, long ref) {
        long segment = segment(hash);
        if (segment == 0) {
            gather(0);
            segment = build(0, 0, 0, 0);
            place(segment, 0, hash);
        }
        if (memory.getInt(Segment.address(segment)) >= Segment.limit(Segment.slots(segment))) {
            segment = grow(segment, hash);
        }
        while (!link(segment, Segment.tag(hash, segment) << Segment.TAG_SHIFT | Segment.slotOf(ref))) {
            segment = enlarge(segment, hash);
        }
        size++;
    }

    /** Takes out a reference that is in the table; what it refers to stays. */
    void remove(long hash, long ref) {
        long segment = segment(hash);
        long at = locate(segment, hash, ref);
        long end = Segment.slotAt(segment, Segment.slots(segment));
        long next = at + Segment.SLOT_BYTES;
        while (next < end) {
            long slot = memory.getLong(next);
            if (slot == 0 || Segment.slotAt(segment, Segment.home(slot >>> Segment.TAG_SHIFT, segment)) == next) {
                break;
            }
            memory.putLong(next - Segment.SLOT_BYTES, slot);
            next += Segment.SLOT_BYTES;
        }
        memory.putLong(next - Segment.SLOT_BYTES, 0);
        int count = memory.getInt(Segment.address(segment)) - 1;
        memory.putInt(Segment.address(segment), count);
        size--;
        shrink(segment, count, hash);
    }

    /** Puts another reference for the same key in the place of {@code old}. */
    void replace(long hash, long old, long ref) {
        if (old != ref) {
            long at = locate(segment(hash), hash, old);
            memory.putLong(at, memory.getLong(at) & ~Segment.REF_MASK | Segment.slotOf(ref));
        }
    }

    /**
     * Gives the visitor some references from {@code position} on, in the order of their hashes.
     *
     * @param position 0, or what a call returned
     * @return where to go on, 0 after the last
     */
    long visit(long position, RefVisitor visitor) {
        if (position < 0 || position >>> POSITION_BITS != 0) {
            return 0;
        }
        long hash = position << (64 - POSITION_BITS);
        long segment = segment(hash);
        if (segment == 0) {
            return 0;
        }
        long tag = Segment.tag(hash, segment);
        boolean within = hash << Segment.base(segment) << Segment.TAG_BITS != 0;
        long end = Segment.slotAt(segment, Segment.slots(segment));
        long last = -1;
        int visited = 0;
        for (long at = Segment.slotAt(segment, Segment.home(tag, segment)); at < end; at += Segment.SLOT_BYTES) {
            long slot = memory.getLong(at);
            long other = slot >>> Segment.TAG_SHIFT;
            if (slot == 0 || other < tag) {
                continue;
            }
            if (visited >= VISITED_AT_ONCE && other != last) {
                return Segment.positionOf(hash, other, Segment.base(segment));
            }
            last = other;
            visited++;
            long ref = Segment.refOf(slot);
            if (other != tag || !within || hashOf(ref) >>> (64 - POSITION_BITS) >= position) {
                visitor.ref(ref);
            }
        }
        int bits = Segment.depth(segment);
        long next = (index(hash, bits) + 1L) << (POSITION_BITS - bits);
        return next >>> POSITION_BITS != 0 ? 0 : next;
    }

    /**
     * A reference picked by a random number: any slot at random, then the first one from there on that is taken; 0 if the table is
     * empty. Those behind gaps are somewhat likelier, as those in short chains are with Redis.
     */
    long random(long random) {
        if (size == 0) {
            return 0;
        }
        int entry = index(random, depth);
        long segment = directory[entry];
        int start = (int) ((random * 0x9E3779B97F4A7C15L >>> 33) * Segment.slots(segment) >>> 31);
        for (int from = start; ; from = 0) {
            for (int i = from; i < Segment.slots(segment); i++) {
                long slot = memory.getLong(Segment.slotAt(segment, i));
                if (slot != 0) {
                    return Segment.refOf(slot);
                }
            }
            if (from == 0) {
                entry = (entry + 1) & (directory.length - 1);
                segment = directory[entry];
            }
        }
    }

    // Segments

    private boolean isKey(long ref, Slice key) {
        return isObject(ref) ? key.contentEquals(object(ref).key) : records.isKey(ref, key);
    }

    /** Puts a slot in its place; false if there is no room up to the end of the segment. */
    private boolean link(long segment, long slot) {
        long tag = slot >>> Segment.TAG_SHIFT;
        long end = Segment.slotAt(segment, Segment.slots(segment));
        long at = Segment.slotAt(segment, Segment.home(tag, segment));
        while (at < end && memory.getLong(at) != 0 && memory.getLong(at) >>> Segment.TAG_SHIFT <= tag) {
            at += Segment.SLOT_BYTES;
        }
        long empty = at;
        while (empty < end && memory.getLong(empty) != 0) {
            empty += Segment.SLOT_BYTES;
        }
        if (empty >= end) {
            return false;
        }
        for (; empty > at; empty -= Segment.SLOT_BYTES) {
            memory.putLong(empty, memory.getLong(empty - Segment.SLOT_BYTES));
        }
        memory.putLong(at, slot);
        memory.putInt(Segment.address(segment), memory.getInt(Segment.address(segment)) + 1);
        return true;
    }

    private long locate(long segment, long hash, long ref) {
        long tag = Segment.tag(hash, segment);
        long slot = tag << Segment.TAG_SHIFT | Segment.slotOf(ref);
        long end = Segment.slotAt(segment, Segment.slots(segment));
        for (long at = Segment.slotAt(segment, Segment.home(tag, segment)); at < end; at += Segment.SLOT_BYTES) {
            if (memory.getLong(at) == slot) {
                return at;
            }
        }
        throw new IllegalStateException("reference is not in the table");
    }

    private long grow(long segment, long hash) {
        if (Segment.slots(segment) < MOST_SLOTS || Segment.depth(segment) >= MAX_DEPTH) {
            return enlarge(segment, hash);
        }
        if (Segment.depth(segment) == depth) {
            doubleDirectory();
        }
        int newDepth = Segment.depth(segment) + 1;
        int oldBase = Segment.base(segment);
        boolean anew = newDepth - oldBase > Segment.TAG_BITS - LEAST_ORDERING_BITS && oldBase < MAX_BASE;
        int newBase = anew ? Math.min(newDepth, MAX_BASE) : oldBase;
        int count = gather(segment);
        int left = 0;
        while (left < count && (gathered[left] << (newDepth - 1 - oldBase)) >= 0) {
            left++;
        }
        if (anew) {
            tagAnew(0, left, newBase);
            tagAnew(left, count, newBase);
        }
        long lower = build(0, left, newDepth, newBase);
        long upper = build(left, count, newDepth, newBase);
        place(lower, newDepth, hash & ~(1L << (64 - newDepth)));
        place(upper, newDepth, hash | 1L << (64 - newDepth));
        freeSegment(segment);
        return segment(hash);
    }

    /** The same slots in a segment that is an eighth larger. */
    private long enlarge(long segment, long hash) {
        int count = gather(segment);
        int slots = Segment.slots(segment);
        long larger = build(0, count, Segment.depth(segment), Segment.base(segment), slots + slots / 8 + 2);
        place(larger, Segment.depth(segment), hash);
        freeSegment(segment);
        return larger;
    }

    private void shrink(long segment, int count, long hash) {
        if (size == 0) {
            freeAll();
            return;
        }
        int bits = Segment.depth(segment);
        if (bits > 0 && count < MERGE_BELOW / 2) {
            long sibling = segment(hash ^ 1L << (64 - bits));
            if (Segment.depth(sibling) == bits && memory.getInt(Segment.address(sibling)) + count < MERGE_BELOW) {
                merge(segment, sibling, hash);
                return;
            }
        }
        if (count < Segment.limit(Segment.slots(segment)) / 3 && Segment.slots(segment) > Segment.slotsFor(0)) {
            long smaller = build(0, gather(segment), bits, Segment.base(segment));
            place(smaller, bits, hash);
            freeSegment(segment);
        }
    }

    private void merge(long segment, long sibling, long hash) {
        int bits = Segment.depth(segment) - 1;
        boolean upper = (hash & 1L << (63 - bits)) != 0;
        int base = Math.min(Math.min(Segment.base(segment), Segment.base(sibling)), bits);
        int first = gather(upper ? sibling : segment);
        int count = gather(upper ? segment : sibling, first);
        if (Segment.base(segment) != base || Segment.base(sibling) != base) {
            tagAnew(0, count, base);
        }
        long merged = build(0, count, bits, base);
        place(merged, bits, hash);
        freeSegment(segment);
        freeSegment(sibling);
    }

    private int gather(long segment) {
        return segment == 0 ? 0 : gather(segment, 0);
    }

    /** Appends the segment's slots to what was gathered; returns how many there are then. */
    private int gather(long segment, int from) {
        int slots = Segment.slots(segment);
        if (gathered.length < from + slots) {
            gathered = Arrays.copyOf(gathered, from + slots);
        }
        int count = from;
        for (int i = 0; i < slots; i++) {
            long slot = memory.getLong(Segment.slotAt(segment, i));
            if (slot != 0) {
                gathered[count++] = slot;
            }
        }
        return count;
    }

    /** Computes the tags of gathered slots from their keys, and sorts them. */
    private void tagAnew(int from, int to, int base) {
        for (int i = from; i < to; i++) {
            long slot = hashOf(Segment.refOf(gathered[i])) << base >>> Segment.TAG_SHIFT << Segment.TAG_SHIFT
                    | gathered[i] & Segment.REF_MASK;
            // Sorted as signed numbers.
            gathered[i] = slot ^ Long.MIN_VALUE;
        }
        Arrays.sort(gathered, from, to);
        for (int i = from; i < to; i++) {
            gathered[i] ^= Long.MIN_VALUE;
        }
    }

    private long build(int from, int to, int depth, int base) {
        int count = to - from;
        return build(from, to, depth, base, count + count / 4 + 2);
    }

    /** A segment of the gathered slots, with at least so many slots; not yet in the directory. */
    private long build(int from, int to, int depth, int base, int least) {
        int slots = Segment.slotsFor(least);
        while (true) {
            if (slots > Segment.MOST_SLOTS) {
                throw new IllegalStateException("more than " + Segment.MOST_SLOTS + " keys with nearly the same hash");
            }
            long address = slabs.allocate(Segment.bytesOf(slots));
            memory.zero(address, Segment.bytesOf(slots));
            long segment = Segment.of(address, slots, depth, base);
            if (lay(segment, from, to)) {
                memory.putInt(address, to - from);
                segmentBytes += Slabs.slotBytes(Segment.bytesOf(slots));
                return segment;
            }
            slabs.free(address, Segment.bytesOf(slots));
            slots = Segment.slotsFor(slots + slots / 8 + 2);
        }
    }

    private boolean lay(long segment, int from, int to) {
        int slots = Segment.slots(segment);
        int at = 0;
        for (int i = from; i < to; i++) {
            at = Math.max(at, Segment.home(gathered[i] >>> Segment.TAG_SHIFT, segment));
            if (at >= slots) {
                return false;
            }
            memory.putLong(Segment.slotAt(segment, at++), gathered[i]);
        }
        return true;
    }

    private void freeAll() {
        long last = 0;
        for (long segment : directory) {
            if (segment != last) {
                freeSegment(segment);
                last = segment;
            }
        }
        directory = new long[1];
        depth = 0;
    }

    private void freeSegment(long segment) {
        segmentBytes -= Slabs.slotBytes(Segment.bytesOf(Segment.slots(segment)));
        slabs.free(Segment.address(segment), Segment.bytesOf(Segment.slots(segment)));
    }

    private void doubleDirectory() {
        long[] doubled = new long[directory.length * 2];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = directory[i >>> 1];
        }
        directory = doubled;
        depth++;
    }

    /** Lets every directory entry of the segment's prefix, that of {@code hash}, refer to it. */
    private void place(long segment, int bits, long hash) {
        int width = 1 << (depth - bits);
        int first = index(hash, bits) * width;
        Arrays.fill(directory, first, first + width, segment);
    }

    /** Description of the segment that the hash belongs to, 0 without any; see {@link Segment}. */
    long segment(long hash) {
        return directory[index(hash, depth)];
    }

    /** The upper {@code bits} bits, also for none of them. */
    private static int index(long hash, int bits) {
        return (int) ((hash >>> 1) >>> (63 - bits));
    }
}
