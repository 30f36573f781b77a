package dev.interrex.chaos.sim.invariant;

/** 7: nobody takes or acks anything of an epoch other than the one on its disk. */
public final class NoLowerEpoch extends Invariant {
    public NoLowerEpoch() {
        super(7);
    }

    public void acks(NodeView node, long epoch) {
        check(node, epoch, "acks in");
    }

    public void takes(NodeView node, long epoch) {
        check(node, epoch, "takes records of");
    }

    public void rules(NodeView node, long epoch) {
        check(node, epoch, "rules");
    }

    private void check(NodeView node, long epoch, String what) {
        if (epoch != node.persistedEpoch()) {
            throw broken(node.member() + " " + what + " epoch " + epoch + ", on its disk is " + node.persistedEpoch());
        }
    }
}
