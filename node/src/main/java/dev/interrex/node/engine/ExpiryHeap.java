package dev.interrex.node.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a database that have an expiry, the next one to expire first: a 4-ary heap, shallow and kind to caches.
 *
 * <p>Why not sampling, as Redis does: the cycle then finds exactly the keys whose time is over, however few they are, and nothing
 * else; memory of expired keys is never kept waiting for luck.
 */
final class ExpiryHeap {
    private static final int ARITY = 4;
    private static final int SMALLEST = 16;
    private static final int SAMPLED = 100;

    private Entry[] heap = new Entry[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    /** The entry that expires first; null if there is none. */
    @Nullable
    Entry first() {
        return size == 0 ? null : heap[0];
    }

    /** Adds the entry, or moves it to its new place after its expiry was changed. */
    void place(Entry entry) {
        if (entry.heapIndex < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            set(size++, entry);
        }
        if (!rises(entry)) {
            sinks(entry);
        }
    }

    /** Takes the entry out; does nothing if it is not in. */
    @SuppressWarnings("NullAway") // The slots behind size are empty.
    void remove(Entry entry) {
        int index = entry.heapIndex;
        if (index < 0) {
            return;
        }
        entry.heapIndex = -1;
        Entry last = heap[--size];
        heap[size] = null;
        if (last != entry) {
            set(index, last);
            if (!rises(last)) {
                sinks(last);
            }
        }
        if (heap.length > SMALLEST && size < heap.length / 4) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    /** Puts another entry of the same expiry in the place of {@code old}. */
    void replace(Entry old, Entry by) {
        set(old.heapIndex, by);
        old.heapIndex = -1;
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
            sum += Math.max(0, heap[i].expireAtMs - nowMs);
            sampled++;
        }
        return (long) (sum / sampled);
    }

    private boolean rises(Entry entry) {
        int index = entry.heapIndex;
        int start = index;
        while (index > 0) {
            int parent = (index - 1) / ARITY;
            if (heap[parent].expireAtMs <= entry.expireAtMs) {
                break;
            }
            set(index, heap[parent]);
            index = parent;
        }
        set(index, entry);
        return index != start;
    }

    private void sinks(Entry entry) {
        int index = entry.heapIndex;
        while (true) {
            int least = leastChild(index);
            if (least < 0 || heap[least].expireAtMs >= entry.expireAtMs) {
                break;
            }
            set(index, heap[least]);
            index = least;
        }
        set(index, entry);
    }

    private int leastChild(int index) {
        int first = index * ARITY + 1;
        if (first >= size) {
            return -1;
        }
        int least = first;
        int end = Math.min(first + ARITY, size);
        for (int child = first + 1; child < end; child++) {
            if (heap[child].expireAtMs < heap[least].expireAtMs) {
                least = child;
            }
        }
        return least;
    }

    private void set(int index, Entry entry) {
        heap[index] = entry;
        entry.heapIndex = index;
    }
}
