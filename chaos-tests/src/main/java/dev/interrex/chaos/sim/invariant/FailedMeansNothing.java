package dev.interrex.chaos.sim.invariant;

import java.util.HashSet;
import java.util.Set;

/** 16: unknown is not failed. What a client was told had not happened is in no log, then or later. */
public final class FailedMeansNothing extends Invariant {
    private final Set<Long> refused = new HashSet<>();
    private final Set<Long> executed = new HashSet<>();

    public FailedMeansNothing() {
        super(16);
    }

    /** A node told the client that this attempt was not executed. */
    public void refused(NodeView node, long attempt) {
        refused.add(attempt);
        if (executed.contains(attempt)) {
            throw broken(node.member() + " refused attempt " + attempt + ", which was executed");
        }
    }

    public void executed(NodeView node, long attempt) {
        if (refused.contains(attempt) || !executed.add(attempt)) {
            throw broken(node.member() + " executed attempt " + attempt + " after it was refused, or twice");
        }
    }
}
