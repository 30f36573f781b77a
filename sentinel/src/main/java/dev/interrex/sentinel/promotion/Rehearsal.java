package dev.interrex.sentinel.promotion;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.MemberId;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.Role;
import dev.interrex.sentinel.consensus.RaftCommands;
import dev.interrex.sentinel.failover.Action;
import dev.interrex.sentinel.failover.FailoverSettings;
import dev.interrex.sentinel.failover.GroupFailover;
import dev.interrex.sentinel.failover.GroupSight;
import dev.interrex.sentinel.failover.GroupSpec;
import dev.interrex.sentinel.failover.NodeSight;
import dev.interrex.sentinel.failover.SwitchoverRequest;
import dev.interrex.wire.TopologyWire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets a made-up group be founded, lose its primary and hand over, before the sentinel starts. The code of a failover would
 * otherwise be loaded and linked in the first failover, which takes longer than the failover itself. Nothing leaves this class.
 */
public final class Rehearsal {
    private static final String GROUP = "rehearsal";
    private static final int ROUNDS = 20;
    private static final long STEP_MS = 10;

    private final Map<String, NodeSight> sights = new HashMap<>();
    private final GroupFailover machine;
    private int names;
    private long nowMs = 1_000;

    private Rehearsal(FailoverSettings settings) {
        List<NodeAddress> nodes = List.of(node("n1"), node("n2"), node("n3"));
        this.machine =
                new GroupFailover(new GroupSpec(GROUP, 0, CommitMode.DURABLE, nodes), settings, () -> "name" + ++names);
    }

    /** Takes some tens of milliseconds; any thread. */
    public static void run(FailoverSettings settings) {
        for (int round = 0; round < ROUNDS; round++) {
            new Rehearsal(settings).play();
        }
    }

    private void play() {
        machine.onLeadership(true, nowMs);
        List.of("n1", "n2", "n3").forEach(id -> hear(id, Role.ROLE_UNASSIGNED, 0, false));
        step();
        hear("n1", Role.ROLE_PRIMARY, 1, false);
        hear("n2", Role.ROLE_REPLICA, 1, false);
        hear("n3", Role.ROLE_REPLICA, 1, false);
        step();
        lose("n1");
        hear("n2", Role.ROLE_REPLICA, 1, true);
        hear("n3", Role.ROLE_REPLICA, 1, true);
        step();
        hear("n2", Role.ROLE_PRIMARY, 2, false);
        hear("n3", Role.ROLE_REPLICA, 2, false);
        step();
        machine.onSwitchoverRequest(new SwitchoverRequest("", "n3", STEP_MS), new GroupSight(sights), nowMs);
        step();
    }

    private void step() {
        nowMs += STEP_MS;
        for (Action action : machine.evaluate(new GroupSight(sights), nowMs)) {
            if (action instanceof Action.ProposeCreate(String id, GroupTopology state)) {
                apply(id, RaftCommands.create(id, state).getCreateGroup().getState());
            } else if (action instanceof Action.ProposeChange(String id, GroupTopology before, GroupTopology state)) {
                apply(
                        id,
                        RaftCommands.change(id, before, state).getChangeGroup().getState());
            }
        }
        machine.evaluate(new GroupSight(sights), nowMs);
    }

    private void apply(String id, GroupState state) {
        machine.onApplied(id, TopologyWire.fromWire(state), nowMs);
    }

    private void hear(String nodeId, Role role, long epoch, boolean refused) {
        NodeReport report = NodeReport.newBuilder()
                .setGroup(GROUP)
                .setMember(MemberId.newBuilder().setNodeId(nodeId).setIncarnation("none"))
                .setRole(role)
                .setEpoch(epoch)
                .setServing(role == Role.ROLE_PRIMARY)
                .setPrimaryConnectionRefused(refused)
                .setReachesIsr(true)
                .setHealthy(true)
                .setBlank(epoch == 0)
                .build();
        long takenAtMs = nowMs + STEP_MS;
        sights.put(
                nodeId,
                new NodeSight(
                        true,
                        0,
                        false,
                        true,
                        -1,
                        -1,
                        false,
                        HeardReport.of(report, takenAtMs).facts()));
    }

    private void lose(String nodeId) {
        sights.put(nodeId, new NodeSight(false, 3, true, false, nowMs, nowMs, true, null));
    }

    private static NodeAddress node(String nodeId) {
        return new NodeAddress(nodeId, "none:1", "none:1", "", 100);
    }
}
