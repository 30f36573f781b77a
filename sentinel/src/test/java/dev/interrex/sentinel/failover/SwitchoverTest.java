package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static dev.interrex.sentinel.failover.GroupFixture.topology;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SwitchoverTest {
    private final GroupFixture group = GroupFixture.steady();

    private void ask(String target) {
        request(target);
        group.prepared();
    }

    private void request(String target) {
        group.actions.clear();
        group.machine.onSwitchoverRequest(new SwitchoverRequest("r1", target, 500), group.sight(), group.nowMs);
        group.evaluate();
    }

    private String token() {
        return group.all(Action.PrepareSwitchover.class).get(0).token();
    }

    private void says(String nodeId, String obstacle) {
        group.machine.onSwitchoverPrepared(token(), nodeId, obstacle);
        group.evaluate();
    }

    private void logAnswers() {
        group.machine.onRead(Optional.of(group.committed()), group.nowMs);
        group.evaluate();
    }

    private Action.BeginSwitchover begun() {
        return group.all(Action.BeginSwitchover.class).get(0);
    }

    private SwitchoverAnswer answer() {
        return group.all(Action.AnswerSwitchover.class).get(0).answer();
    }

    private boolean answered() {
        return !group.all(Action.AnswerSwitchover.class).isEmpty();
    }

    @Test
    void switchoverMovesTheReignUnderItsToken() {
        ask("n3");
        Action.BeginSwitchover begin = begun();
        assertThat(begin.target()).isEqualTo(member("n3"));
        assertThat(begin.nodeId()).isEqualTo("n1");
        group.node("n1").role = NodeRole.HANDED_OVER;
        group.node("n1").serving = false;
        group.machine.onSwitchoverReady(begin.token(), 7, group.nowMs);
        group.evaluate();
        Action.ProposeChange proposal = group.proposal();
        assertThat(proposal.state().primary()).isEqualTo(member("n3"));
        assertThat(proposal.state().isr()).hasSize(3);
        assertThat(proposal.state().handoverToken()).isEqualTo(begin.token());
        group.apply(proposal);
        assertThat(answered()).as("only when it serves").isFalse();
        group.serves("n3");
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.Done.class);
        assertThat(group.machine.failovers().get(0).planned()).isTrue();
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void nobodyIsToldToHandOverBeforeAllAreReadyAndTheLogAnswered() {
        request("n3");
        assertThat(group.all(Action.Read.class)).hasSize(1);
        says("n1", "");
        says("n2", "it has no stream to n3 yet");
        says("n3", "");
        logAnswers();
        group.passMs(30);
        assertThat(group.all(Action.BeginSwitchover.class)).isEmpty();
        assertThat(group.all(Action.PrepareSwitchover.class))
                .as("asked again")
                .hasSizeGreaterThan(1)
                .allMatch(order -> order.token().equals(token()));
        says("n2", "");
        assertThat(begun().token()).isEqualTo(token());
    }

    @Test
    void aReplicaThatIsNotReadyOrDoesNotAnswerIsNotWaitedForLong() {
        request("n3");
        says("n1", "");
        says("n2", "it has no stream to n3 yet");
        logAnswers();
        group.passMs(GroupFixture.SETTINGS.prepareMs());
        assertThat(begun().target()).isEqualTo(member("n3"));
    }

    @Test
    void aTargetOrPrimaryThatIsNotReadyEndsItBeforeAnybodyWaits() {
        request("n3");
        says("n1", "n3 lags 300000 bytes");
        logAnswers();
        group.passMs(GroupFixture.SETTINGS.prepareMs());
        assertThat(answer()).isEqualTo(new SwitchoverAnswer.NotDone("n1 is not ready: n3 lags 300000 bytes"));
        assertThat(group.all(Action.BeginSwitchover.class)).isEmpty();
        assertThat(group.all(Action.AbortSwitchover.class)).isEmpty();
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void withoutAMajorityOfSentinelsNobodyIsToldToHandOver() {
        request("n3");
        List.of("n1", "n2", "n3").forEach(id -> says(id, ""));
        group.passMs(GroupFixture.SETTINGS.prepareMs());
        assertThat(answer()).isEqualTo(new SwitchoverAnswer.NotDone("the sentinels' log does not answer"));
        assertThat(group.all(Action.BeginSwitchover.class)).isEmpty();
    }

    @Test
    void aTargetThatDiesInThePreparationEndsItBeforeAnybodyWaits() {
        request("n3");
        List.of("n1", "n2", "n3").forEach(id -> says(id, ""));
        group.kill("n3");
        logAnswers();
        assertThat(answer()).isEqualTo(new SwitchoverAnswer.NotDone("n3 was lost in the meantime"));
        assertThat(group.all(Action.BeginSwitchover.class)).isEmpty();
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void aPrimaryThatIsWaitingForATargetThatDiedIsToldToGoOnAtOnce() {
        ask("n2");
        group.kill("n2");
        group.passMs(20);
        assertThat(group.all(Action.AbortSwitchover.class)).hasSize(1);
        group.passMs(100);
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.NotDone.class);
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void bestTargetIsTheOperatorsPreferenceThenTheLongestLog() {
        group.node("n3").end = new LogPosition(7, 1_500);
        ask("");
        assertThat(begun().target()).isEqualTo(member("n3"));
    }

    /** Under load there is always a report of the primary that is newer than the replicas'; the primary asks its own followers anyway. */
    @Test
    void replicasWhoseReportsAreAMomentOldMayBeTargets() {
        group.node("n2").reportedMs = group.nowMs - 10;
        group.node("n3").reportedMs = group.nowMs - 10;
        group.node("n1").end = new LogPosition(7, 5_000);
        group.node("n1").highWatermark = 5_000;
        group.evaluate();
        ask("");
        assertThat(answered()).isFalse();
        assertThat(begun().nodeId()).isEqualTo("n1");
    }

    @Test
    void aReplicaThatLostWhatWasCommittedIsNoTarget() {
        group.node("n1").end = new LogPosition(7, 5_000);
        group.node("n1").highWatermark = 5_000;
        group.node("n1").reportedMs = group.nowMs - 10;
        group.evaluate();
        ask("n3");
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.NotDone.class);
    }

    @Test
    void badTargetsAreRefused() {
        ask("n9");
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.NotFound.class);
        ask("n1");
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.NotDone.class);
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        ask("n3");
        assertThat(answer()).isEqualTo(new SwitchoverAnswer.NotDone("n3 is not in sync"));
        group.node("n2").healthy = false;
        ask("n2");
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.NotDone.class);
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void refusalOfThePrimaryLeavesEverythingAsItWas() {
        ask("n2");
        group.machine.onSwitchoverRefused(begun().token(), "n2 did not catch up in time");
        group.evaluate();
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.NotDone.class);
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
        assertThat(group.proposedNothing()).isTrue();
    }

    @Test
    void primaryThatDoesNotAnswerIsToldToGoOnAndMustSaySo() {
        ask("n2");
        group.node("n1").reportedMs = group.nowMs;
        group.passMs(560);
        assertThat(group.all(Action.AbortSwitchover.class)).hasSize(1);
        assertThat(answered()).as("it may have handed over").isFalse();
        group.node("n1").reportedMs = -1;
        group.passMs(100);
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.NotDone.class);
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void handoverThatCrossedTheAbortIsFinished() {
        ask("n2");
        group.node("n1").reportedMs = group.nowMs;
        group.passMs(560);
        group.machine.onSwitchoverReady(begun().token(), 7, group.nowMs);
        group.evaluate();
        assertThat(group.proposal().state().primary()).isEqualTo(member("n2"));
    }

    @Test
    void primaryIsAskedAgainWhereItsAnswerWasLost() {
        ask("n2");
        String token = begun().token();
        group.node("n1").role = NodeRole.HANDED_OVER;
        group.passMs(200);
        assertThat(group.all(Action.BeginSwitchover.class)).hasSizeGreaterThan(2);
        assertThat(group.all(Action.BeginSwitchover.class))
                .allMatch(begin -> begin.token().equals(token));
        assertThat(group.proposedNothing()).isTrue();
    }

    @Test
    void primaryThatDiesInTheSwitchoverIsReplacedByAFailover() {
        ask("n2");
        group.kill("n1");
        group.passMs(20);
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.Unknown.class);
        GroupTopology next = group.proposal().state();
        assertThat(next.handoverToken()).isEmpty();
        assertThat(next.isr()).doesNotContain(member("n1"));
    }

    @Test
    void targetThatDiesAfterTheHandoverIsNotWaitedFor() {
        ask("n2");
        group.node("n1").role = NodeRole.HANDED_OVER;
        group.node("n1").serving = false;
        group.node("n2").lostBy(3, group.nowMs);
        group.machine.onSwitchoverReady(begun().token(), 7, group.nowMs);
        group.passMs(20);
        GroupTopology next = group.proposal().state();
        assertThat(next.primary()).as("the old primary has the best name").isEqualTo(member("n1"));
        assertThat(next.epoch()).isEqualTo(8);
        assertThat(next.handoverToken()).isEmpty();
    }

    @Test
    void changedInSyncSetDoesNotStopAHandoverThatIsReady() {
        ask("n2");
        group.machine.onSwitchoverReady(begun().token(), 7, group.nowMs);
        group.evaluate();
        Action.ProposeChange first = group.proposal();
        GroupTopology obstacle = topology(7, 21, "n1", "n1", "n2");
        group.machine.onRejected(first.proposalId(), Optional.of(obstacle), group.nowMs);
        group.evaluate();
        Action.ProposeChange second = group.proposal();
        assertThat(second.expected()).isEqualTo(obstacle);
        assertThat(second.state().primary()).isEqualTo(member("n2"));
    }

    @Test
    void newLeaderFinishesAHandoverByAFailover() {
        GroupFixture later = GroupFixture.steady();
        later.node("n1").role = NodeRole.HANDED_OVER;
        later.node("n1").serving = false;
        later.evaluate();
        GroupTopology next = later.proposal().state();
        assertThat(next.epoch()).isEqualTo(8);
        assertThat(next.handoverToken()).isEmpty();
    }

    @Test
    void callerIsToldThatNothingIsKnownWhenTheLeadershipMoves() {
        ask("n2");
        group.machine.onLeadership(false, group.nowMs);
        group.evaluate();
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.Unknown.class);
    }

    @Test
    void secondSwitchoverHasToWait() {
        ask("n2");
        ask("n3");
        assertThat(answer()).isInstanceOf(SwitchoverAnswer.NotDone.class);
    }

    @Test
    void leavingPrimaryIsSucceededWithoutAnyoneAsking() {
        group.node("n1").leaving = true;
        group.evaluate();
        group.prepared();
        assertThat(begun().target()).isEqualTo(member("n2"));
        group.machine.onSwitchoverRefused(begun().token(), "no");
        group.actions.clear();
        group.passMs(190);
        assertThat(group.all(Action.BeginSwitchover.class)).isEmpty();
        group.passMs(20);
        group.prepared();
        assertThat(group.all(Action.BeginSwitchover.class)).hasSize(1);
    }
}
