package dev.interrex.chaos.sim.invariant;

import java.util.List;

/** 8: two nodes never serve at overlapping times. */
public final class OneServes extends Invariant {
    private final List<? extends NodeView> nodes;
    private long newestServingEpoch;
    private long firstEpoch;

    public OneServes(List<? extends NodeView> nodes) {
        super(8);
        this.nodes = nodes;
    }

    /** What was before that epoch was given up: who has not heard it yet may serve on. */
    public void givenUpFrom(long epoch) {
        firstEpoch = epoch;
    }

    /**
     * A primary begins to serve: no other may still believe in its lease. One that stood still for long begins without a lease,
     * and answers nothing until it gets one.
     */
    public void serves(NodeView node, long epoch) {
        if (!node.servesReads()) {
            return;
        }
        newestServingEpoch = Math.max(newestServingEpoch, epoch);
        for (int i = 0; i < nodes.size(); i++) {
            NodeView other = nodes.get(i);
            if (other != node && other.epoch() >= firstEpoch && other.servesReads()) {
                throw broken(node.member() + " serves in epoch " + epoch + " while " + other.member()
                        + " still serves in epoch " + other.epoch());
            }
        }
    }

    /** A primary answers a read by its lease alone. */
    public void readsByLease(NodeView node, long epoch) {
        if (epoch < newestServingEpoch) {
            throw broken(node.member() + " reads by its lease of epoch " + epoch + " while epoch " + newestServingEpoch
                    + " is served");
        }
    }
}
