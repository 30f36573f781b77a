package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import dev.interrex.node.engine.memory.MemoryExhaustedException;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The members of a large set or sorted set, or the fields of a large hash, each with nothing, a number of 64 bits or a value: a hash
 * table of packed {@link MemberSegments segments}, outside of the Java heap.
 *
 * <pre>
 *   hash       | directory: depth bits | rest … |
 *   directory  | u64 address | … |     a block: per value of those bits a segment, which may have fewer bits of its own
 * </pre>
 *
 * Extendible hashing (Fagin et al. 1979): a segment that is full splits alone and one that is nearly empty merges with its sibling,
 * so that no operation moves more than some hundred members, apart from doubling the directory. The order of hashes is that of a
 * scan, whose cursor, the upper {@value #POSITION_BITS} bits of a hash, therefore keeps its meaning while the table grows and
 * shrinks. An empty table has no blocks.
 *
 * <p>A place is {@code directory index << 32 | offset within the segment}, a member's address says where it is; both are good until
 * the next change or {@link #compact}. Loop thread only.
 */
final class MemberTable {
    static final int POSITION_BITS = 48;

    private static final int MAX_DEPTH = 27;
    private static final int OBJECT_BYTES = 56;

    /** Of slots, lengths, numbers, directory and rounding. */
    private static final long MOST_BYTES_PER_MEMBER = 128;

    private static final Slice NO_VALUE = new Slice();

    private final MemberSegments segments;
    private final Blocks blocks;
    private final Memory memory;

    /** The block's address, 0 without any member. */
    private long directory;

    private int depth;
    /** Segments of that depth; without any the directory is larger than it needs to be. */
    private int deepest;

    private int size;
    private long blockBytes;
    private int released;

    MemberTable(MemberSegments segments) {
        this.segments = segments;
        blocks = segments.blocks;
        memory = blocks.memory;
    }

    int size() {
        return size;
    }

    /** What its blocks take, in constant time. */
    long blockBytes() {
        return blockBytes;
    }

    long memoryBytes() {
        return OBJECT_BYTES + blockBytes;
    }

    /**
     * Upper bound of what is allocated when so many members are added, which with their values have so many bytes: with room to
     * spare, twice, as segments are split, and the directory if it is doubled.
     */
    static long mostBytes(@Nullable MemberTable table, int members, long bytes) {
        long directoryBytes = table == null ? 0 : table.directoryBytes();
        return 2 * (bytes + members * MOST_BYTES_PER_MEMBER) + 4L * MemberSegments.MOST_BYTES + 4 * directoryBytes;
    }

    MemberTable copy() {
        MemberTable copy = new MemberTable(segments);
        if (size > 0) {
            long before = blocks.usedBytes();
            copy.directory = blocks.allocate(directoryBytes());
            copy.depth = depth;
            copy.deepest = deepest;
            copy.size = size;
            for (int i = 0; i < 1 << depth; i += width(segmentAt(i))) {
                long segment = segmentAt(i);
                copy.fill(i, width(segment), segments.copy(segment));
            }
            copy.blockBytes = blocks.usedBytes() - before;
        }
        return copy;
    }

    // Looking

    boolean contains(Slice member) {
        return find(member) != 0;
    }

    /** The member's address, 0 if there is none. */
    long find(Slice member) {
        if (directory == 0) {
            return 0;
        }
        long hash = member.hash(segments.function);
        long segment = segment(hash);
        long slot = segments.find(segment, member, hash);
        return slot == 0 ? 0 : segments.item(segment, slot);
    }

    /** The member's number, or {@code missing} if there is no such member. */
    long number(Slice member, long missing) {
        long item = find(member);
        return item == 0 ? missing : segments.number(item);
    }

    /** Copies the member at an address into scratch of {@code into}. */
    void read(long item, Slice into) {
        segments.read(item, into);
    }

    void readValue(long item, Slice into) {
        segments.readValue(item, into);
    }

    long number(long item) {
        return segments.number(item);
    }

    /** The place of the first member; -1 if there is none. */
    long first() {
        return directory == 0 ? -1 : place(0);
    }

    /** The address of the member at a place. */
    long item(long place) {
        return segments.itemAt(segmentAt((int) (place >>> 32)), (int) place);
    }

    /** The place after one, -1 after the last. */
    long next(long place) {
        int index = (int) (place >>> 32);
        long segment = segmentAt(index);
        int next = segments.next(segment, (int) place);
        return next >= 0 ? (long) index << 32 | next : place(index + width(segment));
    }

    /** The first place from the segment at {@code from} on. */
    private long place(int from) {
        int index = from;
        while (index < 1 << depth) {
            long segment = segmentAt(index);
            if (segments.size(segment) > 0) {
                return (long) index << 32;
            }
            index += width(segment);
        }
        return -1;
    }

    /** The address of one of the members, of which there are some, each with the same probability. */
    long random(RandomGenerator random) {
        while (true) {
            long segment = segmentAt(random.nextInt(1 << depth));
            // Segments that fill more of the directory are found more often.
            if (random.nextInt(width(segment)) == 0) {
                long item = segments.itemOfSlot(segment, random.nextInt(MemberSegments.USUAL_SLOTS));
                if (item != 0) {
                    return item;
                }
            }
        }
    }

    /**
     * Visits the addresses of about {@code count} members from a cursor on; every one that exists from the first call to the last is
     * visited.
     *
     * @return 0 at the end
     */
    long scan(long cursor, long count, LongConsumer visitor) {
        if (cursor < 0 || cursor >>> POSITION_BITS != 0 || directory == 0) {
            return 0;
        }
        long position = cursor;
        long visited = 0;
        do {
            long from = position << (64 - POSITION_BITS);
            long segment = segment(from);
            // As many parts as make one of them about what is asked for.
            long parts = Math.max(1, segments.size(segment) / Math.max(1, count));
            int bits = Math.min(POSITION_BITS, segments.depth(segment) + 64 - Long.numberOfLeadingZeros(parts - 1));
            long last = from | (bits == 0 ? -1 : -1L >>> bits);
            visited += segments.visit(segment, from, last, visitor);
            position = (last >>> (64 - POSITION_BITS)) + 1;
        } while (visited < count && position >>> POSITION_BITS == 0);
        return position >>> POSITION_BITS == 0 ? position : 0;
    }

    // Changing

    /** Adds the member; false if it is there. */
    boolean put(Slice member) {
        return put(member, 0, NO_VALUE);
    }

    /** Adds the member, or gives it a new number; true if it is new. */
    boolean put(Slice member, long number) {
        return put(member, number, NO_VALUE);
    }

    /** Adds the member, or gives it a new value; true if it is new. */
    boolean put(Slice member, Slice value) {
        return put(member, 0, value);
    }

    private boolean put(Slice member, long number, Slice value) {
        long before = blocks.usedBytes();
        long hash = member.hash(segments.function);
        if (directory == 0) {
            directory = blocks.allocate(Long.BYTES);
            deepest = 1;
            memory.putLong(directory, segments.create(0, 1, segments.bytesOf(member, value)));
        }
        long segment = segment(hash);
        long slot = segments.find(segment, member, hash);
        boolean added = slot == 0;
        int members = added ? 1 : 0;
        int bytes = added
                ? segments.bytesOf(member, value)
                : Math.max(0, segments.growth(segments.item(segment, slot), value));
        while (members + bytes > 0 && segments.isFull(segment, members, bytes) && segments.depth(segment) < MAX_DEPTH) {
            split(segment, hash);
            segment = segment(hash);
            slot = segments.find(segment, member, hash);
        }
        long moved =
                added ? segments.add(segment, member, hash, number, value) : segments.put(segment, slot, number, value);
        if (moved != segment) {
            place(moved, hash);
        }
        size += members;
        blockBytes += blocks.usedBytes() - before;
        return added;
    }

    /** False if there is no such member. */
    boolean remove(Slice member) {
        if (directory == 0) {
            return false;
        }
        long hash = member.hash(segments.function);
        long segment = segment(hash);
        long slot = segments.find(segment, member, hash);
        if (slot == 0) {
            return false;
        }
        if (size == 1) {
            release(Integer.MAX_VALUE);
            return true;
        }
        long before = blocks.usedBytes();
        long moved = segments.remove(segment, slot);
        if (moved != segment) {
            place(moved, hash);
        }
        size--;
        mergeIfSmall(moved, hash);
        blockBytes += blocks.usedBytes() - before;
        return true;
    }

    /**
     * Forgets its members and frees about {@code most} blocks of theirs; it is empty, and may be used again, when all are freed.
     *
     * @return how many; fewer than {@code most} means that none is left
     */
    int release(int most) {
        if (directory == 0) {
            return 0;
        }
        long before = blocks.usedBytes();
        size = 0;
        int freed = 0;
        while (released < 1 << depth && freed < most) {
            long segment = segmentAt(released);
            released += width(segment);
            freed += segments.blocks(segment);
            segments.free(segment);
        }
        if (released == 1 << depth && freed < most) {
            blocks.free(directory, directoryBytes());
            directory = 0;
            depth = 0;
            released = 0;
        }
        blockBytes += blocks.usedBytes() - before;
        return freed;
    }

    /**
     * Moves blocks out of sparse slabs.
     *
     * @param from 0, or what the previous call returned
     * @param most about how many blocks are looked at
     * @return where to go on, or -1 at the end
     */
    long compact(long from, int most) {
        long index = directory == 0 ? 1L << depth : from;
        for (int i = 0; i < most && index < 1 << depth; ) {
            long segment = segmentAt((int) index);
            i += segments.blocks(segment);
            int width = width(segment);
            int first = (int) index & -width;
            long moved = segments.compacted(segment);
            if (moved != segment) {
                fill(first, width, moved);
            }
            index = first + width;
        }
        if (index < 1 << depth) {
            return index;
        }
        directory = directory == 0 ? 0 : blocks.compacted(directory, directoryBytes());
        return -1;
    }

    // The directory

    /** The segment in which a member with this hash is; 0 if there are no segments. */
    long segmentFor(long hash) {
        return directory == 0 ? 0 : segment(hash);
    }

    private long segment(long hash) {
        return segmentAt(index(hash, depth));
    }

    private long segmentAt(int index) {
        return memory.getLong(directory + index * 8L);
    }

    private int directoryBytes() {
        return Long.BYTES << depth;
    }

    /** The upper {@code bits} bits, also for none of them. */
    private static int index(long hash, int bits) {
        return (int) ((hash >>> 1) >>> (63 - bits));
    }

    private int width(long segment) {
        return 1 << (depth - segments.depth(segment));
    }

    /** Lets every directory entry of the segment's prefix, that of {@code hash}, refer to it. */
    private void place(long segment, long hash) {
        int bits = segments.depth(segment);
        fill(index(hash, bits) << (depth - bits), 1 << (depth - bits), segment);
    }

    private void fill(int first, int width, long segment) {
        for (int i = first; i < first + width; i++) {
            memory.putLong(directory + i * 8L, segment);
        }
    }

    private void split(long segment, long hash) {
        int bits = segments.depth(segment) + 1;
        if (bits > depth) {
            doubleDirectory();
        }
        segments.divide(segment);
        long lower = segments.half(segment, 0);
        long upper = segments.half(segment, 1);
        segments.freeBlock(segment);
        deepest += bits == depth ? 2 : 0;
        place(lower, hash & ~(1L << (64 - bits)));
        place(upper, hash | 1L << (64 - bits));
    }

    private void doubleDirectory() {
        long doubled = blocks.allocate(2 * directoryBytes());
        for (int i = 0; i < 1 << depth; i++) {
            long segment = segmentAt(i);
            memory.putLong(doubled + i * 16L, segment);
            memory.putLong(doubled + i * 16L + 8, segment);
        }
        blocks.free(directory, directoryBytes());
        directory = doubled;
        depth++;
        deepest = 0;
    }

    private void mergeIfSmall(long segment, long hash) {
        int bits = segments.depth(segment);
        if (bits == 0) {
            return;
        }
        long bit = 1L << (64 - bits);
        long sibling = segment(hash ^ bit);
        if (segments.depth(sibling) != bits || !segments.mayJoin(segment, sibling)) {
            return;
        }
        boolean isUpper = (hash & bit) != 0;
        try {
            place(segments.merge(isUpper ? sibling : segment, isUpper ? segment : sibling), hash);
            deepest -= bits == depth ? 2 : 0;
            if (deepest == 0) {
                halveDirectory();
            }
        } catch (MemoryExhaustedException staysLarger) {
            // Whoever frees memory must not fail for want of it.
            return;
        }
    }

    private void halveDirectory() {
        long halved = blocks.allocate(directoryBytes() / 2);
        for (int i = 0; i < 1 << (depth - 1); i++) {
            memory.putLong(halved + i * 8L, segmentAt(2 * i));
        }
        blocks.free(directory, directoryBytes());
        directory = halved;
        depth--;
        for (int i = 0; i < 1 << depth; i += width(segmentAt(i))) {
            deepest += segments.depth(segmentAt(i)) == depth ? 1 : 0;
        }
    }
}
