package dev.interrex.chaos.workload;

import java.util.ArrayList;
import java.util.List;

/**
 * One key after the other of one kind, shared by all clients: so that they meet on the same key, and no key gets more operations
 * than a checker can search. Safe for use by several threads.
 */
final class KeyLane {
    private final KeyKind kind;
    private final String prefix;
    private final int operationsPerKey;
    private final List<String> keys = new ArrayList<>();
    private int used;

    /** @param prefix of every key; nothing else in the store begins with it */
    KeyLane(KeyKind kind, String prefix, int operationsPerKey) {
        this.kind = kind;
        this.prefix = prefix;
        this.operationsPerKey = operationsPerKey;
    }

    KeyKind kind() {
        return kind;
    }

    /** The key for one more operation. */
    synchronized String next() {
        if (keys.isEmpty() || used == operationsPerKey) {
            keys.add(prefix + ":" + keys.size());
            used = 0;
        }
        used++;
        return keys.getLast();
    }

    /** Every key handed out so far. */
    synchronized List<String> keys() {
        return List.copyOf(keys);
    }
}
