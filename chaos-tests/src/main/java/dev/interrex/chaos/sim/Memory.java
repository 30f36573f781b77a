package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import org.jspecify.annotations.Nullable;

/** What a node's engine holds: the value of every key, and the record that wrote it. */
final class Memory {
    private final long[] values;
    private final @Nullable Entry[] writers;
    private long digest;
    /** Records applied. */
    private int applied;

    Memory(int keys) {
        values = new long[keys];
        writers = new Entry[keys];
    }

    private Memory(Memory other) {
        values = other.values.clone();
        writers = other.writers.clone();
        digest = other.digest;
        applied = other.applied;
    }

    Memory copy() {
        return new Memory(this);
    }

    void apply(Entry entry) {
        if (entry.key != Entry.NO_KEY) {
            values[entry.key] = entry.value;
            writers[entry.key] = entry;
        }
        if (entry.otherKey != Entry.NO_KEY) {
            values[entry.otherKey] = entry.value;
            writers[entry.otherKey] = entry;
        }
        digest = Entry.fold(digest, entry);
        applied = entry.index + 1;
    }

    long value(int key) {
        return values[key];
    }

    @Nullable
    Entry writer(int key) {
        return writers[key];
    }

    long digest() {
        return digest;
    }

    int applied() {
        return applied;
    }
}
