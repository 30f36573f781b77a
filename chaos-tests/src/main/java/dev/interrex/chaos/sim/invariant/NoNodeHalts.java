package dev.interrex.chaos.sim.invariant;

/** 0: no node ever finds one of its own invariants broken, unless its disk failed it. */
public final class NoNodeHalts extends Invariant {
    public NoNodeHalts() {
        super(0);
    }

    public InvariantViolation halted(NodeView node, String reason) {
        return broken(node.member() + " halted: " + reason);
    }
}
