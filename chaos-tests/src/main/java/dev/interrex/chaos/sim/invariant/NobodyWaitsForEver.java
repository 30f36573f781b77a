package dev.interrex.chaos.sim.invariant;

/** 18, too: clients of a primary that hands over are executed or sent away, whoever succeeds it. */
public final class NobodyWaitsForEver extends Invariant {
    /** The longest switchover and the longest wait for a successor, on clocks that drift, and a tick. */
    private static final long LIMIT_MS = 1_000;

    public NobodyWaitsForEver() {
        super(18);
    }

    /** A primary begins to serve. */
    public void serves(NodeView node) {
        if (node.keepsClientsWaiting()) {
            throw broken(node.member() + " serves in epoch " + node.epoch() + ", but keeps its clients waiting");
        }
    }

    /** A command waits: at a primary that prepares to hand over, at one that has, for the next epoch, or for the successor to serve. */
    public void waits(NodeView node, long forMs) {
        if (forMs > LIMIT_MS) {
            throw broken(node.member() + " has kept a client waiting for " + forMs + " ms in epoch " + node.epoch());
        }
    }
}
