package dev.interrex.node.group;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.control.SentinelStream;
import dev.interrex.node.persistence.Persister;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.role.RoleMachine;
import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.PrepareSwitchover;
import dev.interrex.proto.v1.SwitchoverPrepared;
import dev.interrex.wire.TopologyWire;

/**
 * Gets this node ready for a planned switchover while the group still serves, and says what it would have to wait for. Nothing is given up
 * here, and nothing rests on it: a node that was not asked takes part in a switchover as well, a little slower. Event loop only.
 */
final class SwitchoverPreparation {
    private static final String READY = "";

    private final Member member;
    private final GroupSettings settings;
    private final Persister persister;
    /** The switchover that clients were told of. */
    private String foretold = "";

    SwitchoverPreparation(Member member, GroupSettings settings, Persister persister) {
        this.member = member;
        this.settings = settings;
        this.persister = persister;
    }

    void prepare(SentinelStream from, PrepareSwitchover order) {
        from.send(NodeMessage.newBuilder()
                .setSwitchoverPrepared(SwitchoverPrepared.newBuilder()
                        .setGroup(settings.group())
                        .setToken(order.getToken())
                        .setMember(TopologyWire.toWire(member.self()))
                        .setObstacle(obstacle(order)))
                .build());
    }

    /** Gets ready as far as can be done at once; what is missing then, empty if nothing. */
    String obstacle(PrepareSwitchover order) {
        RoleMachine role = member.role();
        GroupTopology topology = role.topology();
        MemberId target = TopologyWire.fromWire(order.getTarget());
        if (topology == null || order.getEpoch() != role.epoch()) {
            return "it acts in epoch " + role.epoch();
        }
        if (!persister.diskAnswers()) {
            return "its disk does not answer";
        }
        CommitRule reign = role.reign();
        return reign == null ? asFollower(target, topology) : asPrimary(order.getToken(), target, topology, reign);
    }

    private String asFollower(MemberId target, GroupTopology topology) {
        if (!target.equals(member.self())) {
            return standsBy(target, topology);
        }
        if (!member.isLinkUp()) {
            return "it does not follow";
        }
        member.access().expect(member.nanoTime());
        return READY;
    }

    private String asPrimary(String token, MemberId target, GroupTopology topology, CommitRule reign) {
        if (!member.serving()) {
            return "it does not serve";
        }
        long lagBytes = reign.leo() - Math.max(0, reign.ackedLsn(target));
        if (lagBytes > settings.batchBytes()) {
            return target.nodeId() + " lags " + lagBytes + " bytes";
        }
        if (!token.equals(foretold)) {
            foretold = token;
            topology.node(target.nodeId()).map(NodeAddress::respAddress).ifPresent(member.departure()::successor);
        }
        return standsBy(target, topology);
    }

    private String standsBy(MemberId target, GroupTopology topology) {
        boolean open = topology.node(target.nodeId())
                .filter(node -> member.following().standsBy(node.grpcAddress()))
                .isPresent();
        return open ? READY : "it has no stream to " + target.nodeId() + " yet";
    }
}
