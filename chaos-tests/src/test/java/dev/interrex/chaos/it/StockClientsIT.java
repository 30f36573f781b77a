package dev.interrex.chaos.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.cluster.GroupView;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import io.lettuce.core.masterreplica.StatefulRedisMasterReplicaConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisSentinelPool;
import redis.clients.jedis.RedisSentinelClient;
import redis.clients.jedis.Response;

/** Clients as they come: they connect, work, and follow a failover through the Sentinel protocol. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StockClientsIT {
    private static final Path TESTS = Installation.HOME.resolve("chaos-tests/src/test");
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path NODE_FOLDER = Installation.HOME.resolve("chaos-tests/target/js");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Writes that each client must get acknowledged after the failover: one could be luck. */
    private static final int WRITES_AFTER = 10;

    private static final Duration FOLLOWS_WITHIN = Duration.ofSeconds(20);

    private LocalGroup group;
    private String host;
    private int port;

    @BeforeAll
    void start() throws Exception {
        installNodeModules();
        group = LocalGroup.start();
        HostAndPort primary = HostAndPort.from(group.primaryAddress());
        host = primary.getHost();
        port = primary.getPort();
    }

    @AfterAll
    void stop() {
        if (group != null) {
            group.close();
        }
    }

    private static void installNodeModules() throws Exception {
        Files.createDirectories(NODE_FOLDER);
        for (String file : List.of("package.json", "package-lock.json", "client.js")) {
            Files.copy(
                    TESTS.resolve("js").resolve(file), NODE_FOLDER.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run(NODE_FOLDER, "npm", "ci", "--no-audit", "--no-fund");
    }

    private static String run(Path directory, String... command) throws IOException, InterruptedException {
        ProcessOutput output = ProcessOutput.of(LIMIT, directory, List.of(command));
        assertThat(output.exitCode())
                .as("%s: %s", List.of(command), output.text())
                .isZero();
        return output.text();
    }

    /** The primary may have changed since the start, if the failover test ran first. */
    private void findPrimary() {
        group.await(GroupView::healthy);
        HostAndPort primary = HostAndPort.from(group.primaryAddress());
        host = primary.getHost();
        port = primary.getPort();
    }

    @Test
    void redisCliWorksInResp3() throws Exception {
        findPrimary();
        Path folder = Installation.HOME;
        String[] cli = {"redis-cli", "-3", "-h", host, "-p", Integer.toString(port)};
        assertThat(run(folder, with(cli, "set", "cli:text", "hello"))).isEqualTo("OK\n");
        assertThat(run(folder, with(cli, "get", "cli:text"))).isEqualTo("hello\n");
        assertThat(run(folder, with(cli, "del", "cli:hash"))).matches("[01]\n");
        assertThat(run(folder, with(cli, "hset", "cli:hash", "a", "1"))).isEqualTo("1\n");
        assertThat(run(folder, with(cli, "--no-raw", "hgetall", "cli:hash"))).isEqualTo("1# \"a\" => \"1\"\n");
        assertThat(run(folder, with(cli, "info", "server"))).contains("redis_mode:standalone");
    }

    private static String[] with(String[] command, String... more) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void redisCliFindsThePrimaryThroughEachSentinel() throws Exception {
        findPrimary();
        for (String address : group.cluster().sentinelRespAddresses()) {
            HostAndPort sentinel = HostAndPort.from(address);
            String answer = run(
                    Installation.HOME,
                    "redis-cli",
                    "-3",
                    "-h",
                    sentinel.getHost(),
                    "-p",
                    Integer.toString(sentinel.getPort()),
                    "sentinel",
                    "get-master-addr-by-name",
                    LocalGroup.NAME);
            assertThat(answer).isEqualTo(host + "\n" + port + "\n");
        }
    }

    @Test
    void redisPyWorks() throws Exception {
        findPrimary();
        run(TESTS, PYTHON.toString(), "python/client.py", "tour", host, Integer.toString(port));
    }

    @Test
    void ioredisWorks() throws Exception {
        findPrimary();
        run(NODE_FOLDER, "node", "client.js", "tour", host, Integer.toString(port));
    }

    @Test
    void jedisWorks() {
        findPrimary();
        try (Jedis jedis = new Jedis(host, port)) {
            jedis.del("jedis:text", "jedis:hash", "jedis:count");
            assertThat(jedis.setex("jedis:text", 100, "grüße")).isEqualTo("OK");
            assertThat(jedis.get("jedis:text")).isEqualTo("grüße");
            assertThat(jedis.ttl("jedis:text")).isBetween(1L, 100L);
            assertThat(jedis.hset("jedis:hash", Map.of("a", "1", "b", "2"))).isEqualTo(2);
            assertThat(jedis.hgetAll("jedis:hash")).isEqualTo(Map.of("a", "1", "b", "2"));
            try (AbstractTransaction transaction = jedis.multi()) {
                Response<Long> first = transaction.incr("jedis:count");
                Response<Long> second = transaction.incr("jedis:count");
                transaction.exec();
                assertThat(List.of(first.get(), second.get())).containsExactly(1L, 2L);
            }
        }
    }

    @Test
    void lettuceWorks() {
        findPrimary();
        RedisClient client = RedisClient.create(RedisURI.create(host, port));
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            redis.del("lettuce:text", "lettuce:hash", "lettuce:count");
            assertThat(redis.setex("lettuce:text", 100, "grüße")).isEqualTo("OK");
            assertThat(redis.get("lettuce:text")).isEqualTo("grüße");
            assertThat(redis.ttl("lettuce:text")).isBetween(1L, 100L);
            assertThat(redis.hset("lettuce:hash", Map.of("a", "1", "b", "2"))).isEqualTo(2);
            assertThat(redis.hgetall("lettuce:hash")).isEqualTo(Map.of("a", "1", "b", "2"));
            redis.multi();
            redis.incr("lettuce:count");
            redis.incr("lettuce:count");
            TransactionResult replies = redis.exec();
            assertThat(replies.stream().toList()).containsExactly(1L, 2L);
        } finally {
            client.shutdown();
        }
    }

    @Test
    void everyClientFollowsAFailover(@TempDir Path logs) throws Exception {
        List<Follower> followers = followers(logs);
        try {
            await("all clients write", followers, follower -> follower.lastAcked() > WRITES_AFTER);
            Map<Follower, Long> atFailover = new HashMap<>();
            GroupView before = group.await(GroupView::healthy);
            group.killPrimary();
            followers.forEach(follower -> atFailover.put(follower, follower.lastAcked()));
            await(
                    "all clients write again",
                    followers,
                    follower -> follower.lastAcked() > atFailover.getOrDefault(follower, 0L) + WRITES_AFTER);
            group.cluster().start(before.primary());
        } finally {
            for (Follower follower : followers) {
                follower.close();
            }
        }
        findPrimary();
        try (Jedis jedis = new Jedis(host, port)) {
            for (Follower follower : followers) {
                assertThat(Long.parseLong(jedis.get(follower.key())))
                        .as("last write of %s that was acknowledged", follower.name())
                        .isGreaterThanOrEqualTo(follower.lastAcked());
            }
        }
    }

    private static void await(String what, List<Follower> followers, Predicate<Follower> condition) {
        Awaitility.await(what)
                .atMost(FOLLOWS_WITHIN)
                .untilAsserted(() -> assertThat(
                                followers.stream().filter(condition.negate()).map(Follower::name))
                        .isEmpty());
    }

    private List<Follower> followers(Path logs) throws IOException {
        List<String> sentinels = group.cluster().sentinelRespAddresses();
        List<Follower> followers = new ArrayList<>();
        followers.add(jedisClient(sentinels));
        followers.add(jedisPool(sentinels));
        followers.add(lettuceSentinel(sentinels));
        followers.add(lettuceMasterReplica(sentinels));
        followers.add(program("redis-py", logs, sentinels, PYTHON.toString(), TESTS.resolve("python/client.py")));
        followers.add(program("ioredis", logs, sentinels, "node", NODE_FOLDER.resolve("client.js")));
        return followers;
    }

    private static Follower program(String name, Path logs, List<String> sentinels, String interpreter, Path script)
            throws IOException {
        List<String> command =
                new ArrayList<>(List.of(interpreter, script.toString(), "follow", "follower:" + name, LocalGroup.NAME));
        command.addAll(sentinels);
        return Follower.process(name, logs.resolve(name + ".log"), command);
    }

    private static Set<HostAndPort> addresses(List<String> sentinels) {
        return sentinels.stream().map(HostAndPort::from).collect(Collectors.toSet());
    }

    private static Follower jedisClient(List<String> sentinels) {
        RedisSentinelClient client = RedisSentinelClient.builder()
                .masterName(LocalGroup.NAME)
                .sentinels(addresses(sentinels))
                .build();
        return Follower.onThread("jedis-client", (key, number) -> client.set(key, Long.toString(number)), client);
    }

    private static Follower jedisPool(List<String> sentinels) {
        JedisSentinelPool pool = new JedisSentinelPool(LocalGroup.NAME, Set.copyOf(sentinels));
        return Follower.onThread(
                "jedis-pool",
                (key, number) -> {
                    try (Jedis jedis = pool.getResource()) {
                        jedis.set(key, Long.toString(number));
                    }
                },
                pool);
    }

    private static RedisURI sentinelUri(List<String> sentinels) {
        RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(LocalGroup.NAME);
        for (String address : sentinels) {
            HostAndPort sentinel = HostAndPort.from(address);
            builder.withSentinel(sentinel.getHost(), sentinel.getPort());
        }
        return builder.withTimeout(Duration.ofSeconds(2)).build();
    }

    private static Follower lettuceSentinel(List<String> sentinels) {
        RedisClient client = RedisClient.create(sentinelUri(sentinels));
        StatefulRedisConnection<String, String> connection = client.connect();
        return Follower.onThread(
                "lettuce-sentinel",
                (key, number) -> connection.sync().set(key, Long.toString(number)),
                () -> client.shutdown());
    }

    private static Follower lettuceMasterReplica(List<String> sentinels) {
        RedisClient client = RedisClient.create();
        StatefulRedisMasterReplicaConnection<String, String> connection =
                MasterReplica.connect(client, StringCodec.UTF8, sentinelUri(sentinels));
        connection.setReadFrom(ReadFrom.UPSTREAM);
        return Follower.onThread(
                "lettuce-master-replica",
                (key, number) -> connection.sync().set(key, Long.toString(number)),
                () -> client.shutdown());
    }
}
