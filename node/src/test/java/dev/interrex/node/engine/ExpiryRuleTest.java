package dev.interrex.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExpiryRuleTest {
    @Test
    void aKeyLivesUntilItsDeadlineAndNotForTheMomentAfterIt() {
        assertThat(ExpiryRule.isOver(1_000, 1_000)).isFalse();
        assertThat(ExpiryRule.isOver(1_000, 1_001)).isTrue();
        assertThat(ExpiryRule.isOver(Database.NO_EXPIRY, Long.MAX_VALUE)).isFalse();
    }

    @Test
    void onlyWhoLogsDeletesAndWhoAppliesAsksNoClock() {
        assertThat(ExpiryRule.sight(false, true)).isEqualTo(ExpiryRule.Sight.DELETED);
        assertThat(ExpiryRule.sight(false, false)).isEqualTo(ExpiryRule.Sight.HIDDEN);
        assertThat(ExpiryRule.sight(true, true)).isEqualTo(ExpiryRule.Sight.THERE);
        assertThat(ExpiryRule.sight(true, false)).isEqualTo(ExpiryRule.Sight.THERE);
    }
}
