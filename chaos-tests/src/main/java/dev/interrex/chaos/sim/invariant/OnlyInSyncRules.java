package dev.interrex.chaos.sim.invariant;

import dev.interrex.model.GroupTopology;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** 12: only an incarnation of the recorded in-sync set becomes primary; an empty node never does over data. */
public final class OnlyInSyncRules extends Invariant {
    public OnlyInSyncRules() {
        super(12);
    }

    public void recorded(@Nullable GroupTopology before, GroupTopology after) {
        if (after.isr().stream().anyMatch(after::abandoned)) {
            throw broken("of " + after.isr() + " in epoch " + after.epoch() + " some belong to a history given up");
        }
        if (before != null && after.losses().size() > before.losses().size()) {
            if (!after.isr().equals(List.of(after.primary()))) {
                throw broken("a new history begins with " + after.isr());
            }
        } else if (before != null && !before.isr().contains(after.primary())) {
            throw broken(
                    after.primary() + " was made primary of epoch " + after.epoch() + ", in sync were " + before.isr());
        }
    }

    /** @param committed whether anything ever was */
    public void reignBegins(NodeView node, GroupTopology topology, boolean committed) {
        if (!topology.primary().equals(node.member())) {
            throw broken(node.member() + " rules epoch " + topology.epoch() + ", recorded is " + topology.primary());
        }
        if (committed && node.logSize() == 0 && topology.losses().isEmpty()) {
            throw broken("the empty " + node.member() + " rules epoch " + topology.epoch());
        }
    }
}
