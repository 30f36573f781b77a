package dev.interrex.node.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Entries by number, for slots of a {@link Table} that refer to an object; numbers are used again. */
final class EntryObjects {
    private static final int SMALLEST = 16;

    private @Nullable Entry[] objects = new Entry[SMALLEST];
    private int[] free = new int[SMALLEST];
    private int freeCount;
    private int count;

    Entry get(int index) {
        Entry entry = objects[index];
        if (entry == null) {
            throw new IllegalStateException("no object " + index);
        }
        return entry;
    }

    int add(Entry entry) {
        int index = freeCount > 0 ? free[--freeCount] : count++;
        if (index == objects.length) {
            objects = Arrays.copyOf(objects, index * 2);
        }
        objects[index] = entry;
        return index;
    }

    void remove(int index) {
        objects[index] = null;
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, freeCount * 2);
        }
        free[freeCount++] = index;
    }

    /** Any of them, which is then no longer among them; null if there is none. */
    @Nullable
    Entry takeAny() {
        while (count > 0) {
            Entry entry = objects[--count];
            objects[count] = null;
            if (entry != null) {
                return entry;
            }
        }
        clear();
        return null;
    }

    void clear() {
        objects = new Entry[SMALLEST];
        free = new int[SMALLEST];
        freeCount = 0;
        count = 0;
    }
}
