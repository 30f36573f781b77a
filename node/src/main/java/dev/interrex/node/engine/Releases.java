package dev.interrex.node.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What is no one's any more and still has memory outside of the Java heap: large values that were deleted, and the tables of databases
 * that were emptied. Their memory is given back in slices, so that no command waits for it. Loop thread only.
 */
final class Releases {
    /** What is small is given back at once. */
    private static final int RELEASED_AT_ONCE = 256;

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final ArrayDeque<Table> tables = new ArrayDeque<>();
    private long pendingBytes;

    /** The entry is not used from now on. */
    void add(Entry entry) {
        queue(entry);
        step(RELEASED_AT_ONCE);
    }

    private void queue(Entry entry) {
        // Whoever remembers it sees that it is not to be used.
        entry.ref = 0;
        pendingBytes += entry.memoryBytes();
        entries.add(entry);
    }

    /** The table is not used from now on. */
    void add(Table table) {
        pendingBytes += table.usedBytes();
        tables.add(table);
        step(RELEASED_AT_ONCE);
    }

    /** About what is still to be given back. */
    long pendingBytes() {
        return pendingBytes;
    }

    int pendingObjects() {
        return entries.size() + tables.size();
    }

    /** Frees up to {@code most} blocks and pages; false if nothing is left. */
    boolean step(int most) {
        int left = most;
        while (left > 0 && !(entries.isEmpty() && tables.isEmpty())) {
            Entry entry = entries.peek();
            left -= entry != null ? release(entry, left) : releaseTable(left);
        }
        if (entries.isEmpty() && tables.isEmpty()) {
            pendingBytes = 0;
            return false;
        }
        return true;
    }

    private int release(Entry entry, int most) {
        long before = entry.memoryBytes();
        int freed = entry.release(most);
        if (freed < most) {
            entries.remove();
            pendingBytes -= before;
        } else {
            pendingBytes -= before - entry.memoryBytes();
        }
        return freed + 1;
    }

    private int releaseTable(int most) {
        Table table = tables.element();
        @Nullable Entry entry = table.takeObject();
        if (entry != null) {
            queue(entry);
            return 1;
        }
        long before = table.usedBytes();
        int freed = table.release(most);
        if (freed < most) {
            tables.remove();
            pendingBytes -= before;
        }
        return freed + 1;
    }
}
