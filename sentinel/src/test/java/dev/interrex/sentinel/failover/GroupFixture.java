package dev.interrex.sentinel.failover;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.Spares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A group of three nodes n1 (primary), n2, n3 with a hand-driven clock: what is seen of each node is written down in
 * {@link #nodes}, then {@link #evaluate} lets the machine look.
 */
final class GroupFixture {
    static final String GROUP = "orders";
    static final FailoverSettings SETTINGS =
            new FailoverSettings(300, 50, 1_000, 50, 10, 10_000, 500, 1_000, 5_000, 60_000);

    final Map<String, Seen> nodes = new HashMap<>();
    final GroupFailover machine;
    final List<Action> actions = new ArrayList<>();
    long nowMs = 1_000;
    private int nextId;

    /** What is seen of one node; changed by tests. */
    static final class Seen {
        MemberId member;
        NodeRole role = NodeRole.REPLICA;
        long epoch = 7;
        long bootCounter = 1;
        String bootId = "first";
        LogPosition end = new LogPosition(7, 1_000);
        long highWatermark;
        boolean needsNewEpoch;
        long primarySilenceMs = 5;
        boolean primaryRefused;
        boolean reachesIsr = true;
        boolean serving;
        boolean healthy = true;
        boolean diskSlow;
        boolean blank;
        boolean leaving;
        int suspecting;
        long suspectedMs = -1;
        boolean refusesConnections;
        /** Fixed time of the last report; -1 = always now, {@link Long#MIN_VALUE} = never reported. */
        long reportedMs = -1;

        Seen(String nodeId) {
            member = member(nodeId);
        }

        /** From {@code nowMs} on so many sentinels cannot reach it, and no report comes any more. */
        void lostBy(int sentinels, long nowMs) {
            suspecting = sentinels;
            suspectedMs = nowMs;
            reportedMs = nowMs - 1;
        }

        void found() {
            suspecting = 0;
            suspectedMs = -1;
            reportedMs = -1;
        }
    }

    private GroupFixture(int priorityOfThird) {
        GroupSpec spec = new GroupSpec(GROUP, 0, CommitMode.DURABLE, addresses(priorityOfThird));
        machine = new GroupFailover(spec, SETTINGS, () -> "id" + ++nextId);
        List.of("n1", "n2", "n3").forEach(id -> nodes.put(id, new Seen(id)));
        Seen primary = node("n1");
        primary.role = NodeRole.PRIMARY;
        primary.serving = true;
        primary.primarySilenceMs = -1;
    }

    /** This sentinel leads, the group is in epoch 7, all is well. */
    static GroupFixture steady() {
        GroupFixture fixture = withoutGroup(100);
        fixture.machine.onCommitted(topology(7, 20, "n1", "n1", "n2", "n3"), fixture.nowMs);
        fixture.machine.onLeadership(true, fixture.nowMs);
        fixture.evaluate();
        return fixture;
    }

    /** The log knows no group yet; nobody leads. */
    static GroupFixture withoutGroup(int priorityOfThird) {
        return new GroupFixture(priorityOfThird);
    }

    static MemberId member(String nodeId) {
        return new MemberId(nodeId, nodeId + "-data");
    }

    static List<NodeAddress> addresses(int priorityOfThird) {
        return List.of(
                new NodeAddress("n1", "h1:6379", "h1:16379", "a", 100),
                new NodeAddress("n2", "h2:6379", "h2:16379", "b", 100),
                new NodeAddress("n3", "h3:6379", "h3:16379", "c", priorityOfThird));
    }

    static GroupTopology topology(long epoch, long version, String primary, String... isr) {
        return new GroupTopology(
                GROUP,
                epoch,
                version,
                member(primary),
                List.of(isr).stream().map(GroupFixture::member).toList(),
                addresses(100),
                2,
                CommitMode.DURABLE,
                "",
                0,
                boots(),
                List.of(),
                List.of(),
                Spares.NONE);
    }

    /** The first start of every node was seen. */
    static List<MemberBoot> boots() {
        return Stream.of("n1", "n2", "n3")
                .map(id -> new MemberBoot(member(id), 1, "first"))
                .toList();
    }

    Seen node(String nodeId) {
        return Objects.requireNonNull(nodes.get(nodeId));
    }

    GroupTopology committed() {
        return Optional.ofNullable(machine.committed()).orElseThrow();
    }

    /** Lets the machine look at what is seen now; the actions are kept. */
    List<Action> evaluate() {
        List<Action> due = machine.evaluate(sight(), nowMs);
        actions.addAll(due);
        return due;
    }

    /** Time passes in steps of 10 ms, the machine looks at each. */
    void passMs(long ms) {
        for (long end = nowMs + ms; nowMs < end; ) {
            nowMs += 10;
            evaluate();
        }
    }

    GroupSight sight() {
        Map<String, NodeSight> sights = new HashMap<>();
        nodes.forEach((id, seen) -> sights.put(id, sightOf(seen)));
        return new GroupSight(sights);
    }

    private NodeSight sightOf(Seen seen) {
        boolean majority = seen.suspecting >= 2;
        NodeFacts facts = seen.reportedMs == Long.MIN_VALUE ? null : facts(seen);
        return new NodeSight(
                seen.suspecting == 0,
                seen.suspecting,
                majority,
                seen.suspecting <= 1,
                seen.suspectedMs,
                majority ? seen.suspectedMs : -1,
                seen.refusesConnections,
                facts);
    }

    private NodeFacts facts(Seen seen) {
        return new NodeFacts(
                GROUP,
                seen.member,
                seen.role,
                seen.epoch,
                seen.bootCounter,
                seen.bootId,
                seen.end,
                seen.highWatermark,
                seen.needsNewEpoch,
                seen.primarySilenceMs,
                seen.primaryRefused,
                seen.reachesIsr,
                seen.serving,
                seen.healthy,
                seen.diskSlow,
                seen.blank,
                seen.leaving,
                seen.reportedMs == -1 ? nowMs : seen.reportedMs);
    }

    /** All sentinels see the process of the node die: refused connections, at the replicas too. */
    void kill(String nodeId) {
        node(nodeId).lostBy(3, nowMs);
        nodes.forEach((id, seen) -> seen.primaryRefused |= !id.equals(nodeId));
    }

    /** The only change that was proposed since the last call. */
    Action.ProposeChange proposal() {
        List<Action.ProposeChange> proposals = all(Action.ProposeChange.class);
        if (proposals.size() != 1) {
            throw new AssertionError("expected one proposal: " + actions);
        }
        actions.clear();
        return proposals.get(0);
    }

    <T extends Action> List<T> all(Class<T> kind) {
        return actions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    boolean proposedNothing() {
        return all(Action.ProposeChange.class).isEmpty()
                && all(Action.ProposeCreate.class).isEmpty();
    }

    /** Every node says that it is ready for the switchover that was begun last, and the log answers. */
    void prepared() {
        all(Action.PrepareSwitchover.class).stream().findFirst().ifPresent(order -> {
            nodes.keySet().forEach(id -> machine.onSwitchoverPrepared(order.token(), id, ""));
            machine.onRead(Optional.ofNullable(machine.committed()), nowMs);
            evaluate();
        });
    }

    /** The log applies it, and the machine hears of it. */
    void apply(Action.ProposeChange proposal) {
        machine.onApplied(proposal.proposalId(), proposal.state(), nowMs);
        evaluate();
    }

    /** The node serves as primary of the committed epoch. */
    void serves(String nodeId) {
        Seen seen = node(nodeId);
        seen.role = NodeRole.PRIMARY;
        seen.serving = true;
        seen.epoch = committed().epoch();
        seen.primarySilenceMs = -1;
        seen.primaryRefused = false;
        evaluate();
    }
}
