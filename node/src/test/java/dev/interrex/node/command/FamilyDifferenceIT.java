package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@link RedisDifferenceIT}, for one family of values at a time. */
class FamilyDifferenceIT {
    private static final int COMMANDS = Integer.getInteger("difference.commands", 20_000);
    private static final int CLOCK_EVERY = 50;
    private static final int MOST_SHOWN = 2_000;

    private final List<String> history = new ArrayList<>();

    @BeforeEach
    void redisIsInstalled() {
        Assumptions.assumeTrue(Files.isExecutable(RedisProcess.EXECUTABLE), "redis-server is not installed");
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,3"})
    void bitmapsAreRedissOwn(long seed, int respVersion) throws IOException {
        compare(RandomBitmaps::new, seed, respVersion);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,3", "3,2"})
    void hyperLogLogsAreRedissOwn(long seed, int respVersion) throws IOException {
        compare(RandomHyperLogLogs::new, seed, respVersion);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,3", "3,2"})
    void streamsAreRedissOwn(long seed, int respVersion) throws IOException {
        compare(RandomStreams::new, seed, respVersion);
    }

    @ParameterizedTest
    @CsvSource({"1,2", "2,3"})
    void sortingIsRedissOwn(long seed, int respVersion) throws IOException {
        compare(RandomSorts::new, seed, respVersion);
    }

    private void compare(LongFunction<RandomFamily> family, long seed, int respVersion) throws IOException {
        CommandHarness ours = respVersion == 3 ? new CommandHarness().resp3() : new CommandHarness();
        RandomFamily commands = family.apply(seed);
        try (RedisProcess redis = new RedisProcess()) {
            redis.reply("HELLO", Integer.toString(respVersion));
            for (int i = 0; i < COMMANDS; i++) {
                if (i % CLOCK_EVERY == 0) {
                    takeTime(ours, redis);
                }
                compare(ours, redis, commands, seed);
                if (i % 1000 == 0) {
                    assertThat(ours.replica.digest()).isEqualTo(ours.engine.digest());
                }
            }
            assertThat(ours.replica.digest()).isEqualTo(ours.engine.digest());
        }
    }

    private static void takeTime(CommandHarness ours, RedisProcess redis) throws IOException {
        List<String> time = redis.reply("TIME").texts();
        ours.setTimeMs(Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000);
    }

    private void compare(CommandHarness ours, RedisProcess redis, RandomFamily family, long seed) throws IOException {
        byte[][] command = family.next();
        history.add(Arrays.stream(command).map(FamilyDifferenceIT::quoted).collect(Collectors.joining(" ")));
        String name = new String(command[0], StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        RespReply theirs = redis.reply(command);
        byte[] bytes = ours.replyBytes(CommandHarness.args(command));
        if (Arrays.equals(bytes, redis.lastBytes())) {
            return;
        }
        RespReply own = RespReplyReader.readAll(bytes).getFirst();
        if (!family.alike(name, command, own, theirs)) {
            fail("seed %d, after:%n%s%nours  %s%nRedis %s", seed, recent(), shown(own), shown(theirs));
        }
    }

    private static String quoted(byte[] word) {
        return '"' + new String(word, StandardCharsets.ISO_8859_1) + '"';
    }

    private static String shown(RespReply reply) {
        String text = CommandHarness.render(reply);
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    }

    private String recent() {
        return String.join("\n", history.subList(Math.max(0, history.size() - 30), history.size()));
    }
}
