package dev.interrex.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.proto.v1.AdminGrpc;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.FailoverReply;
import dev.interrex.proto.v1.FailoverRequest;
import dev.interrex.proto.v1.Role;
import dev.interrex.proto.v1.TopologyEvent;
import dev.interrex.proto.v1.TopologyGrpc;
import dev.interrex.proto.v1.WatchRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real sentinels with a real log, fake nodes, real sockets. */
class SentinelsIT {
    @TempDir
    Path directory;

    private LocalCluster cluster;

    @BeforeEach
    void nodes() throws Exception {
        cluster = new LocalCluster(directory);
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        assertThat(cluster.halts).isEmpty();
    }

    private static String firstOther(String... not) {
        return Stream.of("n1", "n2", "n3")
                .filter(id -> !List.of(not).contains(id))
                .findFirst()
                .orElseThrow();
    }

    /** How long after {@code fault} the first of the other nodes is told of the next epoch. */
    private long failoverMs(String primary, long epoch, Runnable fault) {
        FakeNode other = cluster.node(firstOther(primary));
        long beganMs = other.nowMs();
        fault.run();
        return cluster.awaitEpoch(other.member().nodeId(), epoch + 1, 5_000) - beganMs;
    }

    @Test
    void blankNodesBecomeAGroup() throws Exception {
        cluster.startAll();
        GroupTopology state = cluster.awaitServing();
        assertThat(state.epoch()).isEqualTo(1);
        assertThat(state.isr()).hasSize(3);
        assertThat(state.minIsr()).isEqualTo(2);
        assertThat(cluster.node("n1").role()).isEqualTo(Role.ROLE_PRIMARY);
        assertThat(cluster.node("n2").role()).isEqualTo(Role.ROLE_REPLICA);
    }

    @Test
    void lostSentinelLogNeverStartsANewHistory() throws Exception {
        cluster.startAll();
        cluster.awaitServing();
        for (String id : cluster.running()) {
            cluster.stop(id);
        }
        cluster.startAll("second");
        String leader = cluster.awaitLeader();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> cluster.groupStatus(leader).getDetail().contains("holds data"));
        assertThat(cluster.groupStatus(leader).getExists()).isFalse();
        assertThat(cluster.node("n1").role()).as("the group goes on").isEqualTo(Role.ROLE_PRIMARY);
    }

    @Test
    void killedPrimaryIsReplacedInTime() throws Exception {
        cluster.startAll();
        List<Long> tookMs = new ArrayList<>();
        for (int round = 0; round < 7; round++) {
            GroupTopology state = cluster.awaitServing();
            String primary = state.primary().nodeId();
            tookMs.add(failoverMs(primary, state.epoch(), cluster.node(primary)::kill));
            GroupTopology next = cluster.awaitServing();
            assertThat(next.epoch()).isEqualTo(state.epoch() + 1);
            assertThat(next.primary()).isNotEqualTo(state.primary());
            comesBack(primary, next);
        }
        System.out.println("kill to new epoch at the nodes, ms: " + tookMs);
        assertThat(tookMs).allMatch(ms -> ms < 400);
    }

    /** The node starts again, follows, and the primary takes it back into the in-sync set. */
    private void comesBack(String nodeId, GroupTopology state) throws Exception {
        cluster.node(nodeId).restart();
        await().until(() -> cluster.node(nodeId).role() == Role.ROLE_REPLICA);
        List<MemberId> everybody =
                Stream.of("n1", "n2", "n3").map(id -> cluster.node(id).member()).toList();
        FakeNode primary = cluster.node(state.primary().nodeId());
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(25))
                .until(() -> {
                    primary.proposeIsr("back-" + nodeId + "-" + state.epoch(), everybody);
                    return cluster.awaitServing().isr().size() == 3;
                });
    }

    @Test
    void silentPrimaryIsReplacedInTime() throws Exception {
        cluster.startAll();
        GroupTopology state = cluster.awaitServing();
        String primary = state.primary().nodeId();
        long tookMs = failoverMs(primary, state.epoch(), cluster.node(primary)::freeze);
        System.out.println("freeze to new epoch at the nodes, ms: " + tookMs);
        assertThat(tookMs).isBetween(250L, 700L);
        cluster.node(primary).thaw();
        await().untilAsserted(() -> assertThat(cluster.node(primary).role()).isEqualTo(Role.ROLE_REPLICA));
    }

    @Test
    void primaryAndLeadingSentinelLostTogether() throws Exception {
        cluster.startAll();
        GroupTopology state = cluster.awaitServing();
        String primary = state.primary().nodeId();
        String leader = cluster.awaitLeader();
        Thread stopping = new Thread(() -> {
            try {
                cluster.stop(leader);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long tookMs = failoverMs(primary, state.epoch(), () -> {
            stopping.start();
            cluster.node(primary).kill();
        });
        stopping.join();
        System.out.println("kill of primary and leader to new epoch at the nodes, ms: " + tookMs);
        assertThat(tookMs).isLessThan(2_000);
        assertThat(cluster.awaitServing().epoch()).isEqualTo(state.epoch() + 1);
    }

    @Test
    void wholeGroupIsStartedAgain() throws Exception {
        cluster.startAll();
        GroupTopology state = cluster.awaitServing();
        for (String id : List.of("n1", "n2", "n3")) {
            cluster.node(id).kill();
        }
        for (String id : List.of("n1", "n2", "n3")) {
            cluster.node(id).restart();
        }
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(cluster.awaitServing().epoch()).isGreaterThan(state.epoch()));
    }

    @Test
    void switchoverIsDoneWhereverItIsAskedFor() throws Exception {
        cluster.startAll();
        GroupTopology state = cluster.awaitServing();
        String target = firstOther(state.primary().nodeId());
        FailoverReply reply = AdminGrpc.newBlockingStub(cluster.channel(cluster.anyFollower()))
                .failover(FailoverRequest.newBuilder()
                        .setGroup("orders")
                        .setToNode(target)
                        .build());
        assertThat(reply.getState().getPrimary().getNodeId()).isEqualTo(target);
        assertThat(reply.getState().getHandoverToken()).isNotEmpty();
        assertThat(reply.getRecord().getPlanned()).isTrue();
        System.out.println("switchover: " + reply.getRecord());
        assertThat(cluster.awaitServing().isr()).hasSize(3);
    }

    @Test
    void switchoverToNobodyIsRefused() throws Exception {
        cluster.startAll();
        GroupTopology state = cluster.awaitServing();
        AdminGrpc.AdminBlockingStub admin = AdminGrpc.newBlockingStub(cluster.channel(cluster.anyFollower()));
        assertStatus(
                Status.Code.NOT_FOUND,
                () -> admin.failover(
                        FailoverRequest.newBuilder().setGroup("nothing").build()));
        assertStatus(
                Status.Code.NOT_FOUND,
                () -> admin.failover(FailoverRequest.newBuilder()
                        .setGroup("orders")
                        .setToNode("n9")
                        .build()));
        assertStatus(
                Status.Code.FAILED_PRECONDITION,
                () -> admin.failover(FailoverRequest.newBuilder()
                        .setGroup("orders")
                        .setToNode(state.primary().nodeId())
                        .build()));
    }

    private static void assertStatus(Status.Code code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOf(StatusRuntimeException.class)
                .satisfies(failure ->
                        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(code));
    }

    @Test
    void watchersHearOfEveryChangeAndOfServing() throws Exception {
        cluster.startAll();
        GroupTopology state = cluster.awaitServing();
        Iterator<TopologyEvent> events = TopologyGrpc.newBlockingStub(cluster.channel(cluster.anyFollower()))
                .watch(WatchRequest.newBuilder().setGroup("orders").build());
        TopologyEvent first = events.next();
        assertThat(first.getPrimaryServing()).isTrue();
        assertThat(first.getState().getEpoch()).isEqualTo(state.epoch());
        cluster.node(state.primary().nodeId()).kill();
        // A watched sentinel may hear that the new primary serves before, or after, it applies the new epoch itself.
        TopologyEvent next = events.next();
        assertThat(next.getState().getEpoch()).isEqualTo(state.epoch() + 1);
        TopologyEvent last = next.getPrimaryServing() ? next : events.next();
        assertThat(last.getState()).isEqualTo(next.getState());
        assertThat(last.getPrimaryServing()).isTrue();
        assertThat(cluster.node(last.getState().getPrimary().getNodeId()).role())
                .isEqualTo(Role.ROLE_PRIMARY);
    }

    @Test
    void watchersOfUnknownGroupsAreToldSo() throws Exception {
        cluster.startAll();
        cluster.awaitServing();
        Iterator<TopologyEvent> events = TopologyGrpc.newBlockingStub(cluster.channel("s1"))
                .watch(WatchRequest.newBuilder().setGroup("nothing").build());
        assertStatus(Status.Code.NOT_FOUND, events::next);
    }

    @Test
    void statusShowsEverybody() throws Exception {
        cluster.startAll();
        cluster.awaitServing();
        String leader = cluster.awaitLeader();
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            ClusterStatus status = cluster.status(leader);
            assertThat(status.getSentinelsList()).hasSize(3).allMatch(sentinel -> sentinel.getReachable());
            assertThat(status.getGroups(0).getNodesList())
                    .hasSize(3)
                    .allMatch(node -> node.getReachable() && node.getInSync());
        });
        String stopped = cluster.anyFollower();
        cluster.stop(stopped);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(cluster.status(leader).getSentinelsList())
                        .filteredOn(sentinel -> sentinel.getSentinelId().equals(stopped))
                        .allMatch(sentinel -> !sentinel.getReachable()));
    }
}
