package dev.interrex.node.engine;

import java.util.ArrayList;
import java.util.List;

/** Entries that a mutator is changing, until it says that their key has changed: they are packed then, if they can be. */
final class Changing {
    /** Those of a mutator that forgets to say so stay objects, which is right, only larger than need be. */
    private static final int MOST = 64;

    private final List<Entry> entries = new ArrayList<>();

    void add(Entry entry) {
        if (!entries.contains(entry)) {
            if (entries.size() == MOST) {
                entries.removeFirst();
            }
            entries.add(entry);
        }
    }

    void remove(Entry entry) {
        entries.remove(entry);
    }

    /** The key is complete. */
    void settle(Slice key, Keys keys) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            Entry entry = entries.get(i);
            if (key.contentEquals(entry.key)) {
                entries.remove(i);
                if (Table.isObject(entry.ref)) {
                    keys.pack(entry);
                }
            }
        }
    }
}
