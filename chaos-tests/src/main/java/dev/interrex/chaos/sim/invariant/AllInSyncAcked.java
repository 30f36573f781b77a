package dev.interrex.chaos.sim.invariant;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** 5: nothing is committed that any member of the recorded in-sync set does not hold on its disk; in mode memory, in its log. */
public final class AllInSyncAcked extends Invariant {
    /** Nobody need have heard of a crash before: the slowest network takes so long. */
    private static final long UNHEARD_NANOS = 15_000_000;

    private final long stallNanos;

    /** What makes {@code version}. */
    private record Proposed(long version, Set<MemberId> isr) {}

    private final Function<String, @Nullable NodeView> nodes;
    private final Map<Proposed, Long> proposedNanos = new HashMap<>();

    /**
     * @param nodes by node id
     * @param stallNanos a primary takes a follower that it heard so shortly ago for alive
     */
    public AllInSyncAcked(Function<String, @Nullable NodeView> nodes, long stallNanos) {
        super(5);
        this.nodes = nodes;
        this.stallNanos = stallNanos;
    }

    /**
     * A set was recorded: as any member of it may be promoted from now on, each must hold all that is committed. One that lost some of it
     * while it was a member, which it is from the moment when it is proposed, or so shortly before that
     * nobody could know, cannot be helped; but it must not become one. Nobody knows of a crash before the member is back, or has been
     * silent for too long; meanwhile the record of its start keeps it from being chosen.
     *
     * @param tip the newest that is; null if nothing is
     */
    public void recorded(@Nullable GroupTopology before, GroupTopology topology, @Nullable Entry tip) {
        if (tip == null) {
            return;
        }
        for (MemberId member : topology.isr()) {
            NodeView node = nodes.apply(member.nodeId());
            boolean joins =
                    before != null && !before.inSync(member) && node != null && !lostSinceProposed(topology, node);
            boolean judged = node != null && node.member().equals(member) && (joins || !node.rolledBack());
            if (judged && !holds(topology, node, tip)) {
                throw broken(member + " was recorded in sync, but has only " + node.syncedSize() * (long) Entry.BYTES
                        + " on its disk, and not " + tip + ", which is committed");
            }
        }
    }

    /** A primary asks for a set. */
    public void proposed(long version, Set<MemberId> isr, long nowNanos) {
        proposedNanos.putIfAbsent(new Proposed(version, isr), nowNanos);
    }

    private boolean lostSinceProposed(GroupTopology topology, NodeView node) {
        Long proposed = proposedNanos.get(new Proposed(topology.version(), Set.copyOf(topology.isr())));
        // Who is back has told the primary so.
        long unheardNanos = node.up() ? UNHEARD_NANOS : stallNanos + UNHEARD_NANOS;
        return proposed != null && node.lostNanos() > proposed - unheardNanos;
    }

    private static boolean holds(GroupTopology topology, NodeView node, Entry entry) {
        return topology.commitMode() == CommitMode.MEMORY ? node.has(entry) : node.hasSynced(entry);
    }

    /** @param recorded the newest state of the primary's epoch in the sentinels' log */
    public void committed(NodeView primary, Entry entry, GroupTopology recorded) {
        if (recorded.isr().size() < recorded.minIsr()) {
            throw broken(primary.member() + " commits " + entry + " with an in-sync set of " + recorded.isr());
        }
        for (MemberId member : recorded.isr()) {
            NodeView node = nodes.apply(member.nodeId());
            boolean judged = node != null && node.member().equals(member) && !node.rolledBack();
            if (judged && !holds(recorded, node, entry)) {
                throw broken(primary.member() + " commits " + entry + " in epoch " + recorded.epoch() + ", but "
                        + member + " of the in-sync set has only " + node.syncedSize() * (long) Entry.BYTES
                        + " on its disk, and " + node.entry(entry.index) + " there");
            }
        }
    }
}
