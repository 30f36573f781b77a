package dev.interrex.chaos.sim.invariant;

import org.jspecify.annotations.Nullable;

/** 4: no node ever cuts off what was committed. */
public final class NoCutBelowHighWatermark extends Invariant {
    private final CommittedLog committed;

    public NoCutBelowHighWatermark(CommittedLog committed) {
        super(4);
        this.committed = committed;
    }

    /** @param firstCut the oldest record that goes; null if none does */
    public void cut(NodeView node, @Nullable Entry firstCut) {
        if (firstCut != null && committed.contains(firstCut)) {
            throw broken(node.member() + " cuts off " + firstCut + ", which is committed");
        }
    }

    /** A snapshot at {@code last} replaces the log. */
    public void replaced(NodeView node, Entry last) {
        if (!committed.contains(last)) {
            throw broken(node.member() + " installs a snapshot at " + last + ", which is not committed");
        }
    }
}
