package dev.interrex.node.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The members of a large set, each with a number of 64 bits if it is the index of a sorted set: a hash table of packed segments.
 *
 * <pre>
 *   hash       | directory: depth bits | rest … |
 *   directory  one reference per value of those bits to a {@link MemberSegment}, which may have fewer bits of its own
 * </pre>
 *
 * Extendible hashing (Fagin et al. 1979): a segment that is full splits alone and one that is nearly empty merges with its sibling,
 * so that no operation moves more than some hundred members, apart from doubling the directory. The order of hashes is that of a
 * scan, whose cursor, the upper {@value #POSITION_BITS} bits of a hash, therefore keeps its meaning while the table grows and
 * shrinks.
 *
 * <p>A place is {@code directory index << 32 | offset within the segment}; good until the next change.
 */
final class MemberTable {
    static final int POSITION_BITS = 48;

    private static final int MAX_DEPTH = 40;
    /** Members of a segment, about; only how fast a random one is found depends on it. */
    private static final int USUAL_MEMBERS = 200;

    private static final int OBJECT_BYTES = 64;
    private static final int REFERENCE_BYTES = 4;

    private final SipHash function;
    private final boolean numbered;
    private MemberSegment[] directory;
    private int depth;
    /** Segments of that depth; without any the directory is larger than it needs to be. */
    private int deepest = 1;

    private int size;
    private long segmentBytes;

    /** @param numbered whether members have numbers */
    MemberTable(SipHash function, boolean numbered) {
        this.function = function;
        this.numbered = numbered;
        MemberSegment only = new MemberSegment(0, numbered);
        directory = new MemberSegment[] {only};
        segmentBytes = only.memoryBytes();
    }

    private MemberTable(MemberTable from) {
        function = from.function;
        numbered = from.numbered;
        directory = from.directory.clone();
        depth = from.depth;
        deepest = from.deepest;
        size = from.size;
        segmentBytes = from.segmentBytes;
        for (int i = 0; i < directory.length; i = after(i)) {
            MemberSegment copy = directory[i].copy();
            Arrays.fill(directory, i, i + width(copy), copy);
        }
    }

    int size() {
        return size;
    }

    long memoryBytes() {
        return OBJECT_BYTES + Entry.arrayBytes(directory.length * REFERENCE_BYTES) + segmentBytes;
    }

    MemberTable copy() {
        return new MemberTable(this);
    }

    boolean contains(Slice member) {
        long hash = member.hash(function);
        return segment(hash).find(member, hash) >= 0;
    }

    /** The member's number, or {@code missing} if there is no such member. */
    long number(Slice member, long missing) {
        long hash = member.hash(function);
        MemberSegment segment = segment(hash);
        int slot = segment.find(member, hash);
        return slot < 0 ? missing : segment.number(slot);
    }

    /** Adds the member, or gives it a new number; true if it is new. */
    boolean put(Slice member, long number) {
        long hash = member.hash(function);
        MemberSegment segment = segment(hash);
        int slot = segment.find(member, hash);
        if (slot >= 0) {
            segment.number(slot, number);
            return false;
        }
        while (segment.isFull() && segment.depth < MAX_DEPTH) {
            split(segment, hash);
            segment = segment(hash);
        }
        segmentBytes -= segment.memoryBytes();
        segment.add(member, hash, number, function);
        segmentBytes += segment.memoryBytes();
        size++;
        return true;
    }

    /** False if there is no such member. */
    boolean remove(Slice member) {
        long hash = member.hash(function);
        MemberSegment segment = segment(hash);
        int slot = segment.find(member, hash);
        if (slot < 0) {
            return false;
        }
        segmentBytes -= segment.memoryBytes();
        segment.remove(slot, function);
        segmentBytes += segment.memoryBytes();
        size--;
        if (segment.depth > 0) {
            mergeIfSmall(segment, hash);
        }
        return true;
    }

    // Iterating

    /** The place of the first member; -1 if there is none. */
    long first() {
        return place(0);
    }

    /** Points {@code member} at the one at {@code place} and returns the next place, -1 after the last. */
    long read(long place, Slice member) {
        int index = (int) (place >>> 32);
        MemberSegment segment = directory[index];
        int next = segment.read((int) place, member);
        return next >= 0 ? (long) index << 32 | next : place(after(index));
    }

    /** The first place from the segment at {@code from} on. */
    private long place(int from) {
        int index = from;
        while (index < directory.length) {
            if (directory[index].size() > 0) {
                return (long) index << 32;
            }
            index = after(index);
        }
        return -1;
    }

    /** Points {@code member} at one of the members, each with the same probability. */
    void random(RandomGenerator random, Slice member) {
        while (true) {
            int index = random.nextInt(directory.length);
            MemberSegment segment = directory[index];
            // Segments that fill more of the directory are found more often, and those with more members shall be.
            if (random.nextInt(width(segment)) == 0) {
                int number = random.nextInt(Math.max(USUAL_MEMBERS, segment.size()));
                if (number < segment.size()) {
                    segment.read(segment.seek(number), member);
                    return;
                }
            }
        }
    }

    /**
     * About {@code count} members from a cursor on; every one that exists from the first call to the last is visited.
     *
     * @return 0 at the end
     */
    long scan(long cursor, long count, Consumer<Slice> visitor) {
        if (cursor < 0 || cursor >>> POSITION_BITS != 0) {
            return 0;
        }
        long position = cursor;
        long visited = 0;
        do {
            long from = position << (64 - POSITION_BITS);
            MemberSegment segment = segment(from);
            // As many parts as make one of them about what is asked for.
            long parts = Math.max(1, segment.size() / Math.max(1, count));
            int bits = Math.min(POSITION_BITS, segment.depth + 64 - Long.numberOfLeadingZeros(parts - 1));
            long last = from | (bits == 0 ? -1 : -1L >>> bits);
            visited += segment.visit(from, last, function, visitor);
            position = (last >>> (64 - POSITION_BITS)) + 1;
        } while (visited < count && position >>> POSITION_BITS == 0);
        return position >>> POSITION_BITS == 0 ? position : 0;
    }

    // Segments

    private MemberSegment segment(long hash) {
        return directory[index(hash, depth)];
    }

    /** The upper {@code bits} bits, also for none of them. */
    private static int index(long hash, int bits) {
        return (int) ((hash >>> 1) >>> (63 - bits));
    }

    private int width(MemberSegment segment) {
        return 1 << (depth - segment.depth);
    }

    private int after(int index) {
        return index + width(directory[index]);
    }

    private void split(MemberSegment segment, long hash) {
        if (segment.depth == depth) {
            MemberSegment[] doubled = new MemberSegment[directory.length * 2];
            for (int i = 0; i < doubled.length; i++) {
                doubled[i] = directory[i >>> 1];
            }
            directory = doubled;
            depth++;
            deepest = 0;
        }
        MemberSegment lower = new MemberSegment(segment.depth + 1, numbered);
        MemberSegment upper = new MemberSegment(segment.depth + 1, numbered);
        segment.distribute(function, lower, upper);
        segmentBytes += lower.memoryBytes() + upper.memoryBytes() - segment.memoryBytes();
        deepest += lower.depth == depth ? 2 : 0;
        int first = index(hash, segment.depth) << (depth - segment.depth);
        int half = width(lower);
        Arrays.fill(directory, first, first + half, lower);
        Arrays.fill(directory, first + half, first + 2 * half, upper);
    }

    private void mergeIfSmall(MemberSegment segment, long hash) {
        MemberSegment sibling = segment(hash ^ 1L << (64 - segment.depth));
        if (sibling.depth != segment.depth || !segment.mayJoin(sibling)) {
            return;
        }
        MemberSegment merged = new MemberSegment(segment.depth - 1, numbered);
        segment.distribute(function, merged, merged);
        sibling.distribute(function, merged, merged);
        segmentBytes += merged.memoryBytes() - segment.memoryBytes() - sibling.memoryBytes();
        int first = index(hash, merged.depth) << (depth - merged.depth);
        Arrays.fill(directory, first, first + width(merged), merged);
        deepest -= segment.depth == depth ? 2 : 0;
        if (deepest == 0) {
            halve();
        }
    }

    private void halve() {
        MemberSegment[] halved = new MemberSegment[directory.length / 2];
        for (int i = 0; i < halved.length; i++) {
            halved[i] = directory[2 * i];
        }
        directory = halved;
        depth--;
        for (int i = 0; i < directory.length; i = after(i)) {
            deepest += directory[i].depth == depth ? 1 : 0;
        }
    }
}
