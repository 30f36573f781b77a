package dev.interrex.sentinel.admin;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.FailoverRecord;
import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.GroupStatus;
import dev.interrex.proto.v1.NodeStatus;
import dev.interrex.proto.v1.SentinelStatus;
import dev.interrex.sentinel.failover.FailoverTimes;
import dev.interrex.sentinel.heartbeat.SentinelClock;
import dev.interrex.sentinel.promotion.GroupDriver;
import dev.interrex.sentinel.promotion.Groups;
import dev.interrex.sentinel.promotion.HeardReport;
import dev.interrex.wire.TopologyWire;
import org.jspecify.annotations.Nullable;

/** The state of everything, as this sentinel knows it. Call on the sentinel loop. */
public final class StatusReports {
    private final String sentinelId;
    private final Groups groups;
    private final SentinelClock clock;

    public StatusReports(String sentinelId, Groups groups, SentinelClock clock) {
        this.sentinelId = sentinelId;
        this.groups = groups;
        this.clock = clock;
    }

    /** @param group only this one; empty = all */
    public ClusterStatus cluster(String group) {
        String leaderId = groups.leadership().leaderId().orElse("");
        ClusterStatus.Builder status =
                ClusterStatus.newBuilder().setSentinelId(sentinelId).setLeaderId(leaderId);
        for (SentinelAddress sentinel : groups.sentinels()) {
            status.addSentinels(SentinelStatus.newBuilder()
                    .setSentinelId(sentinel.id())
                    .setRespAddress(sentinel.respAddress())
                    .setGrpcAddress(sentinel.grpcAddress())
                    .setZone(sentinel.zone())
                    .setReachable(groups.hearsSentinel(sentinel.id()))
                    .setLeader(sentinel.id().equals(leaderId)));
        }
        for (GroupDriver driver : groups.all()) {
            if (group.isEmpty() || driver.group().equals(group)) {
                status.addGroups(group(driver));
            }
        }
        return status.build();
    }

    private GroupStatus group(GroupDriver driver) {
        GroupTopology state = driver.committed();
        GroupStatus.Builder status = GroupStatus.newBuilder()
                .setExists(state != null)
                .setState(
                        state == null
                                ? GroupState.newBuilder()
                                        .setGroup(driver.group())
                                        .build()
                                : TopologyWire.toWire(state))
                .setPrimaryServing(driver.primaryServing())
                .setDetail(driver.detail());
        for (NodeAddress node : driver.addresses()) {
            status.addNodes(node(driver, node, state));
        }
        for (NodeAddress spare : driver.spares()) {
            status.addNodes(node(driver, spare, state).toBuilder().setSpare(true));
        }
        driver.failovers().forEach(record -> status.addFailovers(record(record)));
        return status.build();
    }

    private NodeStatus node(GroupDriver driver, NodeAddress node, @Nullable GroupTopology state) {
        NodeStatus.Builder status = NodeStatus.newBuilder()
                .setInfo(TopologyWire.toWire(node))
                .setReachable(!driver.verdict(node.nodeId()).suspectedHere());
        HeardReport heard = driver.report(node.nodeId());
        if (heard == null) {
            return status.setReachable(false).build();
        }
        long ageMs = Math.clamp(clock.monotonicMs() - heard.takenAtMs(), 0, Integer.MAX_VALUE);
        return status.setReport(heard.report())
                .setReportAgeMs((int) ageMs)
                .setInSync(state != null && state.inSync(heard.facts().member()))
                .build();
    }

    /** Points in time as durations since the suspicion. */
    public FailoverRecord record(FailoverTimes times) {
        long sinceSuspicionMs = clock.monotonicMs() - times.suspectedMs();
        return FailoverRecord.newBuilder()
                .setOldEpoch(times.oldEpoch())
                .setNewEpoch(times.newEpoch())
                .setOldPrimary(times.oldPrimary())
                .setNewPrimary(times.newPrimary())
                .setCause(times.cause().text())
                .setSuspectedAtUnixMs(clock.unixMs() - sinceSuspicionMs)
                .setDecidedAfterMs(after(times, times.decidedMs()))
                .setCommittedAfterMs(after(times, times.committedMs()))
                .setServingAfterMs(after(times, times.servingMs()))
                .setPlanned(times.planned())
                .build();
    }

    private static long after(FailoverTimes times, long pointMs) {
        return pointMs == FailoverTimes.NEVER ? -1 : pointMs - times.suspectedMs();
    }
}
