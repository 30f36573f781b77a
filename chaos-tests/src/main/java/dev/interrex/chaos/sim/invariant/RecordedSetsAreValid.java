package dev.interrex.chaos.sim.invariant;

import dev.interrex.model.GroupTopology;
import org.jspecify.annotations.Nullable;

/** 6: every recorded in-sync set has at least min-isr members; every change builds on the state before it. */
public final class RecordedSetsAreValid extends Invariant {
    public RecordedSetsAreValid() {
        super(6);
    }

    public void recorded(@Nullable GroupTopology before, GroupTopology after) {
        // A set that a data loss left too small may grow, and stay, but not shrink.
        boolean givesUp =
                before != null && after.losses().size() > before.losses().size();
        int fewest = before == null
                ? after.minIsr()
                : Math.min(after.minIsr(), before.isr().size());
        if ((after.isr().size() < fewest && !givesUp) || !after.isr().contains(after.primary())) {
            throw broken("recorded " + after);
        }
        if (before == null) {
            return;
        }
        if (after.version() != before.version() + 1 || after.epoch() < before.epoch()) {
            throw broken("recorded " + after + " behind " + before);
        }
        if (!after.primary().equals(before.primary()) && after.epoch() == before.epoch()) {
            throw broken("two primaries recorded in epoch " + after.epoch());
        }
    }
}
