package dev.interrex.chaos.sim.invariant;

import dev.interrex.model.GroupTopology;
import org.jspecify.annotations.Nullable;

/**
 * 17: whoever takes over by a planned switchover holds all that its predecessor ever executed; and nothing is given up for a process that was
 * gone before the order came.
 */
public final class SwitchoverLosesNothing extends Invariant {
    public SwitchoverLosesNothing() {
        super(17);
    }

    /** @param answered the process whose acks the primary goes by was there when the order came, or later */
    public void handsOver(NodeView old, NodeView target, boolean answered) {
        if (!answered) {
            throw broken(old.member() + " hands over to " + target.member()
                    + " by the acks of a process that was gone before that was ordered");
        }
    }

    /**
     * A new reign was recorded.
     *
     * @param old the predecessor's node, if it is still the process that handed over
     */
    public void recorded(GroupTopology after, @Nullable NodeView old, NodeView successor) {
        if (after.handoverToken().isEmpty() || old == null) {
            return;
        }
        Entry last = old.logSize() == 0 ? null : old.entry(old.logSize() - 1);
        if (last != null && successor.entry(last.index) != last) {
            throw broken(successor.member() + " takes over epoch " + after.epoch() + " without " + last + " of "
                    + old.member());
        }
        if (old.servesReads()) {
            throw broken(old.member() + " still serves after the switchover to " + successor.member());
        }
    }
}
