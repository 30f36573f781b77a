package dev.interrex.node.group;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.control.ControlService;
import dev.interrex.node.dispatch.RecordLog;
import dev.interrex.node.engine.EffectSink;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.persistence.CorruptSnapshotException;
import dev.interrex.node.persistence.DurableLog;
import dev.interrex.node.persistence.Persister;
import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.replication.core.AcceptRule;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.IsrChange;
import dev.interrex.node.replication.primary.LogShipper;
import dev.interrex.node.role.ClientAccess;
import dev.interrex.node.role.Role;
import dev.interrex.node.role.RoleActions;
import dev.interrex.node.role.RoleMachine;
import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.SwitchoverReady;
import dev.interrex.proto.v1.SwitchoverRefused;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node as a member of its group: obeys the role, feeds it facts. Event loop only, but for what hands over to it.
 *
 * <p>A failure nobody foresaw stops the node ({@link #guarded}): a member that does not know its own state must not answer.
 */
public final class Member implements RoleActions {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);

    private final NodeLoop loop;
    private final GroupSettings settings;
    private MemberId self;
    private final Engine engine;
    private final DurableLog durable;
    private final NodeLog log;
    private final Persister persister;
    private final LogShipper shipper;
    private final LongSupplier nanoTime;
    private final LongSupplier wallClockMs;
    private final BiConsumer<String, @Nullable Throwable> halt;
    private final PromotionTrace trace;
    private final RoleMachine role;
    private final Snapshots snapshots;
    private final Followers followers;
    private final Following following;
    private final Departure departure;
    private final Reports reports;
    private final ControlService control;

    private @Nullable ClientSide clients;
    private long confirmedNanos = Long.MIN_VALUE;
    private boolean serving;
    private long standbyNanos = Long.MIN_VALUE / 2;

    Member(NodeLoop loop, GroupSettings settings, MemberParts parts) {
        this.loop = loop;
        this.settings = settings;
        this.engine = parts.engine();
        this.durable = parts.durable();
        this.log = parts.log();
        this.persister = parts.persister();
        this.nanoTime = parts.nanoTime();
        this.wallClockMs = parts.wallClockMs();
        this.halt = parts.halt();
        this.shipper = parts.shipper();
        self = new MemberId(settings.nodeId(), durable.incarnation());
        MemberBoot boot =
                new MemberBoot(self, durable.bootCounter(), UUID.randomUUID().toString());
        trace = new PromotionTrace(this, nanoTime);
        role = new RoleMachine(boot, settings.group(), durable.epoch(), settings.limits(), trace, nanoTime.getAsLong());
        snapshots = new Snapshots(loop, this, parts.snapshots(), settings);
        followers = new Followers(loop, this, settings, shipper, trace);
        following = new Following(loop, this, settings, parts.channels());
        departure = new Departure(loop, this, settings);
        reports = new Reports(loop, this, settings, boot, trace, persister);
        control = new ControlService(reports);
    }

    /** The clients' side; set once, before anything is served. */
    public void clients(ClientSide side) {
        clients = side;
        departure.clients(side);
    }

    // ---- facts from elsewhere --------------------------------------------------------------------------------

    /** A committed state of the group. */
    public void onTopology(GroupTopology topology) {
        role.onTopology(topology, nanoTime());
    }

    /** The write path has sealed records in this turn: let everybody see them. */
    void onAppended() {
        CommitRule reign = role.reign();
        if (reign != null && log.end().lsn() > reign.leo()) {
            log.publish();
            persister.wake(log.highWatermark());
            shipper.wake();
            reign.onAppended(log.end().lsn(), nanoTime());
            afterProgress();
        }
    }

    /**
     * The persister's news, already on the loop. What it told may be outdated: the log may have been cut since, and have grown again.
     * So it is asked.
     */
    void onDurable() {
        CommitRule reign = role.reign();
        if (reign != null) {
            trace.synced();
            reign.onLocalDurable(Math.min(persister.durableLsn(), reign.leo()));
            afterProgress();
        } else {
            following.durable();
        }
    }

    void onWritten(long lsn) {
        log.onWritten(Math.min(lsn, durable.end().lsn()));
        if (role.reign() == null) {
            following.durable();
        }
    }

    /** See {@link Departure#leave}. Not on the loop. */
    public void leave(int timeoutMs) {
        departure.leave(timeoutMs);
    }

    /** Every {@code tick-ms}. */
    void tick() {
        long nowNanos = nanoTime();
        role.afterProgress(nowNanos);
        CommitRule reign = role.reign();
        if (reign != null && role.role() != Role.HANDED_OVER) {
            proposeIsr(reign);
        }
        snapshots.step();
        departure.tick(nowNanos);
        if (!settings.standalone() && nowNanos - standbyNanos >= settings.standbyCheckMs() * 1_000_000L) {
            standbyNanos = nowNanos;
            following.keepReady(nodes());
        }
    }

    /** Asks the sentinels for another in-sync set, if this primary wants one. */
    void proposeIsr(CommitRule reign) {
        IsrChange change = reign.propose(UUID.randomUUID().toString(), nanoTime());
        if (change != null) {
            LOG.info("proposing in-sync set {} for version {}", change.isr(), change.version());
            reports.propose(change);
        }
    }

    /** The primary says what is committed; what this node holds of it is applied. */
    void committedByPrimary(long lsn) {
        if (log.raiseHighWatermark(AcceptRule.committedHere(lsn, log.end().lsn()))) {
            log.applyUpTo(log.highWatermark());
        }
        persister.wake(log.highWatermark());
        departure.committed();
    }

    /** Cuts the log; if memory had run ahead of the cut, it is rebuilt from disk. */
    void truncateTo(LogPosition cut) {
        log.truncateTo(cut, persister);
        if (log.appliedLsn() > cut.lsn()) {
            LOG.info("memory had run ahead of {}: rebuilding it from disk", cut);
            snapshots.cancel();
            try {
                reload();
            } catch (IOException | CorruptSnapshotException e) {
                halt("memory cannot be rebuilt: " + e.getMessage());
            }
        }
    }

    private void reload() throws IOException, CorruptSnapshotException {
        engine.startOver();
        SnapshotFile newest = snapshots.newest();
        log.engineHolds(0, 0);
        if (newest != null) {
            log.engineHolds(newest.position().lsn(), newest.logTimeMs());
            newest.forEachChunk(engine::load);
        }
        log.applyUpTo(log.highWatermark());
    }

    /** Snapshots hold everything below {@code lsn}. Any thread. */
    void cutLogBefore(long lsn) {
        durable.cutBefore(lsn);
    }

    /** A full sync has arrived and was verified: it replaces log and memory. */
    void install(SnapshotFile file) throws IOException, CorruptSnapshotException {
        snapshots.cancel();
        log.startOver(file.history(), file.position(), persister);
        log.raiseHighWatermark(file.position().lsn());
        engine.startOver();
        file.forEachChunk(engine::load);
        log.engineHolds(file.position().lsn(), file.logTimeMs());
        snapshots.installed(file);
        LOG.info("installed the snapshot at {}", file.position());
    }

    /** Draws the consequences of new acks or positions. */
    void afterProgress() {
        long nowNanos = nanoTime();
        role.afterProgress(nowNanos);
        CommitRule reign = role.reign();
        if (reign != null && serving && clients != null) {
            clients.onFollowersProgress();
            long confirmed = reign.confirmedSendNanos();
            if (confirmed > confirmedNanos) {
                confirmedNanos = confirmed;
                clients.onReadsConfirmed(confirmed);
            }
        }
    }

    // ---- orders of the role (RoleActions) --------------------------------------------------------------------

    @Override
    public void persistEpoch(long epoch) {
        durable.persistEpoch(epoch);
    }

    @Override
    public MemberId renewIncarnation(String why) {
        durable.renewIncarnation();
        MemberId before = self;
        self = new MemberId(settings.nodeId(), durable.incarnation());
        LOG.warn("{}. So {} is {} now, and counts for nothing until it has caught up", why, before, self);
        return self;
    }

    @Override
    public void follow(NodeAddress primary, GroupTopology topology) {
        LOG.info("following {} in epoch {}", primary.nodeId(), topology.epoch());
        persister.commitMode(topology.commitMode());
        departure.access().follows(primary.respAddress());
        following.start(primary, topology);
    }

    @Override
    public void stopFollowing() {
        departure.access().endHold();
        following.stop();
    }

    @Override
    public void syncLog() {
        log.sync(persister);
    }

    @Override
    public void askForAck(MemberId follower) {
        followers.askForAck(follower);
    }

    @Override
    public CommitRule beginReign(GroupTopology topology) {
        CommitMode mode = settings.standalone() ? settings.standaloneMode() : topology.commitMode();
        departure.access().expect(nanoTime());
        persister.commitMode(mode);
        log.applyUpTo(log.end().lsn());
        log.beginReign(topology.epoch());
        engine.attach(log.effects());
        long leo = log.appendBarrier(wallClockMs.getAsLong());
        log.publish();
        persister.wake(log.highWatermark());
        confirmedNanos = Long.MIN_VALUE;
        return new CommitRule(
                self, topology, mode, settings.limits(), log.highWatermark(), leo, persister.durableLsn(), nanoTime());
    }

    @Override
    public void endReign() {
        followers.closeAll();
        engine.attach(EffectSink.NONE);
        snapshots.cancel();
    }

    @Override
    public void startServing() {
        departure.access().serving();
        serving = true;
        shipper.wake(); // the predecessor's clients wait for the news that the barrier is committed
        if (clients != null) {
            clients.onServing();
        }
        reports.announce();
    }

    @Override
    public void stopServing() {
        serving = false;
        departure.access().stopped(role.role() == Role.HANDED_OVER, nanoTime());
    }

    /** Something changed that the sentinels wait for. */
    void announce() {
        reports.announce();
    }

    /** What clients may do here now. */
    public ClientAccess access() {
        return departure.access();
    }

    Departure departure() {
        return departure;
    }

    @Override
    public void committed(long lsn) {
        log.raiseHighWatermark(lsn);
        if (clients != null) {
            clients.onCommitted(lsn);
        }
    }

    @Override
    public void switchoverReady(String token, long epoch, long leo) {
        LOG.info("gave the lease of epoch {} up, log ends at {}", epoch, leo);
        departure.handedOver();
        control.broadcast(NodeMessage.newBuilder()
                .setSwitchoverReady(SwitchoverReady.newBuilder()
                        .setGroup(settings.group())
                        .setToken(token)
                        .setEpoch(epoch)
                        .setLeo(leo))
                .build());
    }

    @Override
    public void switchoverRefused(String token, String reason) {
        LOG.info("switchover refused: {}", reason);
        control.broadcast(NodeMessage.newBuilder()
                .setSwitchoverRefused(SwitchoverRefused.newBuilder()
                        .setGroup(settings.group())
                        .setToken(token)
                        .setReason(reason))
                .build());
    }

    @Override
    public void halt(String reason) {
        halt.accept(reason, null);
    }

    @Override
    public void note(String message) {
        LOG.info("{}", message);
    }

    /** Runs a step of the protocol; whatever it did not expect ends the process. */
    void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            halt.accept("the protocol met a state that it does not know: " + e, e);
        }
    }

    // ---- what others ask -------------------------------------------------------------------------------------

    /** Where clients find the primary; empty if unknown. */
    public String primaryRespAddress() {
        return role.primaryRespAddress();
    }

    public RoleMachine role() {
        return role;
    }

    public MemberId self() {
        return self;
    }

    NodeLog log() {
        return log;
    }

    /** Oldest LSN on this node's disk. */
    public long startLsn() {
        return log.startLsn();
    }

    /** Whether the log of this replica continues the primary's, and a stream is up. */
    public boolean isLinkUp() {
        return following.linked();
    }

    public FullSyncStatus fullSync() {
        return following.fullSync();
    }

    /** Begins a snapshot with the next tick; false if one is being taken. */
    public boolean startSnapshot() {
        return snapshots.request();
    }

    public boolean isTakingSnapshot() {
        return snapshots.taking();
    }

    public Snapshots.Last lastSnapshot() {
        return snapshots.last();
    }

    Snapshots snapshots() {
        return snapshots;
    }

    Followers followers() {
        return followers;
    }

    Following following() {
        return following;
    }

    Engine engine() {
        return engine;
    }

    ControlService control() {
        return control;
    }

    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    long wallClockMs() {
        return wallClockMs.getAsLong();
    }

    /** End of what is synced to this node's disk. */
    public long durableLsn() {
        return persister.durableLsn();
    }

    /** End of what is known to be committed. */
    public long committedLsn() {
        return log.highWatermark();
    }

    /** Where the next effect goes. */
    public long endLsn() {
        return log.positionLsn();
    }

    @Override
    public LogPosition logEnd() {
        return log.end();
    }

    /** End of what memory reflects. */
    public long appliedLsn() {
        return log.appliedLsn();
    }

    /** The log as the write path of a primary uses it. */
    public RecordLog recordLog() {
        return new CommandLog(this, log);
    }

    boolean serving() {
        return serving;
    }

    int connectedClients() {
        return clients == null ? 0 : clients.connectedClients();
    }

    /** Addresses of all nodes as the topology has them, empty before one is known. */
    List<NodeAddress> nodes() {
        GroupTopology topology = role.topology();
        return topology == null ? List.of() : topology.nodes();
    }
}
