package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Seeds that once broke an invariant, by what was wrong then. What is behind each: docs/simulation.md. */
class RegressionSeedsSimTest {
    @ParameterizedTest(name = "{0}, seed {1}")
    @CsvSource({
        "log time ran backwards after a start from a snapshot, 8690",
        "two nodes that most sentinels missed deposed each other every few milliseconds, 9911",
    })
    void staysFixed(String what, long seed) {
        SimResult result = Simulation.run(seed, false);
        assertThat(result.ok()).as("%s: %s", what, result.report()).isTrue();
    }
}
