package dev.interrex.sentinel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.GroupTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;

/** The Redis Sentinel protocol of real sentinels with a real log and fake nodes. */
class SentinelProtocolIT {
    private static final Duration LONG = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private LocalCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new LocalCluster(directory).startAll();
    }

    @AfterEach
    void stop() throws Exception {
        cluster.close();
        assertThat(cluster.halts).isEmpty();
    }

    private Jedis client(String sentinelId) {
        return new Jedis("127.0.0.1", cluster.respPort(sentinelId));
    }

    private List<String> address(String sentinelId) {
        try (Jedis jedis = client(sentinelId)) {
            return jedis.sentinelGetMasterAddrByName(LocalCluster.GROUP);
        }
    }

    private static List<String> addressOf(String nodeId) {
        return List.of(LocalCluster.respAddress(nodeId).split(":"));
    }

    /** Subscribes to everything in the background. */
    private Queue<String> events(String sentinelId) {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        JedisPubSub subscription = new JedisPubSub() {
            @Override
            public void onPMessage(String pattern, String channel, String message) {
                heard.add(channel + " " + message);
            }
        };
        Thread.ofVirtual().start(() -> {
            try (Jedis jedis = client(sentinelId)) {
                jedis.psubscribe(subscription, "*");
            } catch (RuntimeException e) {
                heard.add("closed: " + e.getMessage());
            }
        });
        await().atMost(LONG).until(subscription::isSubscribed);
        return heard;
    }

    @Test
    void everySentinelKnowsThePrimaryTheReplicasAndTheOthers() {
        GroupTopology state = cluster.awaitServing();
        for (String id : cluster.running()) {
            await().atMost(LONG).until(() -> addressOf(state.primary().nodeId()).equals(address(id)));
            try (Jedis jedis = client(id)) {
                Map<String, String> master = jedis.sentinelMaster(LocalCluster.GROUP);
                assertThat(master).containsEntry("flags", "master").containsEntry("num-slaves", "2");
                assertThat(jedis.sentinelReplicas(LocalCluster.GROUP)).hasSize(2);
                assertThat(jedis.sentinelSentinels(LocalCluster.GROUP)).hasSize(2);
            }
        }
    }

    @Test
    void aKilledPrimaryIsReplacedAndEverySentinelTellsItsSubscribersOnce() {
        String old = cluster.awaitServing().primary().nodeId();
        List<Queue<String>> heard = new ArrayList<>();
        cluster.running().forEach(id -> heard.add(events(id)));
        cluster.node(old).kill();
        String next = awaitAnother(old);
        String switched =
                "+switch-master orders " + String.join(" ", addressOf(old)) + " " + String.join(" ", addressOf(next));
        for (Queue<String> events : heard) {
            await().atMost(LONG).until(() -> events.contains(switched));
            assertThat(events)
                    .filteredOn(event -> event.startsWith("+switch-master"))
                    .containsExactly(switched);
        }
        for (String id : cluster.running()) {
            await().atMost(LONG).until(() -> addressOf(next).equals(address(id)));
        }
    }

    private String awaitAnother(String old) {
        return cluster.awaitPresent(
                each -> Optional.of(each.awaitServing().primary().nodeId()).filter(id -> !id.equals(old)), 15_000);
    }

    @Test
    void aFailoverCanBeAskedForAtAnySentinel() {
        String old = cluster.awaitServing().primary().nodeId();
        String follower = cluster.anyFollower();
        await().atMost(LONG).until(() -> addressOf(old).equals(address(follower)));
        try (Jedis jedis = client(follower)) {
            assertThat(jedis.sentinelFailover(LocalCluster.GROUP)).isEqualTo("OK");
        }
        String next = cluster.awaitServing().primary().nodeId();
        assertThat(next).isNotEqualTo(old);
        await().atMost(LONG).until(() -> addressOf(next).equals(address(follower)));
    }

    @Test
    void aSentinelAloneStillNamesAPrimaryThatRules() throws Exception {
        String primary = cluster.awaitServing().primary().nodeId();
        String last = cluster.anyFollower();
        for (String id : cluster.running()) {
            if (!id.equals(last)) {
                cluster.stop(id);
            }
        }
        await().atMost(LONG).until(() -> cluster.status(last).getLeaderId().isEmpty());
        await().atMost(LONG).until(() -> addressOf(primary).equals(address(last)));
        cluster.node(primary).kill();
        await().atMost(LONG).until(() -> address(last) == null);
    }
}
