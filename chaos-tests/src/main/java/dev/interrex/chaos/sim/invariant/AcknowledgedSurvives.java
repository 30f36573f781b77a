package dev.interrex.chaos.sim.invariant;

import dev.interrex.model.GroupTopology;
import org.jspecify.annotations.Nullable;

/** 3: what was committed is in every later primary's log; nothing that contradicts it is ever committed. */
public final class AcknowledgedSurvives extends Invariant {
    private final CommittedLog committed;

    public AcknowledgedSurvives(CommittedLog committed) {
        super(3);
        this.committed = committed;
    }

    /** An operator gave up all that the node has not: nothing of what it has may get lost now. */
    public void historyBegins(NodeView node) {
        if (node.syncedSize() < node.logSize()) {
            throw broken("a new history begins with what " + node.member() + " has, " + node.logSize()
                    + " records, of which only " + node.syncedSize() + " are on its disk");
        }
        committed.beginsWithAllOf(node);
    }

    /** A reign that is begun late, when a later one has committed more already, need not have that. */
    public void reignBegins(NodeView node, long epoch) {
        Entry tip = committed.newestBefore(epoch);
        if (tip != null && !node.holds(tip)) {
            throw broken(node.member() + " rules epoch " + epoch + " without " + tip + ", which was committed; it has "
                    + node.entry(tip.index) + " there, its log ends at " + node.logSize() * (long) Entry.BYTES);
        }
    }

    /** A primary declares {@code entry} and all before it committed. */
    public void committed(NodeView node, Entry entry, long epoch) {
        Entry tip = committed.tip();
        boolean agrees = tip == null || (entry.index <= tip.index ? committed.contains(entry) : node.holds(tip));
        if (!agrees) {
            throw broken(node.member() + " commits " + entry + " against " + tip + ", which was committed before");
        }
        if (tip == null || entry.index > tip.index) {
            committed.extendTo(entry, epoch);
        }
    }

    /** A history was given up though that member of the in-sync set has all of it, and said so. */
    public void givenUpNeedlessly(NodeView node, GroupTopology after) {
        throw broken("epoch " + after.epoch() + " goes on with what " + after.primary() + " has, though "
                + node.member() + " has everything");
    }

    /** A client was told that its write took effect. */
    public void acknowledged(NodeView node, @Nullable Entry entry) {
        if (entry != null && !committed.contains(entry)) {
            throw broken(node.member() + " acknowledged " + entry + ", which is not committed");
        }
    }
}
