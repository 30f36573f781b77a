package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.IsrChange;
import dev.interrex.sentinel.consensus.RaftCommands;
import dev.interrex.sentinel.failover.Action;
import dev.interrex.sentinel.failover.DataLossRequest;
import dev.interrex.sentinel.failover.GroupFailover;
import dev.interrex.sentinel.failover.GroupSight;
import dev.interrex.sentinel.failover.GroupSpec;
import dev.interrex.sentinel.failover.IsrRequest;
import dev.interrex.sentinel.failover.NodeSight;
import dev.interrex.sentinel.failover.Phase;
import dev.interrex.sentinel.failover.SwitchoverAnswer;
import dev.interrex.sentinel.failover.SwitchoverRequest;
import dev.interrex.sentinel.suspicion.NodeKey;
import dev.interrex.sentinel.suspicion.Opinion;
import dev.interrex.sentinel.suspicion.SuspicionBoard;
import dev.interrex.sentinel.suspicion.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sentinel: the driver that {@code sentinel.promotion} is, over a simulated network and log. */
final class SimSentinel extends Machine {
    private static final long MS = SimSettings.MS;
    private static final long TELL_AGAIN_MS = 200;
    private static final long SILENT_STREAM_MS = 250;
    private static final int OTHERS_EVERY = 4;
    private static final long JUST_MS = 40;

    /** What this sentinel has of one node. */
    private static final class Watch {
        final SimNode node;
        final NodeKey key;

        @Nullable
        NodeReport report;

        long toldMs = Long.MIN_VALUE / 2;
        boolean open;
        boolean trying;
        long attemptMs;
        long heardMs;

        Watch(SimNode node) {
            this.node = node;
            this.key = new NodeKey(SimSettings.GROUP, node.name);
        }
    }

    private final Randomness random;
    private final Map<String, Watch> watches = new HashMap<>();
    private GroupFailover machine;
    private SuspicionBoard board;
    private boolean leads;
    private long heardCommittedLsn;
    private @Nullable GroupTopology pushed;
    private long heartbeatMs;
    private long refreshMs;
    private int round;

    SimSentinel(World world, int index, String name) {
        super(world, index, name);
        random = world.random();
        machine = newMachine();
        board = newBoard();
    }

    private GroupFailover newMachine() {
        List<NodeAddress> all = world.addresses();
        int members = all.size() - world.settings().spares();
        GroupSpec spec = new GroupSpec(
                SimSettings.GROUP,
                world.settings().minIsr(),
                world.settings().mode(),
                List.of(),
                all.subList(0, members),
                all.subList(members, all.size()));
        return new GroupFailover(spec, SimSettings.FAILOVER, () -> name + "-" + random.name());
    }

    private SuspicionBoard newBoard() {
        return new SuspicionBoard(name, world.sentinelNames(), SimSettings.SUSPICION, monotonicMs());
    }

    // ---- the process -----------------------------------------------------------------------------------------

    @Override
    void started() {
        machine = newMachine();
        board = newBoard();
        leads = false;
        heardCommittedLsn = 0;
        pushed = null;
        watches.clear();
        for (SimNode node : world.nodes()) {
            Watch watch = new Watch(node);
            watches.put(node.name, watch);
            board.watch(watch.key, monotonicMs());
        }
        world.raft().restarted(this);
        after(random.between(0, SimSettings.TICK_MS * MS), this::tick);
    }

    @Override
    void killed() {
        leads = false;
        note("dies");
    }

    private void tick() {
        long now = monotonicMs();
        boolean changed = board.onTick(now);
        if (changed) {
            tellPeers(true, now);
        } else if (now - refreshMs >= SimSettings.SUSPICION_REFRESH_MS) {
            refreshMs = now;
            round++;
            tellPeers(round % OTHERS_EVERY == 0, now);
        }
        boolean heartbeat = now - heartbeatMs >= SimSettings.SENTINEL_HEARTBEAT_MS;
        if (heartbeat) {
            heartbeatMs = now;
        }
        for (Watch watch : watches.values()) {
            tick(watch, now, heartbeat);
        }
        look();
        after(SimSettings.TICK_MS * MS, this::tick);
    }

    // ---- links to nodes --------------------------------------------------------------------------------------

    private void tick(Watch watch, long now, boolean heartbeat) {
        if (!watch.open && !watch.trying && now - watch.attemptMs >= SimSettings.SENTINEL_HEARTBEAT_MS) {
            connect(watch, now);
        } else if (now - Math.max(watch.heardMs, watch.attemptMs) >= SILENT_STREAM_MS) {
            connect(watch, now);
        }
        if (heartbeat) {
            ping(watch, now);
        }
    }

    private void connect(Watch watch, long now) {
        watch.open = false;
        watch.trying = true;
        watch.attemptMs = now;
        world.network().connect(this, watch.node, () -> {
            watch.open = true;
            watch.trying = false;
            GroupTopology state = machine.committed();
            if (state != null) {
                tellState(watch, state);
            }
            ping(watch, monotonicMs());
        });
    }

    private void ping(Watch watch, long now) {
        if (watch.open) {
            world.network().send(this, watch.node, () -> watch.node.onPing(this, now));
        }
    }

    @Override
    void connectionReset(Machine peer) {
        Watch watch = watches.get(peer.name);
        if (watch == null) {
            return;
        }
        if (watch.open) {
            connect(watch, monotonicMs());
        } else if (watch.trying) {
            watch.trying = false;
            if (board.onRefused(watch.key, monotonicMs())) {
                tellPeers(true, monotonicMs());
            }
            look();
        }
    }

    void onReport(SimNode from, NodeReport report, long pingSentMs) {
        Watch watch = watches.get(from.name);
        if (watch == null) {
            return;
        }
        long now = monotonicMs();
        watch.heardMs = now;
        keep(watch, report.takenAt(pingSentMs));
        GroupTopology state = machine.committed();
        if (state != null && report.version() < state.version() && now - watch.toldMs >= TELL_AGAIN_MS) {
            tellState(watch, state);
        }
        if (board.onHeard(watch.key, now, now)) {
            tellPeers(true, now);
        }
        look();
    }

    private static void keep(Watch watch, NodeReport report) {
        NodeReport known = watch.report;
        if (known == null || report.facts().takenAtMs() >= known.facts().takenAtMs()) {
            watch.report = report;
        }
    }

    private void tellState(Watch watch, GroupTopology state) {
        watch.toldMs = monotonicMs();
        world.network().send(this, watch.node, () -> watch.node.onTopology(state));
    }

    void onIsrProposal(SimNode from, IsrChange change) {
        machine.onIsrRequest(new IsrRequest(
                from.name,
                change.proposalId(),
                change.epoch(),
                change.version(),
                change.isr().stream().sorted().toList(),
                List.copyOf(change.joining())));
        look();
    }

    void onSwitchoverPrepared(SimNode from, String token, String obstacle) {
        machine.onSwitchoverPrepared(token, from.name, obstacle);
        look();
    }

    void onSwitchoverReady(String token, long epoch) {
        machine.onSwitchoverReady(token, epoch, monotonicMs());
        look();
    }

    void onSwitchoverRefused(String token, String reason) {
        machine.onSwitchoverRefused(token, reason);
        look();
    }

    // ---- other sentinels -------------------------------------------------------------------------------------

    private void tellPeers(boolean all, long now) {
        Map<NodeKey, Long> suspectedForMs = new HashMap<>();
        Map<String, NodeReport> reports = new HashMap<>();
        for (Watch watch : watches.values()) {
            Opinion opinion = board.ownOpinion(watch.key);
            if (opinion != null) {
                long code = !opinion.suspected() ? -1 : 2 * (now - opinion.sinceMs()) + (opinion.refused() ? 1 : 0);
                suspectedForMs.put(watch.key, code);
            }
            NodeReport report = watch.report;
            if (report != null) {
                reports.put(watch.node.name, report.takenAt(now - report.facts().takenAtMs()));
            }
        }
        for (SimSentinel peer : world.sentinels()) {
            if (peer != this && (all || peer == world.raft().leader())) {
                world.network().send(this, peer, () -> peer.onPeer(name, suspectedForMs, reports));
            }
        }
    }

    /** Times come as ages. */
    private void onPeer(String from, Map<NodeKey, Long> suspectedForMs, Map<String, NodeReport> reports) {
        long now = monotonicMs();
        Map<NodeKey, Opinion> opinions = new HashMap<>();
        suspectedForMs.forEach((key, code) ->
                opinions.put(key, new Opinion(code >= 0, code < 0 ? now : now - code / 2, code > 0 && code % 2 == 1)));
        board.onPeer(from, opinions, now);
        reports.forEach((node, report) -> {
            Watch watch = watches.get(node);
            if (watch != null) {
                keep(watch, report.takenAt(now - report.facts().takenAtMs()));
            }
        });
        look();
    }

    // ---- the sentinels' log ----------------------------------------------------------------------------------

    boolean leads() {
        return leads;
    }

    void onLeadership(boolean now) {
        leads = now;
        machine.onLeadership(now, monotonicMs());
        look();
    }

    void onCommitted(GroupTopology state) {
        GroupTopology before = machine.committed();
        if (before != null && state.losses().size() > before.losses().size()) {
            heardCommittedLsn = 0;
        }
        machine.onCommitted(state, monotonicMs());
        look();
    }

    void onApplied(String id, GroupTopology state) {
        machine.onApplied(id, state, monotonicMs());
        look();
    }

    void onRejected(String id, Optional<GroupTopology> obstacle, String reason) {
        note("proposal refused: " + reason);
        machine.onRejected(id, obstacle, monotonicMs());
        look();
    }

    void onNotProposed(String id) {
        machine.onNotProposed(id, monotonicMs());
        look();
    }

    void onUnknown(String id) {
        note("fate of a proposal is unknown");
        machine.onUnknown(id, monotonicMs());
        look();
    }

    void onRead(Optional<GroupTopology> state) {
        machine.onRead(state, monotonicMs());
        look();
    }

    void onReadFailed() {
        machine.onReadFailed(monotonicMs());
        look();
    }

    // ---- what follows ----------------------------------------------------------------------------------------

    /** An operator wants a planned switchover; an empty target is the best replica. */
    void switchOver(String target, long timeoutMs) {
        machine.onSwitchoverRequest(new SwitchoverRequest("operator", target, timeoutMs), sight(), monotonicMs());
        look();
    }

    /** An operator gives up what that node has not. */
    void acceptDataLoss(String node) {
        machine.onDataLossRequest(new DataLossRequest("operator", node, "operator", 0, 0), sight(), monotonicMs());
        look();
    }

    /** What it knows that speaks against old disks. */
    SimRaft.Known known() {
        int[] boots = new int[watches.size()];
        boolean[] heard = new boolean[watches.size()];
        boolean[] seen = new boolean[watches.size()];
        int[] records = new int[watches.size()];
        for (int i = 0; i < boots.length; i++) {
            SimNode node = world.nodes().get(i);
            Watch watch = watches.get(node.name);
            boots[i] = node.boot();
            NodeReport report = watch == null ? null : watch.report;
            records[i] = report == null ? 0 : (int) (report.facts().end().lsn() / Entry.BYTES);
            seen[i] = node.up() && report != null && report.facts().boot().equals(node.memberBoot());
            heard[i] = watch != null
                    && report != null
                    && report.facts().boot().equals(node.memberBoot())
                    && monotonicMs() - watch.heardMs <= JUST_MS
                    && report.facts().healthy();
        }
        return new SimRaft.Known(heardCommittedLsn, boots, heard, seen, records, world.now());
    }

    private void hear() {
        GroupTopology state = machine.committed();
        for (Watch watch : watches.values()) {
            NodeReport report = watch.report;
            if (state != null && report != null && state.inSync(report.facts().member())) {
                heardCommittedLsn = Math.max(heardCommittedLsn, report.facts().highWatermark());
            }
        }
    }

    private void look() {
        hear();
        Phase before = machine.phase();
        List<Action> due = machine.evaluate(sight(), monotonicMs());
        pushNews();
        for (Action action : due) {
            execute(action);
        }
        if (world.timeline().on() && machine.phase() != before && leads) {
            note(machine.phase() + (machine.detail().isEmpty() ? "" : ": " + machine.detail()));
        }
    }

    private GroupSight sight() {
        Map<String, NodeSight> sights = HashMap.newHashMap(watches.size());
        for (Watch watch : watches.values()) {
            Verdict verdict = board.verdict(watch.key);
            NodeReport report = watch.report;
            sights.put(
                    watch.node.name,
                    new NodeSight(
                            !verdict.suspectedHere(),
                            verdict.suspecting(),
                            verdict.suspectedByMajority(),
                            verdict.reachedByMajority(),
                            verdict.firstSinceMs(),
                            verdict.majoritySinceMs(),
                            verdict.refusedByMajority(),
                            report == null ? null : report.facts()));
        }
        return new GroupSight(sights);
    }

    private void pushNews() {
        GroupTopology state = machine.committed();
        if (state != null && !state.equals(pushed)) {
            pushed = state;
            for (Watch watch : watches.values()) {
                tellState(watch, state);
            }
        }
    }

    private void execute(Action action) {
        switch (action) {
            case Action.ProposeCreate(String id, GroupTopology state) ->
                world.raft().propose(this, id, RaftCommands.create(id, state));
            case Action.ProposeChange(String id, GroupTopology expected, GroupTopology state) ->
                world.raft().propose(this, id, RaftCommands.change(id, expected, state));
            case Action.ProposeDataLoss(String id, GroupTopology expected, GroupTopology state) ->
                world.raft().propose(this, id, RaftCommands.acceptDataLoss(id, expected, state));
            case Action.Read() -> world.raft().read(this);
            case Action.AskForReports() -> {
                long now = monotonicMs();
                for (Watch watch : watches.values()) {
                    ping(watch, now);
                }
            }
            case Action.RefuseIsr(String node, String proposalId, String reason) -> {
                SimNode primary = world.node(node);
                world.network().send(this, primary, () -> primary.onIsrRefused(proposalId));
            }
            case Action.PrepareSwitchover(String token, long epoch, MemberId target) -> {
                for (SimNode node : world.nodes()) {
                    world.network().send(this, node, () -> node.onPrepareSwitchover(token, epoch, target));
                }
            }
            case Action.BeginSwitchover(String node, String token, long epoch, MemberId target, long timeoutMs) -> {
                SimNode primary = world.node(node);
                world.network().send(this, primary, () -> primary.onBeginSwitchover(token, epoch, target, timeoutMs));
            }
            case Action.AbortSwitchover(String node, String token) -> {
                SimNode primary = world.node(node);
                world.network().send(this, primary, () -> primary.onAbortSwitchover(token));
            }
            case Action.AnswerSwitchover(String request, SwitchoverAnswer answer) -> note("switchover: " + answer);
        }
    }
}
