package dev.interrex.node.replication.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.replication.core.FollowRule.Decision;
import dev.interrex.node.replication.core.FollowRule.Log;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FollowRuleTest {
    @Test
    void anEmptyFollowerTakesTheWholeLog() {
        Decision decision = FollowRule.decide(log(0, 500, 0, 1, 0), log(0, 0, 0));
        assertThat(decision).isEqualTo(new Decision.Continue(LogPosition.START));
    }

    @Test
    void aFollowerThatMerelyLagsKeepsWhatItHas() {
        Decision decision = FollowRule.decide(log(0, 500, 0, 1, 0, 2, 400), log(0, 300, 250, 1, 0));
        assertThat(decision).isEqualTo(new Decision.Continue(new LogPosition(1, 300)));
    }

    @Test
    void aDivergentTailIsCutWhereTheEpochsPart() {
        // Epoch 1 ended at 400 for the new primary; the old one wrote on to 480.
        Decision decision = FollowRule.decide(log(0, 500, 0, 1, 0, 2, 400), log(0, 480, 380, 1, 0));
        assertThat(decision).isEqualTo(new Decision.Continue(new LogPosition(1, 400)));
    }

    @Test
    void aTailOfAnEpochThatThePrimaryNeverSawIsCutBackToTheLastSharedOne() {
        Decision decision = FollowRule.decide(log(0, 900, 0, 1, 0, 3, 500), log(0, 800, 450, 1, 0, 2, 450));
        assertThat(decision).isEqualTo(new Decision.Continue(new LogPosition(1, 450)));
    }

    @Test
    void nothingKnownAsCommittedIsEverCut() {
        Decision decision = FollowRule.decide(log(0, 500, 0, 1, 0, 2, 400), log(0, 480, 401, 1, 0));
        assertThat(decision).isInstanceOf(Decision.Damaged.class);
    }

    @Test
    void aFollowerBehindTheStartOfTheLogNeedsASnapshot() {
        Decision decision = FollowRule.decide(log(200, 500, 0, 1, 0), log(0, 100, 50, 1, 0));
        assertThat(decision).isEqualTo(new Decision.NeedsSnapshot());
    }

    @Test
    void logsWithoutACommonEpochShareNothing() {
        Decision decision = FollowRule.decide(log(0, 500, 0, 4, 0), log(0, 100, 0, 2, 0));
        assertThat(decision).isEqualTo(new Decision.Continue(LogPosition.START));
    }

    /** {@code epochs}: epoch, startLsn, epoch, startLsn, … */
    private static Log log(long startLsn, long leo, long highWatermark, long... epochs) {
        List<EpochHistory.Start> starts = new ArrayList<>();
        for (int i = 0; i < epochs.length; i += 2) {
            starts.add(new EpochHistory.Start(epochs[i], epochs[i + 1]));
        }
        return new Log(new EpochHistory(starts), startLsn, leo, highWatermark);
    }
}
