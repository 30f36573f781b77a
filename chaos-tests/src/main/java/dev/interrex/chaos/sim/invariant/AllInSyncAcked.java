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
    /** The last message of a process may be under way for so long when it ends. */
    private static final long ON_THE_WAY_NANOS = 15_000_000;

    private final long stallNanos;

    /** What makes {@code version}. */
    private record Proposed(long version, Set<MemberId> isr) {}

    /**
     * When a set was first proposed, and what its primary could not know.
     *
     * @param unheard members of it by whose last process the primary goes still: it heard of no other
     */
    private record Proposal(long nanos, Set<MemberId> unheard) {}

    private final Function<String, @Nullable NodeView> nodes;
    private final Map<Proposed, Proposal> proposals = new HashMap<>();

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
     * while it was a member, which it is from the moment when it is proposed, cannot be helped; nor can one whose crash
     * nobody had a way to know: the member had not been silent for too long, and if it was back, its new process had reached neither the
     * primary nor the sentinel that recorded the set. Meanwhile the record of its start keeps it from being chosen. Any other must not
     * become a member.
     *
     * @param tip the newest that is; null if nothing is
     * @param seen members of whose present process the recording sentinel knew
     */
    public void recorded(
            @Nullable GroupTopology before, GroupTopology topology, @Nullable Entry tip, Set<MemberId> seen) {
        if (tip == null) {
            return;
        }
        for (MemberId member : topology.isr()) {
            NodeView node = nodes.apply(member.nodeId());
            boolean joins = before != null
                    && !before.inSync(member)
                    && node != null
                    && !lostSinceProposed(topology, node, seen);
            boolean judged =
                    node != null && node.member().equals(member) && (joins || !(node.rolledBack() || node.lost(tip)));
            if (judged && !holds(topology, node, tip)) {
                throw broken(member + " was recorded in sync, but has only " + node.syncedSize() * (long) Entry.BYTES
                        + " on its disk, and not " + tip + ", which is committed");
            }
        }
    }

    /**
     * A primary asks for a set.
     *
     * @param unheard members that are down, or started again, of which the primary has only heard the process before that
     */
    public void proposed(long version, Set<MemberId> isr, Set<MemberId> unheard, long nowNanos) {
        proposals.putIfAbsent(new Proposed(version, isr), new Proposal(nowNanos, unheard));
    }

    private boolean lostSinceProposed(GroupTopology topology, NodeView node, Set<MemberId> seen) {
        Proposal proposal = proposals.get(new Proposed(topology.version(), Set.copyOf(topology.isr())));
        if (proposal == null) {
            return false;
        }
        boolean unheard = proposal.unheard.contains(node.member()) && !seen.contains(node.member());
        long unheardNanos = unheard ? stallNanos + ON_THE_WAY_NANOS : 0;
        return node.lostNanos() > proposal.nanos - unheardNanos;
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
