package dev.interrex.chaos.sim.invariant;

import dev.interrex.model.GroupTopology;
import org.jspecify.annotations.Nullable;

/** 17: whoever takes over by a planned switchover holds all that its predecessor ever executed. */
public final class SwitchoverLosesNothing extends Invariant {
    public SwitchoverLosesNothing() {
        super(17);
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
