package dev.interrex.cli.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interrex.cli.terminal.Terminal;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.FailoverRecord;
import dev.interrex.proto.v1.FollowerReport;
import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.GroupStatus;
import dev.interrex.proto.v1.MemberId;
import dev.interrex.proto.v1.NodeInfo;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.NodeStatus;
import dev.interrex.proto.v1.Role;
import dev.interrex.proto.v1.SentinelStatus;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterReporterTest {
    private final ClusterReporter reporter = new ClusterReporter(Optional.empty());

    @Test
    void clusterInWhichEverythingIsInSyncIsHealthy() {
        ClusterReport report = reporter.report(Optional.of(cluster(true, true).build()));
        assertThat(report.health()).isEqualTo("healthy");
        assertThat(report.leader()).isEqualTo("s1");
        assertThat(report.process("n1")).hasValueSatisfying(n1 -> {
            assertThat(n1.role()).isEqualTo("primary");
            assertThat(n1.serving()).isTrue();
            assertThat(n1.lagBytes()).isZero();
        });
        assertThat(report.process("n2")).hasValueSatisfying(n2 -> {
            assertThat(n2.role()).isEqualTo("replica");
            assertThat(n2.lagBytes()).isEqualTo(40);
            assertThat(n2.leo()).isEqualTo(960);
        });
    }

    @Test
    void nodeThatIsNotInSyncDegradesTheCluster() {
        assertThat(reporter.report(Optional.of(cluster(true, false).build())).health())
                .isEqualTo("degraded");
    }

    @Test
    void primaryThatDoesNotServeDegradesTheCluster() {
        assertThat(reporter.report(Optional.of(cluster(false, true).build())).health())
                .isEqualTo("degraded");
    }

    @Test
    void sentinelsWithoutALeaderAreDegraded() {
        assertThat(reporter.report(
                                Optional.of(cluster(true, true).clearLeaderId().build()))
                        .health())
                .isEqualTo("degraded");
    }

    @Test
    void noAnswerMeansUnreachable() {
        ClusterReport report = reporter.report(Optional.empty());
        assertThat(Health.UNREACHABLE.exitCode()).isEqualTo(3);
        assertThat(report.health()).isEqualTo("unreachable");
    }

    @Test
    void jsonNamesEveryPositionAndLeavesOutWhatIsUnknown() throws Exception {
        ClusterReport report = reporter.report(Optional.of(cluster(true, true).build()));
        JsonNode json = new ObjectMapper().readTree(ReportText.json(report));
        assertThat(json.get("healthy").asBoolean()).isTrue();
        JsonNode n2 = json.get("processes").get(2);
        assertThat(n2.get("id").asText()).isEqualTo("n2");
        assertThat(n2.fieldNames())
                .toIterable()
                .contains("leo", "durable", "hw", "applied", "lagBytes", "inSync", "pid");
        assertThat(json.get("processes").get(0).has("leo")).isFalse();
        JsonNode failover = json.get("groups").get(0).get("failovers").get(0);
        assertThat(failover.get("decidedAfterMs").asLong()).isEqualTo(7);
        assertThat(failover.has("servingAfterMs")).isFalse();
    }

    @Test
    void tableFitsIntoAHundredColumns() {
        Terminal plain = new Terminal(new PrintWriter(new StringWriter()), false);
        ClusterReport report = reporter.report(Optional.of(cluster(true, false).build()));
        assertThat(ReportText.lines(report, plain))
                .allMatch(line -> line.length() <= 100)
                .anyMatch(line -> line.startsWith("n2") && line.contains("not in sync"))
                .anyMatch(line -> line.contains("primary n1 serves"));
    }

    private static ClusterStatus.Builder cluster(boolean serving, boolean secondInSync) {
        GroupStatus.Builder group = GroupStatus.newBuilder()
                .setExists(true)
                .setPrimaryServing(serving)
                .setState(GroupState.newBuilder()
                        .setGroup("orders")
                        .setEpoch(4)
                        .setVersion(9)
                        .setPrimary(member("n1"))
                        .addIsr(member("n1"))
                        .addIsr(member("n2"))
                        .setMinIsr(2))
                .addFailovers(FailoverRecord.newBuilder()
                        .setOldPrimary("n2")
                        .setNewPrimary("n1")
                        .setDecidedAfterMs(7)
                        .setCommittedAfterMs(12)
                        .setServingAfterMs(-1))
                .addNodes(node("n1", Role.ROLE_PRIMARY, 1000)
                        .setInSync(true)
                        .setReport(report("n1", Role.ROLE_PRIMARY, 1000)
                                .setServing(true)
                                .addFollowers(FollowerReport.newBuilder()
                                        .setMember(member("n2"))
                                        .setLagBytes(40))))
                .addNodes(node("n2", Role.ROLE_REPLICA, 960).setInSync(secondInSync));
        return ClusterStatus.newBuilder()
                .setSentinelId("s1")
                .setLeaderId("s1")
                .addSentinels(SentinelStatus.newBuilder()
                        .setSentinelId("s1")
                        .setRespAddress("127.0.0.1:7431")
                        .setGrpcAddress("127.0.0.1:7441")
                        .setReachable(true))
                .addGroups(group);
    }

    private static NodeStatus.Builder node(String id, Role role, long leo) {
        return NodeStatus.newBuilder()
                .setInfo(NodeInfo.newBuilder()
                        .setNodeId(id)
                        .setRespAddress("127.0.0.1:7401")
                        .setGrpcAddress("127.0.0.1:7411")
                        .setZone("a"))
                .setReachable(true)
                .setReport(report(id, role, leo));
    }

    private static NodeReport.Builder report(String id, Role role, long leo) {
        return NodeReport.newBuilder()
                .setMember(member(id))
                .setRole(role)
                .setEpoch(4)
                .setLeo(leo)
                .setProcessId(77);
    }

    private static MemberId member(String id) {
        return MemberId.newBuilder()
                .setNodeId(id)
                .setIncarnation("0".repeat(32))
                .build();
    }
}
