package dev.interrex.chaos.sim.invariant;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What any primary ever declared committed: one log, which only grows. */
public final class CommittedLog {
    private Entry[] entries = new Entry[1024];
    private final TreeMap<Long, Entry> newestOfReign = new TreeMap<>();
    private int size;
    /** Below, members of the in-sync set have it on their disks; the rest was only adopted at the beginning of a history. */
    private int secured;

    /** Records in it. */
    public int size() {
        return size;
    }

    /** The newest; null while there is none. */
    public @Nullable Entry tip() {
        return size == 0 ? null : entries[size - 1];
    }

    /** The newest that was committed by the rules of the present history, or is on the disk with which it began. */
    public @Nullable Entry securedTip() {
        return secured == 0 ? null : entries[secured - 1];
    }

    public boolean contains(Entry entry) {
        return entry.index < size && entries[entry.index] == entry;
    }

    /** The record at this place; null beyond the end. */
    @Nullable
    Entry at(int index) {
        return index < size ? entries[index] : null;
    }

    /** The newest that was committed in a reign before {@code epoch}; null if none was. */
    @Nullable
    Entry newestBefore(long epoch) {
        Map.Entry<Long, Entry> reign = newestOfReign.lowerEntry(epoch);
        return reign == null ? null : reign.getValue();
    }

    /**
     * A new history begins with what the node has on its disk, in mode memory with what it has in its log: the rest was given up. What it knows to be committed may be of a history
     * that was given up before, and is committed again.
     */
    public void beginsWith(NodeView node, boolean unsynced) {
        int kept = Math.min(size, unsynced ? node.logSize() : node.syncedSize());
        while (kept > 0 && node.entry(kept - 1) != entries[kept - 1]) {
            kept--;
        }
        Entry known = node.entry(node.committedSize() - 1);
        Arrays.fill(entries, kept, size, null);
        size = kept;
        secured = kept;
        if (known != null && known.index >= kept) {
            size = 0;
            put(known);
        }
        forgetReigns();
    }

    /** An operator gave the rest up: the new history begins with all of the node's log, which is synced, and without which nobody may rule. */
    void beginsWithAllOf(NodeView node) {
        Entry last = node.entry(node.logSize() - 1);
        Arrays.fill(entries, 0, size, null);
        size = 0;
        if (last != null) {
            put(last);
        }
        secured = size;
        forgetReigns();
    }

    private void forgetReigns() {
        Entry tip = tip();
        if (tip == null) {
            newestOfReign.clear();
        } else {
            newestOfReign.replaceAll((epoch, newest) -> contains(newest) ? newest : tip);
        }
    }

    /**
     * A later primary of a history that began anew knows more of what was committed in the one before: it has that, tells its followers, and
     * so it is committed again.
     */
    public void adoptedBy(NodeView node) {
        Entry known = node.entry(node.committedSize() - 1);
        boolean goesOn = size == 0 || node.entry(size - 1) == entries[size - 1];
        if (known != null && known.index >= size && goesOn) {
            put(known);
        }
    }

    /** Extends it, in the reign of {@code epoch}, to end with {@code newest}, whose chain leads to the present tip. */
    void extendTo(Entry newest, long epoch) {
        newestOfReign.put(epoch, newest);
        put(newest);
        secured = size;
    }

    private void put(Entry newest) {
        int goal = newest.index + 1;
        while (entries.length < goal) {
            entries = Arrays.copyOf(entries, entries.length * 2);
        }
        Entry entry = newest;
        for (int i = goal - 1; i >= size && entry != null; i--) {
            entries[i] = entry;
            entry = entry.before;
        }
        size = Math.max(size, goal);
    }
}
