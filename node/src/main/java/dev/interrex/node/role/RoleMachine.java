package dev.interrex.node.role;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.ReplicationLimits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The role of this node and its epoch.
 *
 * <pre>
 *                  topology names another          topology e' &gt; e names this node
 *   UNASSIGNED ───────────────────────────► REPLICA ───────────────────────────► PROMOTING
 *       ▲   └──── topology e' &gt; e names this node ──────────────────────────────►    │ barrier committed,
 *       │                                      ▲ ▲                                   │ promise lapsed
 *       │ named primary of an epoch that it    │ └───── topology e' &gt; e ─────────┐   ▼
 *       │ must not serve in (it restarted)     └──── topology e' &gt; e ─────── PRIMARY
 *       │                                                                        │ switchover: all held by the target
 *       └──────────────────────────────────────── topology e' &gt; e ◄──────── HANDED_OVER
 * </pre>
 *
 * Every transition to another epoch persists it first. A node that finds itself named primary of an epoch that it had already
 * persisted when it started, or that was given to an earlier start, must not serve in it: what it promised or answered then is forgotten.
 * It waits for a new epoch.
 *
 * <p>Time is monotonic nanoseconds, passed in.
 */
public final class RoleMachine {
    private MemberId self;
    /** The start of this process. */
    private MemberBoot boot;

    private final String group;
    private final ReplicationLimits limits;
    private final RoleActions actions;

    private Role role = Role.UNASSIGNED;
    /** Highest epoch persisted. */
    private long epoch;

    private @Nullable GroupTopology topology;
    /** Present exactly in PROMOTING, PRIMARY and HANDED_OVER. */
    private @Nullable CommitRule reign;

    private long barrierEndLsn;
    private long highWatermarkSeen;
    /** Until then this node promised not to serve as a new primary: a restarted node assumes that it had just promised. */
    private long promisedUntilNanos;

    private long heardPrimaryNanos;
    private boolean heardPrimary;
    private boolean needsNewEpoch;
    private @Nullable Switchover switchover;

    /** @param beganNanos when the order came */
    private record Switchover(String token, MemberId target, long beganNanos, long deadlineNanos) {}

    /**
     * @param boot this node, and the start of this process
     * @param persistedEpoch what the disk says; 0 on a blank node
     */
    public RoleMachine(
            MemberBoot boot,
            String group,
            long persistedEpoch,
            ReplicationLimits limits,
            RoleActions actions,
            long nowNanos) {
        this.self = boot.member();
        this.boot = boot;
        this.group = group;
        this.epoch = persistedEpoch;
        this.limits = limits;
        this.actions = actions;
        this.promisedUntilNanos = nowNanos + limits.promiseNanos();
    }

    // ---- topology --------------------------------------------------------------------------------------------

    /** A committed state of the group arrived from a sentinel. Old news is ignored. */
    public void onTopology(GroupTopology news, long nowNanos) {
        if (!news.group().equals(group) || news.epoch() < epoch) {
            return;
        }
        if (topology != null && news.version() <= topology.version()) {
            return;
        }
        boolean newEpoch = news.epoch() > epoch;
        if (newEpoch) {
            leaveEpoch();
            actions.persistEpoch(news.epoch());
            epoch = news.epoch();
            needsNewEpoch = false;
        }
        GroupTopology before = topology;
        topology = news;
        if (reign == null && news.rolledBack(boot)) {
            becomeAnother(
                    "the data directory is an older copy of itself: the sentinels saw a later start of it than this"
                            + " one, which is number " + boot.counter());
        } else if (reign == null && news.abandoned(self)) {
            becomeAnother("this data belongs to a history of the group that an operator gave up");
        }
        if (news.primary().equals(self)) {
            namedPrimary(news, newEpoch, nowNanos);
        } else {
            followPrimaryOf(news, newEpoch, before);
        }
    }

    /**
     * What the sentinels know under this node's name is not what it has: they saw a later start of this very disk, so that it is an older
     * copy, and has lost what it had acked since; or its history was given up. A primary that hears this, of whose disk somebody runs a
     * copy, is deposed by them first.
     */
    private void becomeAnother(String why) {
        if (role == Role.REPLICA) {
            actions.stopFollowing();
        }
        role = Role.UNASSIGNED;
        needsNewEpoch = false;
        self = actions.renewIncarnation(why);
        boot = new MemberBoot(self, boot.counter(), boot.id());
    }

    private void leaveEpoch() {
        switchover = null;
        switch (role) {
            case REPLICA -> actions.stopFollowing();
            case PROMOTING, PRIMARY, HANDED_OVER -> {
                reign = null;
                actions.stopServing();
                actions.endReign();
            }
            case UNASSIGNED -> {}
        }
        role = Role.UNASSIGNED;
        heardPrimary = false;
    }

    private void namedPrimary(GroupTopology news, boolean newEpoch, long nowNanos) {
        CommitRule current = reign;
        if (current != null) {
            current.onTopology(news, nowNanos);
            afterProgress(nowNanos);
        } else if (!newEpoch || news.choseAnother(boot)) {
            // An earlier process may have served in this epoch: it is on disk, or it should be, but the disk is an
            // older copy.
            awaitNewEpoch("from before this start");
        } else if (news.commitMode() == CommitMode.DURABLE && actions.logEnd().lsn() < news.committedLsn()) {
            awaitNewEpoch("without what was committed up to " + news.committedLsn() + "; the log ends at "
                    + actions.logEnd().lsn());
        } else {
            promote(news, nowNanos);
        }
    }

    /**
     * It was chosen for what it had then. A proposal may take effect long after it was made, and a switchover rests on what the target
     * acked: if the disk was replaced by an older copy meanwhile, nobody else can know in time.
     */
    private void awaitNewEpoch(String why) {
        needsNewEpoch = true;
        role = Role.UNASSIGNED;
        actions.note("named primary of epoch " + epoch + " " + why + "; waiting for a new epoch");
    }

    private void promote(GroupTopology news, long nowNanos) {
        if (!news.inSync(self)) {
            actions.halt("named primary of epoch " + epoch + " without being in the in-sync set " + news.isr());
            return;
        }
        role = Role.PROMOTING;
        if (news.gaveUpSince(actions.logEnd().epoch())) {
            // The new history begins with this log, all of it: others may know from the old one that its end was
            // committed, and would
            // have to be emptied if a crash took that later.
            actions.syncLog();
        }
        if (!news.handoverToken().isEmpty()) {
            // The predecessor gave its lease up before this epoch was proposed: nobody is left to keep the promise for.
            promisedUntilNanos = nowNanos;
        }
        CommitRule begun = actions.beginReign(news);
        reign = begun;
        barrierEndLsn = begun.leo();
        // The barrier may be committed already, as on a node that is alone and has a fast disk: that is news, too.
        highWatermarkSeen = -1;
        actions.note("promoting in epoch " + epoch + ", barrier ends at " + barrierEndLsn);
        afterProgress(nowNanos);
    }

    private void followPrimaryOf(GroupTopology news, boolean newEpoch, @Nullable GroupTopology before) {
        Optional<NodeAddress> primary = news.node(news.primary().nodeId());
        if (primary.isEmpty() || news.primary().nodeId().equals(self.nodeId())) {
            // Named is an earlier incarnation of this very node: its data is gone, and there is nobody to follow.
            role = Role.UNASSIGNED;
            return;
        }
        if (news.node(self.nodeId()).isEmpty()) {
            standBy();
            return;
        }
        boolean moved = before == null || !before.node(news.primary().nodeId()).equals(primary);
        if (role != Role.REPLICA || newEpoch || moved) {
            if (role == Role.REPLICA) {
                actions.stopFollowing();
            }
            role = Role.REPLICA;
            actions.follow(primary.get(), news);
        }
    }

    /** This node is a spare, or none of the group's at all: it follows nobody until it is one. */
    private void standBy() {
        if (role == Role.REPLICA) {
            actions.stopFollowing();
            actions.note("no node of the group any more; standing by");
        }
        role = Role.UNASSIGNED;
    }

    // ---- as a replica ----------------------------------------------------------------------------------------

    /** Something of the stream of {@code streamEpoch} arrived from the primary. False: it is outdated, drop the stream. */
    public boolean onHeardPrimary(long streamEpoch, long receivedNanos) {
        if (role != Role.REPLICA || streamEpoch != epoch) {
            return false;
        }
        heardPrimary = true;
        heardPrimaryNanos = receivedNanos;
        return true;
    }

    /**
     * Call before an ack leaves: promises, from the receipt of what is acked, not to serve as primary of a higher epoch for the
     * group's promise time. False: the epoch has passed, nothing may be acked.
     */
    public boolean promiseForAck(long streamEpoch, long receivedNanos) {
        if (role != Role.REPLICA || streamEpoch != epoch) {
            return false;
        }
        promisedUntilNanos = Math.max(promisedUntilNanos, receivedNanos + limits.promiseNanos());
        return true;
    }

    /** Milliseconds since the primary of this epoch was last heard; -1 = never in this epoch, or not a replica. */
    public long primarySilenceMs(long nowNanos) {
        return role == Role.REPLICA && heardPrimary ? (nowNanos - heardPrimaryNanos) / 1_000_000 : -1;
    }

    // ---- as a primary ----------------------------------------------------------------------------------------

    /** Call after facts were told to the {@link #reign()}, and regularly: draws the consequences. */
    public void afterProgress(long nowNanos) {
        CommitRule current = reign;
        if (current == null) {
            return;
        }
        if (current.highWatermark() > highWatermarkSeen) {
            highWatermarkSeen = current.highWatermark();
            actions.committed(highWatermarkSeen);
        }
        if (role == Role.PROMOTING && highWatermarkSeen >= barrierEndLsn && nowNanos - promisedUntilNanos >= 0) {
            role = Role.PRIMARY;
            actions.note("serving as primary of epoch " + epoch);
            actions.startServing();
        }
        if (role == Role.PRIMARY && switchover != null) {
            advanceSwitchover(current, switchover, nowNanos);
        }
    }

    /** A planned switchover was ordered: mutations are parked from now on, see {@link #parksWrites()}. */
    public void beginSwitchover(String token, long ofEpoch, MemberId target, long timeoutNanos, long nowNanos) {
        GroupTopology known = topology;
        if (role == Role.HANDED_OVER && switchover != null && switchover.token.equals(token) && reign != null) {
            actions.switchoverReady(token, epoch, reign.leo());
        } else if (role != Role.PRIMARY || ofEpoch != epoch || known == null) {
            actions.switchoverRefused(token, "not the serving primary of epoch " + ofEpoch);
        } else if (target.equals(self) || !known.inSync(target)) {
            actions.switchoverRefused(token, target + " is not an in-sync replica");
        } else if (switchover == null) {
            switchover = new Switchover(token, target, nowNanos, nowNanos + timeoutNanos);
            actions.askForAck(target);
            afterProgress(nowNanos);
        } else if (!switchover.token.equals(token)) {
            actions.switchoverRefused(token, "another switchover is under way");
        }
    }

    private void advanceSwitchover(CommitRule current, Switchover order, long nowNanos) {
        String obstacle = obstacle(current, order);
        if (obstacle == null) {
            current.giveUpLease();
            role = Role.HANDED_OVER;
            actions.switchoverReady(order.token, epoch, current.leo());
        } else if (lost(current, order.target) || nowNanos - order.deadlineNanos >= 0) {
            switchover = null;
            actions.switchoverRefused(order.token, order.target + obstacle);
        }
    }

    /** Clients need not wait for such a target. */
    private static boolean lost(CommitRule current, MemberId target) {
        return !current.topology().inSync(target) || !current.isConnected(target);
    }

    /**
     * What is missing for the target to take over; null if nothing is. Acks of any age may be of a process that is gone, so one counts that answers
     * what was sent since the order came.
     */
    private static @Nullable String obstacle(CommitRule current, Switchover order) {
        if (lost(current, order.target)) {
            return current.topology().inSync(order.target) ? " is gone" : " is not in sync any more";
        }
        boolean targetHoldsAll =
                current.highWatermark() == current.leo() && current.ackedLsn(order.target) == current.leo();
        if (!targetHoldsAll) {
            return " did not catch up in time";
        }
        return current.answeredSince(order.target, order.beganNanos) ? null : " did not answer in time";
    }

    /** The switchover is off. Ignored after the lease was given up: only a new epoch can follow then. */
    public void abortSwitchover(String token) {
        if (role == Role.PRIMARY && switchover != null && switchover.token.equals(token)) {
            switchover = null;
        }
    }

    // ---- what others ask -------------------------------------------------------------------------------------

    /** Where clients find the primary; empty if unknown. */
    public String primaryRespAddress() {
        GroupTopology known = topology;
        return known == null
                ? ""
                : known.node(known.primary().nodeId())
                        .map(NodeAddress::respAddress)
                        .orElse("");
    }

    /** This start of the process, with the data that it has now. */
    public MemberBoot start() {
        return boot;
    }

    public Role role() {
        return role;
    }

    public long epoch() {
        return epoch;
    }

    /** Version of the topology acted on, 0 if none. */
    public long version() {
        return topology == null ? 0 : topology.version();
    }

    public @Nullable GroupTopology topology() {
        return topology;
    }

    /** The reign under way; null unless PROMOTING, PRIMARY or HANDED_OVER. */
    public @Nullable CommitRule reign() {
        return reign;
    }

    /** Mutations wait, unexecuted. */
    public boolean parksWrites() {
        return role == Role.HANDED_OVER || (role == Role.PRIMARY && switchover != null);
    }

    /** Named primary of an epoch in which it must not serve. */
    public boolean needsNewEpoch() {
        return needsNewEpoch;
    }
}
