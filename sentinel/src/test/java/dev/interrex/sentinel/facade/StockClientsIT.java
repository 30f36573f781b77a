package dev.interrex.sentinel.facade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSentinelPool;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.exceptions.JedisException;

/** Unmodified clients find the primary through the facade, and the next one after a failover. */
class StockClientsIT {
    private static final Duration LONG = Duration.ofSeconds(15);

    private FakeCluster cluster;

    @BeforeEach
    void start() throws IOException {
        cluster = new FakeCluster("");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void failOver() {
        cluster.killPrimary();
        cluster.elect("n2");
        cluster.serve();
    }

    private Set<HostAndPort> sentinels() {
        return cluster.ports().stream()
                .map(port -> new HostAndPort("127.0.0.1", port))
                .collect(Collectors.toSet());
    }

    private RedisURI uri() {
        RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId("orders").withTimeout(LONG);
        cluster.ports().forEach(port -> uri.withSentinel("127.0.0.1", port));
        return uri.build();
    }

    private static JedisClientConfig config(RedisProtocol protocol) {
        return DefaultJedisClientConfig.builder().protocol(protocol).build();
    }

    // ---- Jedis -----------------------------------------------------------------------------------------------

    @Test
    void jedisSentinelPoolFollowsTheSwitch() {
        JedisClientConfig config = config(RedisProtocol.RESP2);
        try (JedisSentinelPool pool = new JedisSentinelPool("orders", sentinels(), config, config)) {
            try (Jedis jedis = pool.getResource()) {
                assertThat(jedis.set("k", "v")).isEqualTo("OK");
            }
            failOver();
            int newPort = cluster.node("n2").port();
            await().atMost(LONG).until(() -> pool.getCurrentHostMaster().getPort() == newPort);
            try (Jedis jedis = pool.getResource()) {
                assertThat(jedis.set("k", "v")).isEqualTo("OK");
            }
        }
        assertThat(cluster.node("n2").writes).isEqualTo(1);
    }

    @Test
    void jedisSentinelClientFollowsTheSwitchInResp3() {
        try (RedisSentinelClient jedis = RedisSentinelClient.builder()
                .masterName("orders")
                .sentinels(sentinels())
                .sentinelClientConfig(config(RedisProtocol.RESP3))
                .clientConfig(config(RedisProtocol.RESP3))
                .build()) {
            assertThat(jedis.set("k", "v")).isEqualTo("OK");
            failOver();
            await().atMost(LONG)
                    .until(() -> jedis.getCurrentMaster().getPort()
                            == cluster.node("n2").port());
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(JedisException.class)
                    .until(() -> jedis.set("k", "v"), "OK"::equals);
        }
        assertThat(cluster.node("n2").refusals).isZero();
    }

    @Test
    void jedisReadsEveryShape() {
        for (RedisProtocol protocol : List.of(RedisProtocol.RESP2, RedisProtocol.RESP3)) {
            try (Jedis jedis = new Jedis(sentinels().iterator().next(), config(protocol))) {
                assertThat(jedis.ping()).isEqualTo("PONG");
                Map<String, String> master = jedis.sentinelMaster("orders");
                assertThat(master).containsEntry("flags", "master").containsEntry("num-other-sentinels", "2");
                assertThat(jedis.sentinelMasters()).hasSize(1);
                assertThat(jedis.sentinelReplicas("orders"))
                        .hasSize(2)
                        .allMatch(node -> "slave".equals(node.get("flags")));
                assertThat(jedis.sentinelSentinels("orders")).hasSize(2);
                assertThat(jedis.sentinelGetMasterAddrByName("orders")).hasSize(2);
                assertThat(jedis.sentinelGetMasterAddrByName("nope")).isNull();
                assertThat(jedis.sentinelMyId()).hasSize(40);
                assertThat(jedis.role()).hasSize(2);
                assertThat(jedis.info("sentinel")).contains("master0:name=orders,status=ok");
            }
        }
    }

    // ---- Lettuce ---------------------------------------------------------------------------------------------

    @Test
    void lettuceSendsAWaitingCommandToTheNewPrimaryWithoutAnError() throws Exception {
        try (RedisClient client = RedisClient.create(uri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            client.setOptions(ClientOptions.builder().autoReconnect(true).build());
            assertThat(connection.sync().set("k", "v")).isEqualTo("OK");
            cluster.killPrimary();
            await().atMost(LONG).until(() -> !connection.isOpen());
            RedisFuture<String> waiting = connection.async().set("k", "v2");
            cluster.elect("n2");
            cluster.serve();
            assertThat(waiting.get(LONG.toMillis(), TimeUnit.MILLISECONDS)).isEqualTo("OK");
        }
        assertThat(cluster.node("n2").refusals).isZero();
    }

    @Test
    void lettuceMasterReplicaFollowsTheSwitch() {
        try (RedisClient client = RedisClient.create();
                StatefulRedisMasterReplicaConnection<String, String> connection =
                        MasterReplica.connect(client, StringCodec.UTF8, uri())) {
            assertThat(connection.sync().set("k", "v")).isEqualTo("OK");
            failOver();
            // It refreshes five seconds after the first event.
            await().atMost(LONG)
                    .ignoreExceptions()
                    .until(() -> connection.sync().set("k", "v"), "OK"::equals);
        }
        assertThat(cluster.node("n2").writes).isPositive();
    }

    @Test
    void lettuceReadsEveryShapeAndHearsTheSwitch() {
        BlockingQueue<String> events = new LinkedBlockingQueue<>();
        RedisURI sentinel = RedisURI.create("127.0.0.1", cluster.ports().get(0));
        try (RedisClient client = RedisClient.create(sentinel);
                StatefulRedisSentinelConnection<String, String> connection = client.connectSentinel(sentinel);
                StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub()) {
            assertThat(connection.sync().masters()).hasSize(1);
            assertThat(connection.sync().master("orders")).containsEntry("name", "orders");
            assertThat(connection.sync().replicas("orders")).hasSize(2);
            assertThat(connection.sync().getMasterAddrByName("orders")).isNotNull();
            assertThat(connection.sync().getMasterAddrByName("nope")).isNull();
            assertThat(connection.sync().info()).contains("redis_mode:sentinel");
            listening.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String pattern, String channel, String message) {
                    events.add(channel + " " + message);
                }
            });
            listening.sync().psubscribe("*");
            failOver();
            String switched =
                    "+switch-master orders 127.0.0.1 " + cluster.node("n1").port() + " 127.0.0.1 "
                            + cluster.node("n2").port();
            await().atMost(LONG).until(() -> events.contains(switched));
            assertThat(events).anyMatch(event -> event.startsWith("+slave ") && event.contains("@ orders "));
        }
    }

    // ---- during the failover ---------------------------------------------------------------------------------

    @Test
    void whoAsksDuringTheFailoverArrivesAtTheNewPrimary() throws Exception {
        cluster.killPrimary();
        cluster.elect("n2");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> jedis = threads.submit(this::writeWithJedis);
            Future<String> lettuce = threads.submit(this::writeWithLettuce);
            await().atMost(LONG).until(() -> heldAnswers() >= 2);
            cluster.serve();
            assertThat(jedis.get()).isEqualTo("OK");
            assertThat(lettuce.get()).isEqualTo("OK");
        }
        assertThat(cluster.node("n2").refusals).isZero();
    }

    private String writeWithJedis() {
        JedisClientConfig config = config(RedisProtocol.RESP3);
        try (JedisSentinelPool pool = new JedisSentinelPool("orders", sentinels(), config, config);
                Jedis jedis = pool.getResource()) {
            return jedis.set("k", "v");
        }
    }

    private String writeWithLettuce() {
        try (RedisClient client = RedisClient.create(uri());
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().set("k", "v");
        }
    }

    private long heldAnswers() {
        long held = 0;
        for (HostAndPort sentinel : sentinels()) {
            try (Jedis jedis = new Jedis(sentinel)) {
                String stats = jedis.info("stats");
                held += stats.lines()
                        .filter(line -> line.startsWith("held_answers:"))
                        .mapToLong(line -> Long.parseLong(line.substring("held_answers:".length())))
                        .sum();
            }
        }
        return held;
    }

    // ---- redis-py --------------------------------------------------------------------------------------------

    @Test
    void redisPyFollowsTheSwitch(@TempDir Path folder) throws Exception {
        Path python = Path.of("/usr/bin/python3");
        Assumptions.assumeTrue(Files.exists(python) && hasRedisPy(python), "python3-redis is not installed");
        Path script = folder.resolve("follow_switch.py");
        try (InputStream source = Objects.requireNonNull(getClass().getResourceAsStream("follow_switch.py"))) {
            Files.copy(source, script);
        }
        List<String> words = new ArrayList<>(List.of(python.toString(), script.toString()));
        cluster.ports().forEach(port -> words.add(Integer.toString(port)));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
                OutputStream input = process.getOutputStream()) {
            assertThat(output.readLine())
                    .isEqualTo("before " + cluster.node("n1").port());
            cluster.killPrimary();
            input.write('\n');
            input.flush();
            assertThat(output.readLine()).isEqualTo("asked");
            cluster.elect("n2");
            cluster.serve();
            assertThat(output.readLine())
                    .isEqualTo("after " + cluster.node("n2").port());
            assertThat(output.readLine())
                    .isEqualTo("replicas [" + cluster.node("n3").port() + "]");
            assertThat(output.readLine()).isEqualTo("unknown No master found for 'nope'");
        } finally {
            process.destroyForcibly();
        }
        assertThat(cluster.node("n2").refusals).isZero();
    }

    private static boolean hasRedisPy(Path python) throws Exception {
        return new ProcessBuilder(python.toString(), "-c", "import redis")
                        .start()
                        .waitFor()
                == 0;
    }
}
