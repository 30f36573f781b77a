package dev.interrex.chaos.sim.invariant;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** 2: an epoch and an LSN name one record, and one sequence of records before it. */
public final class OneRecordPerPosition extends Invariant {
    private final Map<Long, Entry> newestOfEpoch = new HashMap<>();

    public OneRecordPerPosition() {
        super(2);
    }

    /** A primary made a record. */
    public void made(NodeView node, Entry entry) {
        Entry newest = newestOfEpoch.put(entry.epoch, entry);
        if (newest != null && entry.before != newest) {
            throw broken(node.member() + " made " + entry + " behind " + entry.before + ", but " + newest
                    + " was made in that epoch");
        }
        if (entry.before != null && entry.before.epoch > entry.epoch) {
            throw broken(node.member() + " made " + entry + " behind the newer " + entry.before);
        }
    }

    /** A replica's log that ended with {@code last} takes {@code entry}. */
    public void taken(NodeView node, @Nullable Entry last, Entry entry) {
        if (entry.before != last) {
            throw broken(node.member() + " took " + entry + ", made behind " + entry.before
                    + ", into a log that ends with " + last);
        }
    }
}
