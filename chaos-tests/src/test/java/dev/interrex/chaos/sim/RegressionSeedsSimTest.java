package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What once broke an invariant does not any more. */
class RegressionSeedsSimTest {
    @ParameterizedTest
    @EnumSource
    void staysFixed(Regression regression) {
        SimResult result = regression.run();
        assertThat(result.ok()).as(result.report()).isTrue();
    }
}
