package dev.interrex.chaos.sim.invariant;

/** 14: who reads both keys of a MULTI sees the same one in both. */
public final class AllOrNothing extends Invariant {
    public AllOrNothing() {
        super(14);
    }

    public void answered(NodeView node, int key, long value, int otherKey, long otherValue) {
        if (value != otherValue) {
            throw broken(node.member() + " answered " + value + " for key " + key + " and " + otherValue + " for key "
                    + otherKey + ", which are only written together");
        }
    }
}
