package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As {@link RedisDifferenceIT}, for one family of values at a time. */
class FamilyDifferenceIT {
    private static final int COMMANDS = Integer.getInteger("difference.commands", 20_000);

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
            Comparison comparison = new Comparison(ours, redis, seed, commands::alike);
            for (int i = 0; i < COMMANDS; i++) {
                comparison.add(commands.next());
                if (i % 1000 == 0) {
                    assertThat(ours.replica.digest()).isEqualTo(ours.engine.digest());
                }
            }
            comparison.compare();
            assertThat(ours.replica.digest()).isEqualTo(ours.engine.digest());
        }
    }
}
