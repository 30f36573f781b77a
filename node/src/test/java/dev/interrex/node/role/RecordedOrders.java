package dev.interrex.node.role;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.ReplicationLimits;
import java.util.List;

/** Writes down what a role orders. */
class RecordedOrders implements RoleActions {
    private final List<String> orders;
    private final MemberId renewed;
    private final ReplicationLimits limits;

    /** @param renewed what this node is under a new incarnation */
    RecordedOrders(List<String> orders, MemberId renewed, ReplicationLimits limits) {
        this.orders = orders;
        this.renewed = renewed;
        this.limits = limits;
    }

    @Override
    public void persistEpoch(long epoch) {
        orders.add("persist " + epoch);
    }

    @Override
    public MemberId renewIncarnation(String why) {
        orders.add("renew " + (why.contains("gave up") ? "abandoned" : "older"));
        return renewed;
    }

    @Override
    public void follow(NodeAddress primary, GroupTopology topology) {
        orders.add("follow " + primary.nodeId());
    }

    @Override
    public void stopFollowing() {
        orders.add("stopFollowing");
    }

    @Override
    public CommitRule beginReign(GroupTopology topology) {
        orders.add("beginReign " + topology.epoch());
        return new CommitRule(topology.primary(), topology, CommitMode.DURABLE, limits, 0, 100, 100, 0);
    }

    @Override
    public LogPosition logEnd() {
        return new LogPosition(3, 90);
    }

    @Override
    public void syncLog() {
        orders.add("sync");
    }

    @Override
    public void askForAck(MemberId follower) {
        orders.add("ask " + follower.nodeId());
    }

    @Override
    public void endReign() {
        orders.add("endReign");
    }

    @Override
    public void startServing() {
        orders.add("serve");
    }

    @Override
    public void stopServing() {
        orders.add("stopServing");
    }

    @Override
    public void committed(long lsn) {
        orders.add("committed " + lsn);
    }

    @Override
    public void switchoverReady(String token, long epoch, long leo) {
        orders.add("ready " + token);
    }

    @Override
    public void switchoverRefused(String token, String reason) {
        orders.add("refused " + token);
    }

    @Override
    public void halt(String reason) {
        orders.add("halt");
    }

    @Override
    public void note(String message) {}
}
