package dev.interrex.wire;

import dev.interrex.model.CommitMode;
import dev.interrex.model.DataLoss;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.SentinelAddress;
import dev.interrex.model.Spares;
import dev.interrex.proto.v1.EpochStart;
import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.NodeInfo;
import dev.interrex.proto.v1.Replacement;
import dev.interrex.proto.v1.SentinelInfo;
import java.util.List;

/** Group states, members and epoch histories as messages and as records. */
public final class TopologyWire {
    private TopologyWire() {}

    public static GroupTopology fromWire(GroupState state) {
        return new GroupTopology(
                state.getGroup(),
                state.getEpoch(),
                state.getVersion(),
                fromWire(state.getPrimary()),
                state.getIsrList().stream().map(TopologyWire::fromWire).toList(),
                state.getNodesList().stream().map(TopologyWire::fromWire).toList(),
                state.getMinIsr(),
                state.getCommitMode() == dev.interrex.proto.v1.CommitMode.COMMIT_MODE_MEMORY
                        ? CommitMode.MEMORY
                        : CommitMode.DURABLE,
                state.getHandoverToken(),
                state.getCommittedLsn(),
                state.getBootsList().stream().map(TopologyWire::fromWire).toList(),
                state.getPreferredZonesList(),
                state.getLossesList().stream().map(TopologyWire::fromWire).toList(),
                new Spares(
                        state.getSparesList().stream()
                                .map(TopologyWire::fromWire)
                                .toList(),
                        state.getReplacementsList().stream()
                                .map(each -> new Spares.Replacement(each.getLost(), each.getSpare()))
                                .toList()));
    }

    public static GroupState toWire(GroupTopology topology) {
        return GroupState.newBuilder()
                .setGroup(topology.group())
                .setEpoch(topology.epoch())
                .setVersion(topology.version())
                .setPrimary(toWire(topology.primary()))
                .addAllIsr(topology.isr().stream().map(TopologyWire::toWire).toList())
                .addAllNodes(topology.nodes().stream().map(TopologyWire::toWire).toList())
                .setMinIsr(topology.minIsr())
                .setCommitMode(
                        topology.commitMode() == CommitMode.MEMORY
                                ? dev.interrex.proto.v1.CommitMode.COMMIT_MODE_MEMORY
                                : dev.interrex.proto.v1.CommitMode.COMMIT_MODE_DURABLE)
                .setHandoverToken(topology.handoverToken())
                .setCommittedLsn(topology.committedLsn())
                .addAllBoots(topology.boots().stream().map(TopologyWire::toWire).toList())
                .addAllPreferredZones(topology.preferredZones())
                .addAllLosses(
                        topology.losses().stream().map(TopologyWire::toWire).toList())
                .addAllSpares(topology.spares().nodes().stream()
                        .map(TopologyWire::toWire)
                        .toList())
                .addAllReplacements(topology.spares().replacements().stream()
                        .map(each -> Replacement.newBuilder()
                                .setLost(each.lost())
                                .setSpare(each.spare())
                                .build())
                        .toList())
                .build();
    }

    public static MemberBoot fromWire(dev.interrex.proto.v1.MemberBoot boot) {
        return new MemberBoot(fromWire(boot.getMember()), boot.getBootCounter(), boot.getBootId());
    }

    public static dev.interrex.proto.v1.MemberBoot toWire(MemberBoot boot) {
        return dev.interrex.proto.v1.MemberBoot.newBuilder()
                .setMember(toWire(boot.member()))
                .setBootCounter(boot.counter())
                .setBootId(boot.id())
                .build();
    }

    public static DataLoss fromWire(dev.interrex.proto.v1.DataLoss loss) {
        return new DataLoss(
                loss.getEpoch(),
                loss.getRequestedBy(),
                loss.getRequestedAtUnixMs(),
                fromWire(loss.getSurvivor()),
                new LogPosition(loss.getSurvivorEpoch(), loss.getSurvivorLeo()),
                loss.getCommittedLsn(),
                loss.getAbandonedList().stream().map(TopologyWire::fromWire).toList());
    }

    public static dev.interrex.proto.v1.DataLoss toWire(DataLoss loss) {
        return dev.interrex.proto.v1.DataLoss.newBuilder()
                .setEpoch(loss.epoch())
                .setRequestedBy(loss.requestedBy())
                .setRequestedAtUnixMs(loss.requestedAtUnixMs())
                .setSurvivor(toWire(loss.survivor()))
                .setSurvivorEpoch(loss.survivorEnd().epoch())
                .setSurvivorLeo(loss.survivorEnd().lsn())
                .setCommittedLsn(loss.committedLsn())
                .addAllAbandoned(
                        loss.abandoned().stream().map(TopologyWire::toWire).toList())
                .build();
    }

    public static MemberId fromWire(dev.interrex.proto.v1.MemberId member) {
        return new MemberId(member.getNodeId(), member.getIncarnation());
    }

    public static dev.interrex.proto.v1.MemberId toWire(MemberId member) {
        return dev.interrex.proto.v1.MemberId.newBuilder()
                .setNodeId(member.nodeId())
                .setIncarnation(member.incarnation())
                .build();
    }

    public static NodeAddress fromWire(NodeInfo node) {
        return new NodeAddress(
                node.getNodeId(), node.getRespAddress(), node.getGrpcAddress(), node.getZone(), node.getPriority());
    }

    public static NodeInfo toWire(NodeAddress node) {
        return NodeInfo.newBuilder()
                .setNodeId(node.nodeId())
                .setRespAddress(node.respAddress())
                .setGrpcAddress(node.grpcAddress())
                .setZone(node.zone())
                .setPriority(node.priority())
                .build();
    }

    public static SentinelAddress fromWire(SentinelInfo sentinel) {
        return new SentinelAddress(
                sentinel.getSentinelId(), sentinel.getGrpcAddress(), sentinel.getRespAddress(), sentinel.getZone());
    }

    public static SentinelInfo toWire(SentinelAddress sentinel) {
        return SentinelInfo.newBuilder()
                .setSentinelId(sentinel.id())
                .setGrpcAddress(sentinel.grpcAddress())
                .setRespAddress(sentinel.respAddress())
                .setZone(sentinel.zone())
                .build();
    }

    public static EpochHistory historyFromWire(List<EpochStart> starts) {
        return new EpochHistory(starts.stream()
                .map(start -> new EpochHistory.Start(start.getEpoch(), start.getStartLsn()))
                .toList());
    }

    public static List<EpochStart> historyToWire(EpochHistory history) {
        return history.starts().stream()
                .map(start -> EpochStart.newBuilder()
                        .setEpoch(start.epoch())
                        .setStartLsn(start.startLsn())
                        .build())
                .toList();
    }
}
