package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.chaos.sim.invariant.NodeView;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.IsrChange;
import dev.interrex.node.role.ClientAccess;
import dev.interrex.node.role.Role;
import dev.interrex.node.role.RoleActions;
import dev.interrex.node.role.RoleMachine;
import dev.interrex.sentinel.failover.NodeFacts;
import dev.interrex.sentinel.failover.NodeRole;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node as a member of its group: the driver that {@code node.group.Member} is, over a simulated disk and network. */
final class SimNode extends Machine implements NodeView, RoleActions {
    private static final long MS = SimSettings.MS;

    private final Following following = new Following(this);
    private final Followers followers = new Followers(this);
    private final Serving serving = new Serving(this);
    private final Departing departure = new Departing(this);
    private final ExpiringKeys expiring;
    private final Randomness random;

    private final Storage storage;
    private MemberId member;
    private @Nullable RoleMachine role;
    private String bootId = "";
    /** When each start of this process that is over ended. */
    private final Map<String, Long> endedNanos = new HashMap<>();

    private final Handovers handovers = new Handovers(this);

    private @Nullable ClientAccess access;
    private boolean servingNow;
    private long confirmedNanos;

    SimNode(World world, int index, String name) {
        super(world, index, name);
        random = world.random();
        expiring = new ExpiringKeys(this);
        storage = new Storage(this, world);
        member = new MemberId(name, disk().incarnation());
    }

    // ---- the process -----------------------------------------------------------------------------------------

    @Override
    void started() {
        storage.open();
        member = new MemberId(name, disk().incarnation());
        servingNow = false;
        bootId = name + "@" + world.now();
        RoleMachine machine =
                new RoleMachine(memberBoot(), SimSettings.GROUP, disk().epoch(), SimSettings.LIMITS, this, nanoTime());
        role = machine;
        access = new ClientAccess(
                machine, SimSettings.SWITCHOVER_HOLD_MS * MS, SimSettings.SWITCHOVER_NOTICE_MS * MS, serving::stop);
        note("starts as " + member + ", boot " + disk().boots() + ", epoch " + disk().epoch() + ", log up to "
                + disk().end());
        after(random.between(0, SimSettings.TICK_MS * MS), this::tick);
    }

    @Override
    void killed() {
        endedNanos.put(bootId, world.now());
        storage.crash();
        role = null;
        access = null;
        servingNow = false;
        following.clear();
        followers.clear();
        serving.clear();
        departure.clear();
        note("dies; its disk holds the log up to " + disk().end());
    }

    /** Replaces what is on the disk, while the process is down. */
    void replaceDisk(NodeDisk other) {
        storage.replaceDisk(other);
        renamed();
    }

    /** Whether that start of its process was there at that time, or later. */
    boolean ran(String ofBootId, long nanos) {
        return (up() && bootId.equals(ofBootId)) || endedNanos.getOrDefault(ofBootId, Long.MIN_VALUE) >= nanos;
    }

    /** Another disk is in place. */
    void renamed() {
        member = new MemberId(name, disk().incarnation());
    }

    /** What sentinels record of this start. */
    MemberBoot memberBoot() {
        return new MemberBoot(member, disk().boots(), bootId);
    }

    NodeDisk disk() {
        return storage.disk();
    }

    Storage storage() {
        return storage;
    }

    RoleMachine role() {
        RoleMachine machine = role;
        if (machine == null) {
            throw new IllegalStateException(name + " is down");
        }
        return machine;
    }

    ClientAccess access() {
        ClientAccess there = access;
        if (there == null) {
            throw new IllegalStateException(name + " is down");
        }
        return there;
    }

    @Nullable
    CommitRule reign() {
        return role == null ? null : role.reign();
    }

    private void tick() {
        long now = nanoTime();
        role().afterProgress(now);
        CommitRule reign = reign();
        if (reign != null && role().role() != Role.HANDED_OVER) {
            IsrChange change = reign.propose(random.name(), now);
            if (change != null) {
                world.invariants().proposed(this, change);
                note("proposes in-sync set " + world.names(change.isr()) + " for version " + change.version());
                world.sentinels().forEach(sentinel -> sendProposal(sentinel, change));
            }
        }
        storage.stepSnapshot();
        access().tick(now);
        following.tick();
        followers.ship();
        serving.tick(now);
        serving.expireSessions();
        expiring.tick();
        departure.tick(now);
        after(SimSettings.TICK_MS * MS, this::tick);
    }

    @Override
    void connectionReset(Machine peer) {
        following.reset(peer);
        followers.reset(peer);
    }

    // ---- what sentinels say and ask --------------------------------------------------------------------------

    void onTopology(GroupTopology topology) {
        role().onTopology(topology, nanoTime());
        followers.onTopology();
    }

    void onPing(SimSentinel from, long sequenceMs) {
        NodeReport report = new NodeReport(facts(), role().version());
        world.network().send(this, from, () -> from.onReport(this, report, sequenceMs));
        CommitRule reign = reign();
        if (reign != null && !reign.proposals().isEmpty()) {
            reign.proposals().forEach(change -> sendProposal(from, change));
        }
    }

    private void sendProposal(SimSentinel to, IsrChange change) {
        world.network().send(this, to, () -> to.onIsrProposal(this, change));
    }

    void onIsrRefused(String proposalId) {
        CommitRule reign = reign();
        if (reign != null) {
            reign.onRefused(proposalId, nanoTime());
        }
    }

    void onPrepareSwitchover(String token, long epoch, MemberId target) {
        String obstacle = role().epoch() == epoch ? "" : "acts in another epoch";
        if (obstacle.isEmpty() && target.equals(member)) {
            access().expect(nanoTime());
        }
        world.sentinels()
                .forEach(to -> world.network().send(this, to, () -> to.onSwitchoverPrepared(this, token, obstacle)));
    }

    void onBeginSwitchover(String token, long epoch, MemberId target, long timeoutMs) {
        onAppended();
        handovers.ordered(token, world.node(target.nodeId()));
        role().beginSwitchover(token, epoch, target, timeoutMs * MS, nanoTime());
    }

    void onAbortSwitchover(String token) {
        role().abortSwitchover(token);
    }

    private NodeFacts facts() {
        RoleMachine machine = role();
        long now = nanoTime();
        CommitRule reign = machine.reign();
        return new NodeFacts(
                SimSettings.GROUP,
                member,
                nodeRole(machine.role()),
                machine.epoch(),
                disk().boots(),
                bootId,
                disk().end(),
                storage.highWatermark(),
                machine.needsNewEpoch(),
                machine.primarySilenceMs(now),
                following.refused(),
                reign != null && reign.reachesIsr(now),
                servingNow,
                storage.diskAnswers(),
                storage.diskSlow(),
                machine.epoch() == 0 && disk().size() == 0,
                departure.leaving() && servingNow,
                0);
    }

    private static NodeRole nodeRole(Role role) {
        return switch (role) {
            case UNASSIGNED -> NodeRole.UNASSIGNED;
            case REPLICA -> NodeRole.REPLICA;
            case PROMOTING -> NodeRole.PROMOTING;
            case PRIMARY -> NodeRole.PRIMARY;
            case HANDED_OVER -> NodeRole.HANDED_OVER;
        };
    }

    // ---- progress --------------------------------------------------------------------------------------------

    /** The turn of the event loop is over. */
    void onAppended() {
        CommitRule reign = reign();
        if (reign != null && disk().endLsn() > reign.leo()) {
            reign.onAppended(disk().endLsn(), nanoTime());
            storage.wakeDisk();
            afterProgress();
            followers.ship();
        }
    }

    void onDurable() {
        CommitRule reign = reign();
        if (reign != null) {
            reign.onLocalDurable(Math.min(storage.durableLsn(), reign.leo()));
            afterProgress();
        } else {
            following.durable();
        }
    }

    void afterProgress() {
        role().afterProgress(nanoTime());
        CommitRule reign = reign();
        if (reign != null && servingNow) {
            long confirmed = reign.confirmedSendNanos();
            if (confirmed > confirmedNanos) {
                confirmedNanos = confirmed;
                serving.release();
            }
        }
    }

    // ---- orders of the role ----------------------------------------------------------------------------------

    @Override
    public void persistEpoch(long epoch) {
        world.invariants().epochPersisted(this, disk().epoch(), epoch);
        disk().persistEpoch(epoch);
    }

    @Override
    public MemberId renewIncarnation(String why) {
        disk().renewIncarnation(random.name());
        member = new MemberId(name, disk().incarnation());
        note(why + "; is " + member + " from now on");
        return member;
    }

    @Override
    public void follow(NodeAddress primary, GroupTopology topology) {
        note("follows " + primary.nodeId() + " in epoch " + topology.epoch());
        storage.commitMode(topology.commitMode());
        access().follows(primary.respAddress());
        following.start(world.node(primary.nodeId()), topology.epoch());
    }

    @Override
    public void stopFollowing() {
        access().endHold();
        following.stop();
    }

    @Override
    public LogPosition logEnd() {
        return disk().end();
    }

    @Override
    public void syncLog() {
        storage.sync();
    }

    @Override
    public void askForAck(MemberId follower) {
        followers.askForAck(follower);
    }

    @Override
    public CommitRule beginReign(GroupTopology topology) {
        storage.commitMode(topology.commitMode());
        access().expect(nanoTime());
        world.invariants().reignBegins(this, topology);
        storage.applyUpTo(disk().endLsn(), false);
        expiring.begin();
        storage.appendBarrier(topology.epoch());
        confirmedNanos = Long.MIN_VALUE;
        return new CommitRule(
                member,
                topology,
                topology.commitMode(),
                SimSettings.LIMITS,
                storage.highWatermark(),
                disk().endLsn(),
                storage.durableLsn(),
                nanoTime());
    }

    @Override
    public void endReign() {
        followers.closeAll();
        storage.cancelSnapshot();
    }

    @Override
    public void startServing() {
        access().serving();
        servingNow = true;
        world.invariants().serves(this, role().epoch());
        serving.goOn();
    }

    @Override
    public void stopServing() {
        servingNow = false;
        access().stopped(role().role() == Role.HANDED_OVER, nanoTime());
    }

    /** As replica: the primary said what is committed. */
    void primarySaysCommitted() {
        access().committed(disk().history().epochAt(storage.highWatermark()), nanoTime());
    }

    @Override
    public void committed(long lsn) {
        CommitRule reign = reign();
        boolean news = storage.raiseHighWatermark(lsn);
        Entry entry = disk().entry((int) (lsn / Entry.BYTES) - 1);
        if (news && entry != null) {
            world.invariants().committed(this, entry, role().epoch());
        }
        if (reign != null) {
            serving.committed();
        }
        followers.ship();
    }

    @Override
    public void switchoverReady(String token, long epoch, long leo) {
        note("gave its lease up, its log ends at " + disk().end());
        handovers.ready(token);
        access().handedOver(nanoTime());
        serving.sendAway();
        world.sentinels().forEach(to -> world.network().send(this, to, () -> to.onSwitchoverReady(token, epoch)));
    }

    @Override
    public void switchoverRefused(String token, String reason) {
        note("refuses the switchover: " + reason);
        world.sentinels().forEach(to -> world.network().send(this, to, () -> to.onSwitchoverRefused(token, reason)));
    }

    @Override
    public void halt(String reason) {
        note("halts: " + reason);
        world.invariants().halted(this, reason);
        world.operatorEmpties(this);
    }

    // ---- for the parts of the node ---------------------------------------------------------------------------

    Following following() {
        return following;
    }

    Followers followers() {
        return followers;
    }

    Departing departure() {
        return departure;
    }

    ExpiringKeys expiring() {
        return expiring;
    }

    Serving serving() {
        return serving;
    }

    boolean isServing() {
        return servingNow;
    }

    // ---- the all-seeing view ---------------------------------------------------------------------------------

    @Override
    public MemberId member() {
        return member;
    }

    @Override
    public int boots() {
        return boot();
    }

    @Override
    public @Nullable Entry entry(int index) {
        return disk().entry(index);
    }

    @Override
    public int logSize() {
        return disk().size();
    }

    @Override
    public int syncedSize() {
        return disk().synced();
    }

    @Override
    public int committedSize() {
        return (int) (storage.highWatermark() / Entry.BYTES);
    }

    @Override
    public long persistedEpoch() {
        return disk().epoch();
    }

    @Override
    public boolean keepsClientsWaiting() {
        return access != null && access.answer().parks();
    }

    @Override
    public boolean servesReads() {
        CommitRule reign = reign();
        return reign != null && role().role() == Role.PRIMARY && reign.leaseValid(nanoTime());
    }

    @Override
    public long epoch() {
        return role == null ? 0 : role.epoch();
    }

    @Override
    public boolean rolledBack() {
        return storage.rolledBack();
    }

    @Override
    public boolean lost(Entry entry) {
        return storage.disk().lost(entry);
    }

    @Override
    public long lostNanos() {
        return storage.lostNanos();
    }
}
