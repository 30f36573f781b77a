package dev.interrex.node.engine;

import java.util.Arrays;

/**
 * Where the chunks of a large list are, in order, and what is in them: a deque of 24 bytes each, in arrays with spare room at both
 * ends.
 *
 * <pre>
 *   block    | spare | elements, used bytes | spare |
 *            0       start                          capacity
 * </pre>
 */
final class ChunkDirectory {
    private static final int SMALLEST = 4;
    private static final int OBJECT_BYTES = 48;

    /** Chunks that are passed over at a time. */
    private static final int STEP = 8;

    private long[] blocks = new long[SMALLEST];
    private int[] capacities = new int[SMALLEST];
    private int[] starts = new int[SMALLEST];
    private int[] used = new int[SMALLEST];
    private int[] counts = new int[SMALLEST];
    private int first;
    private int size;

    /** Bytes of the blocks. */
    private long blockBytes;

    int size() {
        return size;
    }

    long memoryBytes() {
        long arrays =
                Entry.arrayBytes(blocks.length * Long.BYTES) + 4 * Entry.arrayBytes(blocks.length * Integer.BYTES);
        return OBJECT_BYTES + arrays + blockBytes;
    }

    long blockBytes() {
        return blockBytes;
    }

    long block(int i) {
        return blocks[first + i];
    }

    int capacity(int i) {
        return capacities[first + i];
    }

    /** Address of the first element. */
    long begin(int i) {
        return blocks[first + i] + starts[first + i];
    }

    /** Address behind the last element. */
    long end(int i) {
        return begin(i) + used[first + i];
    }

    int start(int i) {
        return starts[first + i];
    }

    /** Bytes of the elements. */
    int used(int i) {
        return used[first + i];
    }

    /** Number of elements. */
    int count(int i) {
        return counts[first + i];
    }

    /**
     * Where element {@code index} is, walked to from the nearer end.
     *
     * @param size number of all elements
     * @return {@code chunk << 32 | number within it}
     */
    long seek(long index, long size) {
        return index < size / 2 ? seekFromHead(index) : seekFromTail(size - 1 - index);
    }

    private long seekFromHead(long index) {
        int i = first;
        long left = index;
        for (int end = i + size; i + STEP <= end; i += STEP) {
            long some = sumFrom(i);
            if (left < some) {
                break;
            }
            left -= some;
        }
        while (left >= counts[i]) {
            left -= counts[i++];
        }
        return (long) (i - first) << 32 | left;
    }

    private long seekFromTail(long behind) {
        int i = first + size - 1;
        long left = behind;
        for (; i - STEP + 1 >= first; i -= STEP) {
            long some = sumFrom(i - STEP + 1);
            if (left < some) {
                break;
            }
            left -= some;
        }
        while (left >= counts[i]) {
            left -= counts[i--];
        }
        return (long) (i - first) << 32 | counts[i] - 1 - left;
    }

    /** Elements of eight chunks: additions that do not wait for each other. */
    private long sumFrom(int i) {
        int[] c = counts;
        long one = (long) c[i] + c[i + 1] + (c[i + 2] + (long) c[i + 3]);
        long other = (long) c[i + 4] + c[i + 5] + (c[i + 6] + (long) c[i + 7]);
        return one + other;
    }

    /** Another block, with the same elements from {@code start} on. */
    void block(int i, long block, int capacity, int start) {
        int at = first + i;
        blockBytes += capacity - capacities[at];
        blocks[at] = block;
        capacities[at] = capacity;
        starts[at] = start;
    }

    /** Other elements in the same block. */
    void contents(int i, int start, int bytes, int count) {
        int at = first + i;
        starts[at] = start;
        used[at] = bytes;
        counts[at] = count;
    }

    /** Inserts an empty chunk. */
    void insert(int i, long block, int capacity, int start) {
        boolean headMoves = i < size - i;
        // There may be room at the other end, but to use that takes moving nearly all, again and again.
        if (headMoves ? first == 0 : first + size == blocks.length) {
            makeRoom();
        }
        if (headMoves) {
            shift(first, first - 1, i);
            first--;
        } else {
            shift(first + i, first + i + 1, size - i);
        }
        size++;
        blocks[first + i] = block;
        capacities[first + i] = capacity;
        contents(i, start, 0, 0);
        blockBytes += capacity;
    }

    /** Takes chunks away; their blocks are the caller's. */
    void remove(int from, int count) {
        for (int i = from; i < from + count; i++) {
            blockBytes -= capacity(i);
        }
        if (from < size - from - count) {
            shift(first, first + count, from);
            first += count;
        } else {
            shift(first + from + count, first + from, size - from - count);
        }
        size -= count;
        if (blocks.length > 4 * (size + SMALLEST)) {
            makeRoom();
        }
    }

    /** Takes chunks away and returns them. */
    ChunkDirectory split(int from, int count) {
        ChunkDirectory taken = new ChunkDirectory();
        taken.blocks = Arrays.copyOfRange(blocks, first + from, first + from + count);
        taken.capacities = Arrays.copyOfRange(capacities, first + from, first + from + count);
        taken.starts = Arrays.copyOfRange(starts, first + from, first + from + count);
        taken.used = Arrays.copyOfRange(used, first + from, first + from + count);
        taken.counts = Arrays.copyOfRange(counts, first + from, first + from + count);
        taken.size = count;
        long before = blockBytes;
        remove(from, count);
        taken.blockBytes = before - blockBytes;
        return taken;
    }

    /** Gives a chunk the place of another one, whose own was taken care of; for moving chunks together. */
    void put(int from, int to) {
        shift(first + from, first + to, 1);
    }

    /** Forgets the chunks behind the first {@code count}, which were moved or freed. */
    void truncate(int count, long freedBytes) {
        size = count;
        blockBytes -= freedBytes;
    }

    /** Room for one more at least at both ends. */
    private void makeRoom() {
        int spare = Math.max(1, size / 4);
        int from = first;
        int length = size + 2 * spare;
        blocks = moved(blocks, new long[length], from, spare);
        capacities = moved(capacities, new int[length], from, spare);
        starts = moved(starts, new int[length], from, spare);
        used = moved(used, new int[length], from, spare);
        counts = moved(counts, new int[length], from, spare);
        first = spare;
    }

    private <T> T moved(T array, T larger, int from, int to) {
        System.arraycopy(array, from, larger, to, size);
        return larger;
    }

    private void shift(int from, int to, int count) {
        System.arraycopy(blocks, from, blocks, to, count);
        System.arraycopy(capacities, from, capacities, to, count);
        System.arraycopy(starts, from, starts, to, count);
        System.arraycopy(used, from, used, to, count);
        System.arraycopy(counts, from, counts, to, count);
    }
}
