package dev.interrex.node.engine;

import dev.interrex.node.engine.memory.Memory;
import dev.interrex.node.engine.memory.Slabs;
import java.util.Arrays;

/**
 * The keys of a database that have an expiry, the next one to expire first: a 4-ary heap, shallow and kind to caches, outside of
 * the Java heap in chunks, so that it grows without a copy of all of it.
 *
 * <pre>
 *   slot   | u64 expireAtMs | u64 reference |      a record, or an object, knows its slot's number
 * </pre>
 *
 * <p>Why not sampling, as Redis does: the cycle then finds exactly the keys whose time is over, however few they are, and nothing
 * else; memory of expired keys is never kept waiting for luck.
 */
final class ExpiryHeap {
    private static final int ARITY = 4;
    private static final int SLOT_BYTES = 16;
    private static final int CHUNK_SHIFT = 12;
    private static final int CHUNK_SLOTS = 1 << CHUNK_SHIFT;

    /** The first chunk begins with so few. */
    private static final int SMALLEST = 4;

    private static final int SAMPLED = 100;

    private final Memory memory;
    private final Slabs slabs;
    private final Table table;
    private long[] chunks = new long[1];
    private int capacity;
    private int size;

    ExpiryHeap(Memory memory, Slabs slabs, Table table) {
        this.memory = memory;
        this.slabs = slabs;
        this.table = table;
    }

    int size() {
        return size;
    }

    long usedBytes() {
        if (capacity == 0) {
            return 0;
        }
        int chunkSlots = Math.min(capacity, CHUNK_SLOTS);
        return Slabs.slotBytes((long) chunkSlots * SLOT_BYTES) * (capacity / chunkSlots);
    }

    /** The reference that expires first; 0 if there is none. */
    long first() {
        return size == 0 ? 0 : refAt(0);
    }

    /** Adds the reference, whose key was not in. */
    void add(long ref, long atMs) {
        if (size == capacity) {
            grow();
        }
        place(size++, ref, atMs);
    }

    /** Puts the reference that is in slot {@code index} in its new place after its expiry was changed. */
    void update(int index, long ref, long atMs) {
        place(index, ref, atMs);
    }

    /** After the key that is in slot {@code index} moved. */
    void replace(int index, long ref) {
        memory.putLong(slot(index) + 8, ref);
    }

    /** Takes out what is in slot {@code index}. */
    void remove(int index) {
        size--;
        if (index != size) {
            place(index, refAt(size), timeAt(size));
        }
        if (size == 0 || size <= capacity - 2 * CHUNK_SLOTS) {
            shrink();
        }
    }

    /** Mean time left in milliseconds, of a sample; 0 if empty. */
    long averageTtlMs(long nowMs) {
        if (size == 0) {
            return 0;
        }
        int step = Math.max(1, size / SAMPLED);
        double sum = 0;
        int sampled = 0;
        for (int i = 0; i < size; i += step) {
            sum += Math.max(0, timeAt(i) - nowMs);
            sampled++;
        }
        return (long) (sum / sampled);
    }

    /** Moves the hole in slot {@code from} up or down to where the reference belongs, and puts it there. */
    private void place(int from, long ref, long atMs) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) / ARITY;
            if (timeAt(parent) <= atMs) {
                break;
            }
            set(index, refAt(parent), timeAt(parent));
            index = parent;
        }
        if (index == from) {
            int least = leastChild(index);
            while (least >= 0 && timeAt(least) < atMs) {
                set(index, refAt(least), timeAt(least));
                index = least;
                least = leastChild(index);
            }
        }
        set(index, ref, atMs);
    }

    private int leastChild(int index) {
        int first = index * ARITY + 1;
        if (first >= size) {
            return -1;
        }
        int least = first;
        int end = Math.min(first + ARITY, size);
        for (int child = first + 1; child < end; child++) {
            if (timeAt(child) < timeAt(least)) {
                least = child;
            }
        }
        return least;
    }

    private void set(int index, long ref, long atMs) {
        memory.putLong(slot(index), atMs);
        memory.putLong(slot(index) + 8, ref);
        if (Table.isObject(ref)) {
            table.object(ref).heapIndex = index;
        } else {
            table.records.heapIndex(ref, index);
        }
    }

    private long timeAt(int index) {
        return memory.getLong(slot(index));
    }

    private long refAt(int index) {
        return memory.getLong(slot(index) + 8);
    }

    private long slot(int index) {
        return chunks[index >>> CHUNK_SHIFT] + (long) (index & (CHUNK_SLOTS - 1)) * SLOT_BYTES;
    }

    /** Doubles the first chunk until it is whole, then adds whole ones. */
    private void grow() {
        if (capacity >= CHUNK_SLOTS) {
            int chunk = capacity >>> CHUNK_SHIFT;
            if (chunk == chunks.length) {
                chunks = Arrays.copyOf(chunks, chunk * 2);
            }
            chunks[chunk] = slabs.allocate((long) CHUNK_SLOTS * SLOT_BYTES);
            capacity += CHUNK_SLOTS;
            return;
        }
        int doubled = Math.max(SMALLEST, capacity * 2);
        long chunk = slabs.allocate((long) doubled * SLOT_BYTES);
        if (capacity > 0) {
            memory.copy(chunks[0], chunk, (long) capacity * SLOT_BYTES);
            slabs.free(chunks[0], (long) capacity * SLOT_BYTES);
        }
        chunks[0] = chunk;
        capacity = doubled;
    }

    private void shrink() {
        while (capacity > CHUNK_SLOTS && size <= capacity - 2 * CHUNK_SLOTS) {
            capacity -= CHUNK_SLOTS;
            slabs.free(chunks[capacity >>> CHUNK_SHIFT], (long) CHUNK_SLOTS * SLOT_BYTES);
        }
        if (size == 0 && capacity <= CHUNK_SLOTS && capacity > 0) {
            slabs.free(chunks[0], (long) capacity * SLOT_BYTES);
            capacity = 0;
        }
    }
}
