package dev.interrex.sentinel.promotion;

import dev.interrex.model.NodeAddress;
import dev.interrex.proto.v1.MemberId;
import dev.interrex.proto.v1.Suspicion;
import dev.interrex.proto.v1.SuspicionReport;
import dev.interrex.sentinel.suspicion.NodeKey;
import dev.interrex.sentinel.suspicion.Opinion;
import dev.interrex.sentinel.suspicion.SuspicionBoard;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a sentinel thinks of the nodes, as a message and back. Times travel as ages: clocks are not compared. */
final class SuspicionReports {
    private SuspicionReports() {}

    static SuspicionReport write(String sentinelId, Collection<GroupDriver> groups, SuspicionBoard board, long nowMs) {
        SuspicionReport.Builder message = SuspicionReport.newBuilder().setSentinelId(sentinelId);
        for (GroupDriver group : groups) {
            for (NodeAddress node : group.watched()) {
                Opinion opinion = board.ownOpinion(new NodeKey(group.group(), node.nodeId()));
                if (opinion != null) {
                    message.addSuspicions(write(group.group(), node, opinion, group.report(node.nodeId()), nowMs));
                }
            }
        }
        return message.build();
    }

    private static Suspicion write(
            String group, NodeAddress node, Opinion opinion, @Nullable HeardReport report, long nowMs) {
        Suspicion.Builder suspicion = Suspicion.newBuilder()
                .setGroup(group)
                .setMember(MemberId.newBuilder().setNodeId(node.nodeId()))
                .setSuspected(opinion.suspected())
                .setForMs(opinion.suspected() ? age(opinion.sinceMs(), nowMs) : 0)
                .setConnectionRefused(opinion.refused());
        if (report != null) {
            suspicion
                    .setMember(report.report().getMember().toBuilder().setNodeId(node.nodeId()))
                    .setLastReport(report.report())
                    .setLastReportAgeMs(age(report.takenAtMs(), nowMs));
        }
        return suspicion.build();
    }

    private static int age(long sinceMs, long nowMs) {
        return (int) Math.clamp(nowMs - sinceMs, 0, Integer.MAX_VALUE);
    }

    static Map<NodeKey, Opinion> opinions(SuspicionReport message, long receivedAtMs) {
        Map<NodeKey, Opinion> opinions = new HashMap<>();
        for (Suspicion suspicion : message.getSuspicionsList()) {
            opinions.put(
                    key(suspicion),
                    new Opinion(
                            suspicion.getSuspected(),
                            receivedAtMs - Integer.toUnsignedLong(suspicion.getForMs()),
                            suspicion.getConnectionRefused()));
        }
        return opinions;
    }

    static NodeKey key(Suspicion suspicion) {
        return new NodeKey(suspicion.getGroup(), suspicion.getMember().getNodeId());
    }

    static long takenAtMs(Suspicion suspicion, long receivedAtMs) {
        return receivedAtMs - Integer.toUnsignedLong(suspicion.getLastReportAgeMs());
    }
}
