package dev.interrex.node.replication.core;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reign of one primary: which LSN is committed, whether the lease holds, which in-sync set to ask for.
 *
 * <p><b>The maximal in-sync set.</b> A record is committed once every member of <i>recorded ∪ proposed</i> has acked it, for
 * every proposal that may still be decided. An addition counts from the moment it is proposed, because the sentinels may
 * promote the new member before this node learns that it was added. A removal counts only once it was <i>observed</i>, because
 * until then the sentinels may promote the removed one. (KIP-497; invariant 5.)
 *
 * <p>Fields obey: {@code highWatermark <= min(acked) <= leo}; the high watermark never falls; {@code proposals} all carry
 * {@code topology.version()}: a topology with a higher version decides every one of them.
 *
 * <p>Pure; owned by the node's event loop or by the simulation.
 */
public final class CommitRule {
    private final MemberId self;
    private final long epoch;
    private final CommitMode mode;
    private final ReplicationLimits limits;
    /** End of the barrier: whoever holds that holds all that earlier reigns committed, of which {@code highWatermark} may not know. */
    private final long barrierEndLsn;

    private final Map<MemberId, FollowerProgress> followers = new HashMap<>();

    private GroupTopology topology;
    private final List<IsrChange> proposals = new ArrayList<>();
    /** From then on the newest proposal may be followed by another one. */
    private long nextProposalNanos;
    /** recorded ∪ every proposed set, without this node. */
    private List<FollowerProgress> maximalFollowers = new ArrayList<>();

    private long leo;
    private long localDurableLsn;
    private long highWatermark;
    private boolean leaseGivenUp;

    /**
     * @param topology names {@code self} as primary
     * @param mode when acks count; a group's own mode, or NONE on a standalone node
     * @param highWatermark highest commit position this node ever knew; where the reign begins to count from. More may be committed
     * @param leo end of the log, the barrier of this reign included
     */
    public CommitRule(
            MemberId self,
            GroupTopology topology,
            CommitMode mode,
            ReplicationLimits limits,
            long highWatermark,
            long leo,
            long localDurableLsn,
            long nowNanos) {
        if (!topology.primary().equals(self) || !topology.inSync(self)) {
            throw new IllegalArgumentException(self + " is not the primary of " + topology);
        }
        this.self = self;
        this.epoch = topology.epoch();
        this.mode = mode;
        this.limits = limits;
        this.barrierEndLsn = leo;
        this.topology = topology;
        this.highWatermark = highWatermark;
        this.leo = leo;
        this.localDurableLsn = localDurableLsn;
        rebuildMaximalSet(nowNanos);
        advance();
    }

    // ---- facts -----------------------------------------------------------------------------------------------

    /** Whether nobody else is in the recorded in-sync set. */
    public boolean alone() {
        return topology.isr().size() == 1;
    }

    /** The log now ends at {@code newLeo}. */
    public void onAppended(long newLeo, long nowNanos) {
        if (newLeo < leo) {
            throw new IllegalStateException("the log of a reign shrank from " + leo + " to " + newLeo);
        }
        for (FollowerProgress follower : followers.values()) {
            follower.onLogGrew(mode, leo, nowNanos);
        }
        leo = newLeo;
        advance();
    }

    /** This node's own disk holds everything below {@code lsn}. */
    public void onLocalDurable(long lsn) {
        localDurableLsn = Math.max(localDurableLsn, lsn);
        advance();
    }

    /** A follower's stream of this epoch was accepted; it is on it in that start of its process. */
    public void onConnected(MemberBoot start, long nowNanos) {
        progress(start.member(), nowNanos).connected(start, nowNanos);
    }

    /** A follower's stream ended. What it acked stays acked; its promise runs out by itself. */
    public void onDisconnected(MemberId member, long nowNanos) {
        progress(member, nowNanos).disconnected();
    }

    /** Whether {@code ack} may be true: nobody holds what was never sent, or echoes what was not sent yet. */
    public boolean believes(FollowerAck ack, long receivedNanos) {
        return ack.receivedLsn() <= leo
                && ack.durableLsn() <= ack.receivedLsn()
                && ack.echoSendNanos() <= receivedNanos;
    }

    /** An ack arrived; one of another epoch, or beyond the end of the log, is refused. */
    public void onAck(MemberId member, FollowerAck ack, long nowNanos) {
        if (ack.epoch() != epoch) {
            return;
        }
        if (ack.receivedLsn() > leo || ack.durableLsn() > ack.receivedLsn()) {
            throw new IllegalStateException("impossible ack " + ack + " of " + member + ", log ends at " + leo);
        }
        progress(member, nowNanos).onAck(ack, mode, leo, limits.lagLimitBytes(), nowNanos);
        advance();
    }

    /** A follower is about to stop: it is not wanted in sync any more, unless too few would be left. */
    public void onLeaving(MemberId member, long nowNanos) {
        progress(member, nowNanos).leaves();
    }

    /** A newer recorded state of the same epoch: every outstanding proposal is decided by it. */
    public void onTopology(GroupTopology newer, long nowNanos) {
        if (newer.epoch() != epoch || newer.version() <= topology.version()) {
            throw new IllegalArgumentException("not a newer state of this epoch: " + newer);
        }
        topology = newer;
        proposals.clear();
        rebuildMaximalSet(nowNanos);
        advance();
    }

    // ---- the lease -------------------------------------------------------------------------------------------

    /**
     * True while every member of the maximal set has promised not to serve as a later primary, counted from the send time of
     * what it acked, with a fifth in hand for clock drift. Trivially true for a set of one.
     */
    public boolean leaseValid(long nowNanos) {
        if (leaseGivenUp) {
            return false;
        }
        for (int i = 0; i < maximalFollowers.size(); i++) {
            if (!maximalFollowers.get(i).promiseHolds(limits.leaseNanos(), nowNanos)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The latest time t such that every member of the maximal set acked something sent at or after t: whatever was read before
     * t was read while nobody else reigned. {@code Long.MAX_VALUE} for a set of one, {@code Long.MIN_VALUE} before all acked.
     */
    public long confirmedSendNanos() {
        long confirmed = leaseGivenUp ? Long.MIN_VALUE : Long.MAX_VALUE;
        for (int i = 0; i < maximalFollowers.size(); i++) {
            confirmed = Math.min(confirmed, maximalFollowers.get(i).ackedSendNanos());
        }
        return confirmed;
    }

    /** For a planned switchover: from here on this node serves nothing in this epoch. Cannot be undone. */
    public void giveUpLease() {
        leaseGivenUp = true;
    }

    // ---- the in-sync set -------------------------------------------------------------------------------------

    /**
     * The in-sync set this node should ask for now, or null if the recorded one is right or a proposal is under way. The caller
     * sends the result to the sentinels and repeats every one of {@link #proposals()} until a newer topology arrives.
     *
     * @param proposalId id for a new proposal, random
     */
    public @Nullable IsrChange propose(String proposalId, long nowNanos) {
        boolean waiting = !proposals.isEmpty();
        if (waiting && nowNanos - nextProposalNanos < 0) {
            return null;
        }
        Set<MemberId> wanted = wantedIsr(nowNanos);
        boolean asRecorded = wanted.equals(Set.copyOf(topology.isr()));
        if (wanted.size() < topology.minIsr() || (asRecorded && !waiting)) {
            return null;
        }
        nextProposalNanos = nowNanos + limits.isrRetryNanos();
        IsrChange change = new IsrChange(proposalId, epoch, topology.version(), wanted, joining(wanted));
        if (proposals.stream().anyMatch(change::asksForTheSame)) {
            return null;
        }
        proposals.add(change);
        rebuildMaximalSet(nowNanos);
        return change;
    }

    /**
     * The leading sentinel did not take {@code proposalId} up. That decides nothing, as another one may have, so the proposal counts on
     * until a newer topology decides it; but whom this node wants is looked at again soon. False if that is not news.
     */
    public boolean onRefused(String proposalId, long nowNanos) {
        if (proposals.isEmpty() || !proposals.getLast().proposalId().equals(proposalId)) {
            return false;
        }
        long soon = nowNanos + limits.isrRefusedRetryNanos();
        if (nextProposalNanos - soon <= 0) {
            return false;
        }
        nextProposalNanos = soon;
        return true;
    }

    /** In mode MEMORY a member that started again may have lost what it acked; what it acks now is another reason to want it. */
    private Set<MemberBoot> joining(Set<MemberId> wanted) {
        Set<MemberBoot> joining = new HashSet<>();
        for (MemberId member : wanted) {
            FollowerProgress follower = followers.get(member);
            if (follower != null && !topology.inSync(member)) {
                joining.add(follower.start());
            }
        }
        return joining;
    }

    private Set<MemberId> wantedIsr(long nowNanos) {
        Set<MemberId> wanted = new HashSet<>();
        for (MemberId member : topology.isr()) {
            if (member.equals(self) || !stalled(progress(member, nowNanos), nowNanos)) {
                wanted.add(member);
            }
        }
        boolean shortOfMembers = wanted.size() < topology.minIsr();
        for (FollowerProgress follower : followers.values()) {
            if (!wanted.contains(follower.member()) && mayJoin(follower, shortOfMembers, nowNanos)) {
                wanted.add(follower.member());
            }
        }
        return wanted;
    }

    /**
     * A newcomer must hold everything committed, by this reign and by earlier ones (Kafka had to add the latter: KAFKA-7128). Where
     * writes stand still for want of members it need not prove itself first.
     */
    private boolean mayJoin(FollowerProgress follower, boolean urgent, long nowNanos) {
        return topology.node(follower.member().nodeId()).isPresent()
                && follower.ackedLsn(mode) >= Math.max(highWatermark, barrierEndLsn)
                && (urgent
                        ? follower.connected() && follower.ackedLsn(mode) >= leo
                        : follower.closeFor(limits.isrRejoinNanos(), nowNanos))
                && !stalled(follower, nowNanos);
    }

    /** A stall also begins the time anew in which a follower must keep up before it joins: else it would be back with its first ack. */
    private boolean stalled(FollowerProgress follower, long nowNanos) {
        boolean stalled = follower.stalled(mode, leo, limits.isrStallNanos(), nowNanos);
        if (stalled) {
            follower.onStalled();
        }
        return stalled;
    }

    private void rebuildMaximalSet(long nowNanos) {
        Set<MemberId> maximal = new HashSet<>(topology.isr());
        for (IsrChange proposal : proposals) {
            maximal.addAll(proposal.isr());
        }
        maximal.remove(self);
        List<FollowerProgress> rebuilt = new ArrayList<>(maximal.size());
        for (MemberId member : maximal) {
            rebuilt.add(progress(member, nowNanos));
        }
        maximalFollowers = rebuilt;
    }

    private FollowerProgress progress(MemberId member, long nowNanos) {
        return followers.computeIfAbsent(member, id -> new FollowerProgress(id, nowNanos));
    }

    private void advance() {
        if (topology.isr().size() < topology.minIsr()) {
            return;
        }
        long committed = mode == CommitMode.DURABLE ? localDurableLsn : leo;
        for (int i = 0; i < maximalFollowers.size(); i++) {
            committed = Math.min(committed, maximalFollowers.get(i).ackedLsn(mode));
        }
        highWatermark = Math.max(highWatermark, committed);
    }

    // ---- what others ask -------------------------------------------------------------------------------------

    /** Everything below is committed. */
    public long highWatermark() {
        return highWatermark;
    }

    public long epoch() {
        return epoch;
    }

    public CommitMode mode() {
        return mode;
    }

    public long leo() {
        return leo;
    }

    public GroupTopology topology() {
        return topology;
    }

    public List<IsrChange> proposals() {
        return List.copyOf(proposals);
    }

    public Collection<FollowerProgress> followers() {
        return followers.values();
    }

    /** How far {@code member}'s acks count; -1 where it has not acked in this epoch. */
    public long ackedLsn(MemberId member) {
        FollowerProgress follower = followers.get(member);
        return follower == null ? -1 : follower.ackedLsn(mode);
    }

    /** Whether {@code member} acked something that was sent at that time or later. */
    public boolean answeredSince(MemberId member, long sinceNanos) {
        FollowerProgress follower = followers.get(member);
        return follower != null && follower.answeredSince(sinceNanos);
    }

    /** Whether {@code member} has a stream in this epoch. */
    public boolean isConnected(MemberId member) {
        FollowerProgress follower = followers.get(member);
        return follower != null && follower.connected();
    }

    /** Whether at least half of the recorded in-sync followers acked within the stall limit: if not, this node is cut off. */
    public boolean reachesIsr(long nowNanos) {
        int others = 0;
        int silent = 0;
        for (MemberId member : topology.isr()) {
            if (!member.equals(self)) {
                others++;
                if (nowNanos - progress(member, nowNanos).lastAckNanos() > limits.isrStallNanos()) {
                    silent++;
                }
            }
        }
        return 2 * silent <= others;
    }
}
