package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values go from a real Redis to us and back, in the form that DUMP writes, and are the same. */
class DumpDifferenceIT {
    private static final int ROUNDS = 400;

    private final CommandHarness ours = new CommandHarness();
    private Random random = new Random(0);

    @BeforeEach
    void redisIsInstalled() {
        Assumptions.assumeTrue(Files.isExecutable(RedisProcess.EXECUTABLE), "redis-server is not installed");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void payloadsAreUnderstoodBothWays(long seed) throws IOException {
        random = new Random(seed);
        try (RedisProcess redis = new RedisProcess()) {
            for (int i = 0; i < ROUNDS; i++) {
                redis.reply("FLUSHALL");
                make(redis);
                byte[] payload = ((RespReply.Bulk) redis.reply("DUMP", "k")).bytes();
                assertThat(own("RESTORE", "k", "0", payload, "REPLACE").text()).isEqualTo("OK");
                String type = redis.reply("TYPE", "k").text();
                // Lists and sets have a packed form since Redis 7.2 only.
                if (!type.equals("list") && !type.equals("set")) {
                    assertThat(CommandHarness.render(own("OBJECT", "ENCODING", "k")))
                            .isEqualTo(CommandHarness.render(redis.reply("OBJECT", "ENCODING", "k")));
                }
                byte[] back = ((RespReply.Bulk) own("DUMP", "k")).bytes();
                RespReply restored = redis.reply(
                        "RESTORE".getBytes(StandardCharsets.US_ASCII),
                        "copy".getBytes(StandardCharsets.US_ASCII),
                        "0".getBytes(StandardCharsets.US_ASCII),
                        back);
                assertThat(restored.text()).isEqualTo("OK");
                assertThat(contents(redis, "copy")).isEqualTo(contents(redis, "k"));
                assertThat(ours.replica.digest()).isEqualTo(ours.engine.digest());
            }
        }
    }

    private void make(RedisProcess redis) throws IOException {
        int size = 1 + random.nextInt(random.nextInt(4) == 0 ? 700 : 20);
        switch (random.nextInt(7)) {
            case 0 -> redis.reply("SET", "k", value());
            case 1 -> redis.reply("SET", "k", "ab".repeat(size * 20));
            case 2 -> {
                for (int i = 0; i < size; i++) {
                    redis.reply("RPUSH", "k", value());
                }
            }
            case 3 -> {
                boolean numbers = random.nextBoolean();
                for (int i = 0; i < size; i++) {
                    redis.reply(
                            "SADD", "k", numbers ? Long.toString(random.nextLong() >> random.nextInt(60)) : value());
                }
            }
            case 4 -> {
                for (int i = 0; i < size; i++) {
                    redis.reply("HSET", "k", "field" + i, value());
                }
            }
            case 5 -> {
                for (int i = 0; i < size; i++) {
                    redis.reply("ZADD", "k", score(), value());
                }
            }
            default -> stream(redis, size);
        }
    }

    private void stream(RedisProcess redis, int size) throws IOException {
        for (int i = 0; i < size; i++) {
            redis.reply("XADD", "k", "1-*", random.nextBoolean() ? "a" : "b", value());
        }
        redis.reply("XDEL", "k", "1-2", "1-5");
        redis.reply("XGROUP", "CREATE", "k", "g", "0");
        redis.reply("XGROUP", "CREATE", "k", "other", "$");
        redis.reply("XREADGROUP", "GROUP", "g", "c", "COUNT", "7", "STREAMS", "k", ">");
        redis.reply("XREADGROUP", "GROUP", "g", "d", "COUNT", "3", "STREAMS", "k", ">");
        redis.reply("XACK", "k", "g", "1-1");
    }

    private static String contents(RedisProcess redis, String key) throws IOException {
        return switch (redis.reply("TYPE", key).text()) {
            case "string" -> CommandHarness.render(redis.reply("GET", key));
            case "list" -> CommandHarness.render(redis.reply("LRANGE", key, "0", "-1"));
            case "set" -> CommandHarness.render(redis.reply("SORT", key, "ALPHA"));
            case "zset" -> CommandHarness.render(redis.reply("ZRANGE", key, "0", "-1", "WITHSCORES"));
            case "hash" -> sorted(redis.reply("HGETALL", key));
            default ->
                CommandHarness.render(redis.reply("XINFO", "STREAM", key, "FULL", "COUNT", "0"))
                        .replaceAll("(radix-tree-nodes\") \\d+", "$1");
        };
    }

    private static String sorted(RespReply pairs) {
        Map<String, String> sorted = new TreeMap<>();
        pairs.map().forEach((field, value) -> sorted.put(field, CommandHarness.render(value)));
        return sorted.toString();
    }

    private String score() {
        return switch (random.nextInt(4)) {
            case 0 -> "inf";
            case 1 -> Integer.toString(random.nextInt(10));
            case 2 -> Double.toString(random.nextGaussian() * 1e10);
            default -> "-1.5";
        };
    }

    private String value() {
        return switch (random.nextInt(4)) {
            case 0 -> Long.toString(random.nextLong() >> random.nextInt(64));
            case 1 -> "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 10_000 : 80));
            case 2 -> "é" + random.nextInt();
            default -> "v" + random.nextInt(1000);
        };
    }

    private RespReply own(Object... words) throws IOException {
        ByteBuf buffer = Unpooled.buffer();
        CommandArgs args = new CommandArgs();
        args.reset(buffer);
        for (Object word : words) {
            byte[] bytes = word instanceof byte[] raw ? raw : word.toString().getBytes(StandardCharsets.UTF_8);
            args.add(buffer.writerIndex(), bytes.length);
            buffer.writeBytes(bytes);
        }
        return RespReplyReader.readAll(ours.replyBytes(args)).getFirst();
    }
}
