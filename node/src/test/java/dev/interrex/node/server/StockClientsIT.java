package dev.interrex.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.node.config.NodeConfig;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.RedisProtocol;

/** Unmodified clients in both versions of the protocol. */
class StockClientsIT {
    private static FakeServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new FakeServer(NodeConfig.load(List.of("--standalone", "--port", "0", "--requirepass", "secret"), ""));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = RedisProtocol.class,
            names = {"RESP2", "RESP3"})
    void jedisConnectsWritesReadsAndRunsTransactions(RedisProtocol protocol) {
        var config = DefaultJedisClientConfig.builder()
                .protocol(protocol)
                .password("secret")
                .clientName("jedis")
                .database(1)
                .build();
        try (var jedis = new Jedis(new HostAndPort("127.0.0.1", server.port()), config)) {
            assertThat(jedis.set("k", "v")).isEqualTo("OK");
            assertThat(jedis.get("k")).isEqualTo("v");
            assertThat(jedis.clientGetname()).isEqualTo("jedis");
            assertThat(jedis.clientInfo()).contains("lib-name=jedis").contains("db=1");
            assertThat(jedis.configGet("maxclients")).containsEntry("maxclients", "10000");
            var transaction = jedis.multi();
            transaction.set("k", "w");
            var read = transaction.get("k");
            transaction.exec();
            assertThat(read.get()).isEqualTo("w");
            assertThat(jedis.waitReplicas(0, 10)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ProtocolVersion.class,
            names = {"RESP2", "RESP3"})
    void lettuceConnectsWritesReadsAndSubscribes(ProtocolVersion protocol) {
        var uri = RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(server.port())
                .withPassword("secret".toCharArray())
                .withClientName("lettuce")
                .build();
        var client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
        try (var connection = client.connect();
                var subscribed = client.connectPubSub()) {
            RedisCommands<String, String> commands = connection.sync();
            assertThat(commands.set("k", "v")).isEqualTo("OK");
            assertThat(commands.get("k")).isEqualTo("v");
            commands.multi();
            commands.set("k", "w");
            commands.get("k");
            assertThat(commands.exec().<String>get(1)).isEqualTo("w");
            assertThat(commands.role()).startsWith("master");
            assertThat(commands.info("replication")).contains("role:master");
            messagesArrive(subscribed, commands);
        } finally {
            client.shutdown();
        }
    }

    private static void messagesArrive(
            StatefulRedisPubSubConnection<String, String> subscribed, RedisCommands<String, String> commands) {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        subscribed.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                heard.add(channel + "=" + message);
            }

            @Override
            public void message(String pattern, String channel, String message) {
                heard.add(pattern + ">" + channel + "=" + message);
            }
        });
        subscribed.sync().subscribe("news");
        subscribed.sync().psubscribe("n*");
        assertThat(commands.publish("news", "hello")).isEqualTo(2);
        await().untilAsserted(() -> assertThat(heard).containsExactlyInAnyOrder("news=hello", "n*>news=hello"));
        subscribed.sync().unsubscribe("news");
        subscribed.sync().punsubscribe("n*");
    }
}
