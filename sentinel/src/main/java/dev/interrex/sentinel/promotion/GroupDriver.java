package dev.interrex.sentinel.promotion;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import dev.interrex.proto.v1.IsrProposal;
import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.SentinelMessage;
import dev.interrex.sentinel.failover.Action;
import dev.interrex.sentinel.failover.Configured;
import dev.interrex.sentinel.failover.DataLossRequest;
import dev.interrex.sentinel.failover.FailoverTimes;
import dev.interrex.sentinel.failover.GroupFailover;
import dev.interrex.sentinel.failover.GroupSight;
import dev.interrex.sentinel.failover.GroupSpec;
import dev.interrex.sentinel.failover.IsrRequest;
import dev.interrex.sentinel.failover.NodeFacts;
import dev.interrex.sentinel.failover.NodeSight;
import dev.interrex.sentinel.failover.Phase;
import dev.interrex.sentinel.failover.SwitchoverAnswer;
import dev.interrex.sentinel.failover.SwitchoverRequest;
import dev.interrex.sentinel.heartbeat.NodeLink;
import dev.interrex.sentinel.suspicion.NodeKey;
import dev.interrex.sentinel.suspicion.SuspicionBoard;
import dev.interrex.sentinel.suspicion.Verdict;
import dev.interrex.wire.TopologyWire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives the machine of one group: shows it what is seen, does what it says. Owned by the sentinel loop.
 */
public final class GroupDriver {
    private static final Logger LOG = LoggerFactory.getLogger(GroupDriver.class);

    /** A node that acts on an old version is told the new one again after this. */
    private static final long TELL_AGAIN_MS = 200;

    private final GroupSpec spec;
    private final GroupFailover machine;
    private final SuspicionBoard board;
    private final LogProposals proposals;
    private final LongSupplier nowMs;
    private final Function<NodeAddress, NodeLink> links;
    private final Consumer<GroupEvent> events;
    private final Map<String, NodeLink> nodes = new LinkedHashMap<>();
    private final Map<String, HeardReport> reports = new HashMap<>();
    /** When each node was told the state last. */
    private final Map<String, Long> told = new HashMap<>();

    private final Map<String, Consumer<SwitchoverAnswer>> switchoverCallers = new HashMap<>();
    private final Map<String, Verdict> announced = new HashMap<>();
    private Phase announcedPhase = Phase.STANDBY;
    /** The newest state that was told to nodes and listeners. */
    private @Nullable GroupTopology pushed;
    /** The newest state whose primary was seen serving. */
    private @Nullable GroupTopology served;

    private int nextRequest;
    /** Reports since the last look said what was not known, see {@link NodeFacts#confirms}. */
    private boolean unseenNews;

    /**
     * @param spec what the configuration says of the group
     * @param links makes a link to a node
     */
    GroupDriver(
            GroupSpec spec,
            GroupFailover machine,
            SuspicionBoard board,
            LogProposals proposals,
            LongSupplier nowMs,
            Function<NodeAddress, NodeLink> links,
            Consumer<GroupEvent> events) {
        this.spec = spec;
        this.machine = machine;
        this.board = board;
        this.proposals = proposals;
        this.nowMs = nowMs;
        this.links = links;
        this.events = events;
        followNodes();
    }

    // ---- what others ask -------------------------------------------------------------------------------------

    public String group() {
        return spec.group();
    }

    /** The newest applied state; null if the group was never created. */
    public @Nullable GroupTopology committed() {
        return machine.committed();
    }

    /** The group's nodes: as applied, at the addresses of this sentinel's own configuration. */
    public List<NodeAddress> addresses() {
        return Configured.of(spec, machine.committed()).nodes();
    }

    /** The nodes that stand by. */
    public List<NodeAddress> spares() {
        return Configured.of(spec, machine.committed()).spares();
    }

    /** The group's nodes and spares. */
    List<NodeAddress> watched() {
        List<NodeAddress> all = new ArrayList<>(addresses());
        all.addAll(spares());
        return all;
    }

    public boolean primaryServing() {
        return machine.primaryServing();
    }

    public Phase phase() {
        return machine.phase();
    }

    /** For people: what is wrong or awaited. */
    public String detail() {
        return machine.detail();
    }

    public List<FailoverTimes> failovers() {
        return machine.failovers();
    }

    /** The newest report of the node, to this sentinel or passed on by another; null if never heard. */
    public @Nullable HeardReport report(String nodeId) {
        return reports.get(nodeId);
    }

    public Verdict verdict(String nodeId) {
        return board.verdict(key(nodeId));
    }

    // ---- what happened ---------------------------------------------------------------------------------------

    void onTick(long now, boolean heartbeat) {
        for (NodeLink link : nodes.values()) {
            link.tick(now);
            if (heartbeat) {
                link.ping(now);
            }
        }
        look();
    }

    void onStream(String nodeId) {
        GroupTopology state = machine.committed();
        if (state != null) {
            tellState(nodeId, state);
        }
    }

    /** A newer report than the one that is known replaces it, whoever it came to. */
    void onReport(String nodeId, HeardReport report) {
        HeardReport known = reports.get(nodeId);
        if (known == null || report.takenAtMs() >= known.takenAtMs()) {
            reports.put(nodeId, report);
            unseenNews |= known == null || !report.facts().confirms(known.facts());
        }
    }

    /** The node said to this sentinel which version it acts on; if that is old, it is told the state again. */
    void onOwnReport(String nodeId, HeardReport report) {
        onReport(nodeId, report);
        GroupTopology state = machine.committed();
        if (state == null || report.report().getVersion() >= state.version()) {
            return;
        }
        if (nowMs.getAsLong() - told.getOrDefault(nodeId, Long.MIN_VALUE / 2) >= TELL_AGAIN_MS) {
            tellState(nodeId, state);
        }
    }

    private void tellState(String nodeId, GroupTopology state) {
        told.put(nodeId, nowMs.getAsLong());
        send(nodeId, topologyMessage(state));
    }

    void onMessage(String nodeId, NodeMessage message) {
        switch (message.getMessageCase()) {
            case ISR_PROPOSAL -> machine.onIsrRequest(isrRequest(nodeId, message.getIsrProposal()));
            case SWITCHOVER_PREPARED -> {
                var prepared = message.getSwitchoverPrepared();
                machine.onSwitchoverPrepared(prepared.getToken(), nodeId, prepared.getObstacle());
            }
            case SWITCHOVER_READY -> {
                var ready = message.getSwitchoverReady();
                machine.onSwitchoverReady(ready.getToken(), ready.getEpoch(), nowMs.getAsLong());
            }
            case SWITCHOVER_REFUSED -> {
                var refused = message.getSwitchoverRefused();
                machine.onSwitchoverRefused(refused.getToken(), refused.getReason());
            }
            case REPORT, MESSAGE_NOT_SET -> {}
        }
        look();
    }

    private static IsrRequest isrRequest(String nodeId, IsrProposal proposal) {
        return new IsrRequest(
                nodeId,
                proposal.getProposalId(),
                proposal.getEpoch(),
                proposal.getVersion(),
                proposal.getIsrList().stream().map(TopologyWire::fromWire).toList(),
                proposal.getJoiningList().stream().map(TopologyWire::fromWire).toList());
    }

    void onCommitted(GroupTopology state) {
        machine.onCommitted(state, nowMs.getAsLong());
        look();
    }

    void onLeadership(boolean leads) {
        machine.onLeadership(leads, nowMs.getAsLong());
        look();
    }

    void onSwitchoverRequest(String target, long timeoutMs, Consumer<SwitchoverAnswer> caller) {
        String id = "switchover-" + ++nextRequest;
        switchoverCallers.put(id, caller);
        machine.onSwitchoverRequest(new SwitchoverRequest(id, target, timeoutMs), sight(), nowMs.getAsLong());
        look();
    }

    void onDataLossRequest(
            String node, String requestedBy, long unixMs, int minIsr, Consumer<SwitchoverAnswer> caller) {
        LOG.warn(
                "group {}: {} asks to give up what no reachable member has, and to go on with {}",
                group(),
                requestedBy,
                node);
        String id = "data-loss-" + ++nextRequest;
        switchoverCallers.put(id, caller);
        machine.onDataLossRequest(
                new DataLossRequest(id, node, requestedBy, unixMs, minIsr), sight(), nowMs.getAsLong());
        look();
    }

    void close() {
        nodes.values().forEach(NodeLink::close);
        nodes.clear();
    }

    // ---- what follows ----------------------------------------------------------------------------------------

    /** Nothing is under way, and no sentinel suspects a node: what is merely confirmed can wait for the next tick. */
    private boolean calm() {
        Phase phase = machine.phase();
        if (phase != Phase.STEADY && phase != Phase.STANDBY) {
            return false;
        }
        for (String nodeId : nodes.keySet()) {
            if (board.verdict(key(nodeId)).suspecting() > 0) {
                return false;
            }
        }
        return true;
    }

    /** Call after reports: looks now if they brought news, or anything is under way. */
    void lookAtNews() {
        if (unseenNews || !calm()) {
            look();
        }
    }

    /** Lets the machine look at what is seen now, does what it says, and tells what changed. */
    void look() {
        unseenNews = false;
        nodes.keySet().forEach(this::announceReachability);
        List<Action> due = machine.evaluate(sight(), nowMs.getAsLong());
        // The first thing after a commit: every millisecond until the nodes know is a millisecond without a primary.
        pushNews();
        due.forEach(this::execute);
        announceServing();
        announcePhase();
    }

    private GroupSight sight() {
        Map<String, NodeSight> sights = new HashMap<>();
        for (String nodeId : nodes.keySet()) {
            HeardReport report = reports.get(nodeId);
            Verdict verdict = board.verdict(key(nodeId));
            sights.put(
                    nodeId,
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

    private void execute(Action action) {
        switch (action) {
            case Action.ProposeCreate(String id, GroupTopology state) ->
                proposals.create(machine, id, state, this::look);
            case Action.ProposeChange(String id, GroupTopology expected, GroupTopology state) ->
                proposals.change(machine, id, expected, state, this::look);
            case Action.ProposeDataLoss(String id, GroupTopology expected, GroupTopology state) ->
                proposals.acceptDataLoss(machine, id, expected, state, this::look);
            case Action.Read() -> proposals.read(machine, group(), this::look);
            case Action.AskForReports() -> nodes.values().forEach(link -> link.ping(nowMs.getAsLong()));
            case Action.RefuseIsr(String nodeId, String proposalId, String reason) ->
                send(nodeId, NodeOrders.refused(group(), proposalId, reason));
            case Action.PrepareSwitchover prepare ->
                nodes.keySet().forEach(nodeId -> send(nodeId, NodeOrders.prepare(group(), prepare)));
            case Action.BeginSwitchover begin -> begin(begin);
            case Action.AbortSwitchover(String nodeId, String token) -> send(nodeId, NodeOrders.abort(group(), token));
            case Action.AnswerSwitchover(String requestId, SwitchoverAnswer answer) ->
                Optional.ofNullable(switchoverCallers.remove(requestId)).ifPresent(caller -> caller.accept(answer));
        }
    }

    private void begin(Action.BeginSwitchover begin) {
        LOG.info("telling {} to hand group {} over to {}", begin.nodeId(), group(), begin.target());
        send(begin.nodeId(), NodeOrders.begin(group(), begin));
    }

    private static SentinelMessage topologyMessage(GroupTopology state) {
        return SentinelMessage.newBuilder()
                .setTopology(TopologyWire.toWire(state))
                .build();
    }

    private void send(String nodeId, SentinelMessage message) {
        NodeLink link = nodes.get(nodeId);
        if (link == null || !link.send(message)) {
            LOG.debug("no stream to {} for {}", nodeId, message.getMessageCase());
        }
    }

    private void pushNews() {
        GroupTopology state = machine.committed();
        GroupTopology before = pushed;
        if (state == null || state.equals(before)) {
            return;
        }
        pushed = state;
        followNodes();
        nodes.keySet().forEach(nodeId -> tellState(nodeId, state));
        LOG.info(
                "group {} is at (epoch {}, version {}): primary {}, in-sync {}",
                group(),
                state.epoch(),
                state.version(),
                state.primary(),
                state.isr());
        events.accept(new GroupEvent.StateApplied(Optional.ofNullable(before), state));
    }

    private void followNodes() {
        List<NodeAddress> wanted = watched();
        for (String nodeId : new ArrayList<>(nodes.keySet())) {
            if (wanted.stream().noneMatch(node -> node.nodeId().equals(nodeId))) {
                drop(nodeId);
                board.forget(key(nodeId));
            }
        }
        for (NodeAddress node : wanted) {
            NodeLink link = nodes.get(node.nodeId());
            if (link != null && !link.address().equals(node.grpcAddress())) {
                drop(node.nodeId());
            }
            nodes.computeIfAbsent(node.nodeId(), id -> links.apply(node));
            board.watch(key(node.nodeId()), nowMs.getAsLong());
        }
    }

    private void drop(String nodeId) {
        NodeLink link = nodes.remove(nodeId);
        if (link != null) {
            link.close();
        }
        reports.remove(nodeId);
        announced.remove(nodeId);
    }

    private void announceReachability(String nodeId) {
        Verdict verdict = board.verdict(key(nodeId));
        Verdict before = announced.put(nodeId, verdict);
        boolean suspectedBefore = before != null && before.suspectedHere();
        if (suspectedBefore != verdict.suspectedHere()) {
            LOG.info("{} {} node {}", group(), verdict.suspectedHere() ? "lost" : "hears again", nodeId);
            events.accept(new GroupEvent.NodeReachability(group(), nodeId, !verdict.suspectedHere()));
        }
        boolean majorityBefore = before != null && before.suspectedByMajority();
        if (majorityBefore != verdict.suspectedByMajority()) {
            events.accept(new GroupEvent.MajoritySuspicion(group(), nodeId, verdict.suspectedByMajority()));
        }
    }

    private void announceServing() {
        GroupTopology state = machine.committed();
        if (state == null || !machine.primaryServing()) {
            return;
        }
        GroupTopology before = served;
        served = state;
        if (before == null || before.epoch() != state.epoch()) {
            LOG.info("group {}: {} serves in epoch {}", group(), state.primary(), state.epoch());
            events.accept(new GroupEvent.PrimaryServing(Optional.ofNullable(before), state));
        }
    }

    private void announcePhase() {
        if (machine.phase() != announcedPhase) {
            announcedPhase = machine.phase();
            LOG.info("group {}: {} {}", group(), announcedPhase, machine.detail());
            events.accept(new GroupEvent.PhaseEntered(group(), announcedPhase, machine.detail()));
        }
    }

    private NodeKey key(String nodeId) {
        return new NodeKey(group(), nodeId);
    }
}
