package dev.interrex.sentinel.promotion;

import dev.interrex.model.LogPosition;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.Role;
import dev.interrex.sentinel.failover.NodeFacts;
import dev.interrex.sentinel.failover.NodeRole;
import dev.interrex.wire.TopologyWire;

/**
 * A node's report and when it was made.
 *
 * @param takenAtMs made at this time or later, on this sentinel's clock
 * @param facts the same for the failover machine
 */
public record HeardReport(NodeReport report, long takenAtMs, NodeFacts facts) {
    /** @throws IllegalArgumentException if the report has impossible numbers */
    static HeardReport of(NodeReport report, long takenAtMs) {
        NodeFacts facts = new NodeFacts(
                report.getGroup(),
                TopologyWire.fromWire(report.getMember()),
                role(report.getRole()),
                report.getEpoch(),
                report.getBootCounter(),
                report.getBootId(),
                new LogPosition(report.getLastEpoch(), report.getLeo()),
                report.getHighWatermark(),
                report.getNeedsNewEpoch(),
                report.getPrimarySilenceMs(),
                report.getPrimaryConnectionRefused(),
                report.getReachesIsr(),
                report.getServing(),
                report.getHealthy(),
                report.getDiskSlow(),
                report.getBlank(),
                report.getLeaving(),
                takenAtMs);
        return new HeardReport(report, takenAtMs, facts);
    }

    private static NodeRole role(Role role) {
        return switch (role) {
            case ROLE_REPLICA -> NodeRole.REPLICA;
            case ROLE_PROMOTING -> NodeRole.PROMOTING;
            case ROLE_PRIMARY -> NodeRole.PRIMARY;
            case ROLE_HANDED_OVER -> NodeRole.HANDED_OVER;
            case ROLE_UNASSIGNED, ROLE_UNSPECIFIED, UNRECOGNIZED -> NodeRole.UNASSIGNED;
        };
    }
}
