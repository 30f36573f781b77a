package dev.interrex.node.replication.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.replication.core.AcceptRule.Handshake;
import org.junit.jupiter.api.Test;

class AcceptRuleTest {
    private static final EpochHistory HISTORY =
            EpochHistory.EMPTY.withRecord(1, 0).withRecord(3, 400);
    private static final AcceptRule.Log MINE = new AcceptRule.Log(new LogPosition(3, 500), HISTORY, 420);

    @Test
    void aLogThatEndsWhereThePrimarySaysGoesOn() {
        assertThat(AcceptRule.handshake(4, MINE, 4, new LogPosition(3, 500))).isEqualTo(new Handshake.Continue());
    }

    @Test
    void whatThePrimaryDoesNotShareIsCut() {
        LogPosition cut = new LogPosition(3, 450);
        assertThat(AcceptRule.handshake(4, MINE, 4, cut)).isEqualTo(new Handshake.Cut(cut));
    }

    @Test
    void whatIsCommittedIsNeverCut() {
        assertThat(AcceptRule.handshake(4, MINE, 4, new LogPosition(3, 410))).isInstanceOf(Handshake.Damaged.class);
    }

    @Test
    void anAnswerAboutAnotherLogStartsAnew() {
        assertThat(AcceptRule.handshake(4, MINE, 4, new LogPosition(2, 450))).isInstanceOf(Handshake.Reconnect.class);
        assertThat(AcceptRule.handshake(4, MINE, 4, new LogPosition(3, 600))).isInstanceOf(Handshake.Reconnect.class);
        assertThat(AcceptRule.handshake(4, MINE, 5, new LogPosition(3, 500))).isInstanceOf(Handshake.Reconnect.class);
    }

    @Test
    void anAppendMustContinueTheLogInTheFollowedEpoch() {
        LogPosition end = MINE.end();
        assertThat(AcceptRule.refusesAppend(4, end, 4, 3, 500)).isNull();
        assertThat(AcceptRule.refusesAppend(4, end, 3, 3, 500)).isNotNull();
        assertThat(AcceptRule.refusesAppend(4, end, 4, 2, 500)).isNotNull();
        assertThat(AcceptRule.refusesAppend(4, end, 4, 3, 450)).isNotNull();
        assertThat(AcceptRule.refusesAppend(4, end, 4, 3, 550)).isNotNull();
    }

    @Test
    void anAckNeverSpeaksOfWhatWasCutOff() {
        FollowerAck ack = AcceptRule.ack(4, 450, 500, 420, FollowerAck.NO_ECHO);
        assertThat(ack.durableLsn()).isEqualTo(450);
        assertThat(ack.receivedLsn()).isEqualTo(450);
    }

    @Test
    void aReplicaAppliesOnlyWhatIsCommittedAndHere() {
        assertThat(AcceptRule.committedHere(480, 500)).isEqualTo(480);
        assertThat(AcceptRule.committedHere(600, 500)).isEqualTo(500);
        assertThat(AcceptRule.refusesSnapshot(4, new LogPosition(3, 420), 420)).isNull();
        assertThat(AcceptRule.refusesSnapshot(4, new LogPosition(3, 419), 420)).isNotNull();
    }

    @Test
    void aFollowerThatPromisesForLessThanThePrimaryCountsOnDoesNotFollow() {
        assertThat(AcceptRule.refusesPromise(200_000_000, 200_000_000)).isNull();
        assertThat(AcceptRule.refusesPromise(200_000_000, 400_000_000)).isNull();
        assertThat(AcceptRule.refusesPromise(400_000_000, 200_000_000)).contains("400", "200");
    }
}
