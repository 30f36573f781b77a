package dev.interrex.chaos.sim.invariant;

/** 13, the part about time: the time of records never runs backwards, whatever wall clocks do. */
public final class LogTimeIsMonotone extends Invariant {
    public LogTimeIsMonotone() {
        super(13);
    }

    public void made(NodeView node, Entry entry) {
        if (entry.before != null && entry.logTimeMs < entry.before.logTimeMs) {
            throw broken(node.member() + " made " + entry + " at " + entry.logTimeMs + " behind one at "
                    + entry.before.logTimeMs);
        }
    }
}
