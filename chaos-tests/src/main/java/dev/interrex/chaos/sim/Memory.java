package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.chaos.sim.invariant.SessionEffect;
import org.jspecify.annotations.Nullable;

/** What a node's engine holds: the value of every key, and the record that wrote it. */
final class Memory {
    private final long[] values;
    private final @Nullable Entry[] writers;
    private final SessionTable sessions;
    private long digest;
    /** Records applied. */
    private int applied;

    Memory(int keys) {
        values = new long[keys];
        writers = new Entry[keys];
        sessions = new SessionTable();
    }

    private Memory(Memory other) {
        values = other.values.clone();
        writers = other.writers.clone();
        sessions = other.sessions.copy();
        digest = other.digest;
        applied = other.applied;
    }

    Memory copy() {
        return new Memory(this);
    }

    /** What the primary did when it made the record. */
    void replay(Entry entry) {
        SessionEffect said = entry.session;
        if (said != null) {
            sessions.apply(said);
        }
        apply(entry);
    }

    /** But for its sessions, which the primary changes when it makes the record. */
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

    SessionTable sessions() {
        return sessions;
    }

    long digest() {
        return digest;
    }

    int applied() {
        return applied;
    }
}
