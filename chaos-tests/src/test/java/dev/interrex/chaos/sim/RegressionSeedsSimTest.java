package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What once broke an invariant does not any more, nor does what is likely to. */
class RegressionSeedsSimTest {
    private static final int SEEDS_OF_STORIES = 100;

    @ParameterizedTest
    @EnumSource
    void staysFixed(Regression regression) {
        SimResult result = regression.run();
        assertThat(result.ok()).as(result.report()).isTrue();
    }

    /** As {@link Regression}, of lives that their faults alone do not bring back. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "expiring/short/11159864",
                "expiring/short/12086458",
                "expiring/short/12222732",
                "expiring/short/12248583",
                "expiring/short/12771399",
                "short/14320620",
                "short/14333888",
                "expiring/short/15044100",
                "short/16256292"
            })
    void staysWell(String life) {
        assertThat(new SeedRun().apply(life)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void endsWell(Story story) {
        for (int seed = 1; seed <= SEEDS_OF_STORIES; seed++) {
            SimResult result = story.run(seed, true);
            assertThat(result.ok()).as(story + ": " + result.report()).isTrue();
            assertThat(story.goesAsPromised(result.timeline()))
                    .as("%s, seed %d: %s", story, seed, String.join("\n", result.timeline()))
                    .isTrue();
        }
    }
}
