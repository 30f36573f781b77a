package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static dev.interrex.sentinel.failover.GroupFixture.topology;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.model.Spares;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Deposition and election. Bootstrap, in-sync sets and switchovers have tests of their own. */
class GroupFailoverTest {
    private final GroupFixture group = GroupFixture.steady();

    @Test
    void healthyGroupIsLeftAlone() {
        group.passMs(10_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
        assertThat(group.machine.detail()).isEmpty();
    }

    @Test
    void killedPrimaryIsReplacedAtOnce() {
        group.kill("n1");
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.epoch()).isEqualTo(8);
        assertThat(next.version()).isEqualTo(21);
        assertThat(next.primary()).isEqualTo(member("n2"));
        assertThat(next.isr()).containsExactly(member("n2"), member("n3"));
        assertThat(next.handoverToken()).isEmpty();
    }

    @Test
    void majorityMustSuspectBeforeDepose() {
        group.kill("n1");
        group.node("n1").lostBy(1, group.nowMs);
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        group.node("n1").lostBy(2, group.nowMs);
        group.evaluate();
        assertThat(group.proposal().state().epoch()).isEqualTo(8);
    }

    @Test
    void replicaThatHearsThePrimaryVetoes() {
        group.kill("n1");
        group.node("n3").primaryRefused = false;
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
        assertThat(group.machine.detail()).contains("n3", "still hears it");
    }

    @Test
    void sentinelsAlonePartitionedLeaveThePrimary() {
        group.node("n1").lostBy(3, group.nowMs);
        group.passMs(60_000);
        assertThat(group.proposedNothing()).isTrue();
    }

    @Test
    void silentPrimaryIsDeposedOnceTheReplicasMissItToo() {
        group.node("n1").lostBy(3, group.nowMs);
        group.node("n2").primarySilenceMs = 199;
        group.node("n3").primarySilenceMs = 310;
        group.evaluate();
        assertThat(group.proposedNothing()).isTrue();
        group.node("n2").primarySilenceMs = 200;
        group.evaluate();
        assertThat(group.proposal().state().epoch()).isEqualTo(8);
    }

    @Test
    void successorThatMostSentinelsCannotReachIsGivenTime() {
        group.node("n2").lostBy(2, group.nowMs);
        group.node("n2").reportedMs = -1;
        group.node("n3").lostBy(3, group.nowMs);
        group.passMs(50);
        group.kill("n1");
        group.passMs(100);
        Action.ProposeChange change = group.proposal();
        assertThat(change.state().primary()).isEqualTo(member("n2"));
        group.apply(change);
        group.passMs(290);
        assertThat(group.machine.phase()).as("nobody had time to hear it").isEqualTo(Phase.PROMOTING);
        group.passMs(20);
        assertThat(group.machine.phase()).isEqualTo(Phase.ELECTING);
    }

    @Test
    void aCommittedStateDecidesAProposalWhoseAnswerIsLost() {
        group.kill("n1");
        group.evaluate();
        Action.ProposeChange change = group.proposal();
        group.machine.onCommitted(change.state(), group.nowMs);
        group.node("n2").lostBy(3, group.nowMs);
        group.passMs(20);
        assertThat(group.proposal().state().epoch())
                .as("no need to ask for its fate")
                .isEqualTo(9);
    }

    @Test
    void whatAReplicaHeardInAnOlderEpochIsNoVeto() {
        group.kill("n1");
        group.node("n3").primaryRefused = false;
        group.node("n3").epoch = 6;
        group.evaluate();
        assertThat(group.proposal().state().epoch()).isEqualTo(8);
    }

    @Test
    void reportFromBeforeTheSuspicionIsNoWitness() {
        group.kill("n1");
        group.node("n3").reportedMs = group.nowMs - 1;
        group.evaluate();
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.all(Action.AskForReports.class)).isNotEmpty();
        group.node("n3").reportedMs = group.nowMs;
        group.evaluate();
        assertThat(group.proposal().state().epoch()).isEqualTo(8);
    }

    @Test
    void zoneThatIsLostAsAWholeDoesNotHoldUpTheElection() {
        group.kill("n1");
        group.node("n2").lostBy(3, group.nowMs);
        group.evaluate();
        assertThat(group.proposal().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void whoDiedAfterItReportedIsNotChosen() {
        group.kill("n1");
        group.node("n2").end = new LogPosition(7, 2_000);
        group.node("n2").lostBy(3, group.nowMs);
        group.node("n2").refusesConnections = true;
        group.node("n2").reportedMs = group.nowMs;
        group.evaluate();
        assertThat(group.proposal().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void highestEpochThenLsnWins() {
        // Nobody has heard that epoch 7 served: then whoever does not end in it has lost something.
        GroupFixture fresh = GroupFixture.withoutGroup(100);
        fresh.node("n1").serving = false;
        fresh.machine.onCommitted(topology(7, 20, "n1", "n1", "n2", "n3"), fresh.nowMs);
        fresh.machine.onLeadership(true, fresh.nowMs);
        fresh.node("n2").end = new LogPosition(6, 9_999);
        fresh.node("n3").end = new LogPosition(7, 10);
        fresh.kill("n1");
        fresh.passMs(1_000);
        assertThat(fresh.proposal().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void longerLogWinsWithinAnEpoch() {
        group.node("n3").end = new LogPosition(7, 1_001);
        group.kill("n1");
        group.evaluate();
        assertThat(group.proposal().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void priorityDecidesBetweenEqualLogsAndZeroIsNeverChosen() {
        GroupFixture prefersThird = withPriorityOfThird(10);
        prefersThird.kill("n1");
        prefersThird.evaluate();
        assertThat(prefersThird.proposal().state().primary()).isEqualTo(member("n3"));

        GroupFixture neverThird = withPriorityOfThird(0);
        neverThird.node("n3").end = new LogPosition(7, 5_000);
        neverThird.kill("n1");
        neverThird.evaluate();
        assertThat(neverThird.proposal().state().primary()).isEqualTo(member("n2"));
    }

    private static GroupFixture withPriorityOfThird(int priority) {
        GroupFixture fixture = GroupFixture.withoutGroup(priority);
        GroupTopology plain = topology(7, 20, "n1", "n1", "n2", "n3");
        GroupTopology state = new GroupTopology(
                plain.group(),
                7,
                20,
                plain.primary(),
                plain.isr(),
                GroupFixture.addresses(priority),
                2,
                plain.commitMode(),
                "",
                0,
                plain.boots(),
                List.of(),
                List.of(),
                Spares.NONE);
        fixture.machine.onCommitted(state, fixture.nowMs);
        fixture.machine.onLeadership(true, fixture.nowMs);
        fixture.evaluate();
        return fixture;
    }

    @Test
    void onlyRecordedInSyncMembersAreChosen() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        group.node("n3").end = new LogPosition(7, 999_999);
        group.kill("n1");
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.primary()).isEqualTo(member("n2"));
    }

    @Test
    void emptyNodeIsNeverChosen() {
        group.node("n2").member = new MemberId("n2", "new-data");
        group.node("n2").end = LogPosition.START;
        group.node("n3").blank = true;
        group.kill("n1");
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.phase()).isEqualTo(Phase.ELECTING);
        assertThat(group.machine.detail()).contains("stays down", "other data", "blank");
    }

    @Test
    void unhealthyNodeIsNeverChosen() {
        group.node("n2").healthy = false;
        group.node("n2").end = new LogPosition(7, 5_000);
        group.kill("n1");
        group.evaluate();
        assertThat(group.proposal().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void belowMinIsrKeepsTheDeadListed() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        group.kill("n1");
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.primary()).isEqualTo(member("n2"));
        assertThat(next.isr()).containsExactly(member("n1"), member("n2"));
    }

    @Test
    void stragglerIsWaitedForFiftyMillisecondsAtMost() {
        // The primary itself says it must go, so no witness is needed; n3 is not suspected but does not answer.
        group.node("n1").healthy = false;
        group.node("n3").reportedMs = group.nowMs - 1;
        group.passMs(50);
        assertThat(group.proposedNothing()).isTrue();
        group.passMs(10);
        assertThat(group.proposal().state().primary()).isEqualTo(member("n2"));
    }

    @Test
    void stragglerThatAnswersInTimeIsHeard() {
        group.node("n1").healthy = false;
        group.node("n3").reportedMs = group.nowMs - 1;
        group.passMs(30);
        group.node("n3").reportedMs = -1;
        group.node("n3").end = new LogPosition(7, 2_000);
        group.evaluate();
        assertThat(group.proposal().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void primaryThatComesBackBeforeTheDecisionStays() {
        group.kill("n1");
        group.node("n2").healthy = false;
        group.node("n3").healthy = false;
        group.evaluate();
        assertThat(group.machine.phase()).isEqualTo(Phase.ELECTING);
        group.node("n1").found();
        group.evaluate();
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
        assertThat(group.proposedNothing()).isTrue();
    }

    @Test
    void successorThatDiesIsReplacedToo() {
        group.kill("n1");
        group.evaluate();
        group.apply(group.proposal());
        assertThat(group.machine.phase()).isEqualTo(Phase.PROMOTING);
        group.kill("n2");
        group.node("n3").epoch = 8;
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.epoch()).isEqualTo(9);
        assertThat(next.primary()).isEqualTo(member("n3"));
        assertThat(next.isr()).as("minIsr is 2").containsExactly(member("n2"), member("n3"));
    }

    @Test
    void reignBeginsWhenThePrimaryIsSeenServing() {
        group.kill("n1");
        group.evaluate();
        group.apply(group.proposal());
        assertThat(group.machine.primaryServing()).isFalse();
        group.serves("n2");
        assertThat(group.machine.primaryServing()).isTrue();
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
    }

    @Test
    void unknownOutcomeIsResolvedByReadBeforeRetry() {
        group.kill("n1");
        group.evaluate();
        Action.ProposeChange first = group.proposal();
        group.machine.onUnknown(first.proposalId(), group.nowMs);
        group.evaluate();
        assertThat(group.all(Action.Read.class)).hasSize(1);
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();

        group.machine.onReadFailed(group.nowMs);
        group.passMs(100);
        assertThat(group.all(Action.Read.class)).hasSize(2);
        assertThat(group.proposedNothing()).isTrue();

        group.machine.onRead(Optional.of(first.expected()), group.nowMs);
        group.evaluate();
        Action.ProposeChange second = group.proposal();
        assertThat(second.proposalId()).isNotEqualTo(first.proposalId());
        assertThat(second.expected()).isEqualTo(first.expected());
    }

    @Test
    void unknownOutcomeThatTookEffectIsNotRepeated() {
        group.kill("n1");
        group.evaluate();
        Action.ProposeChange first = group.proposal();
        group.machine.onUnknown(first.proposalId(), group.nowMs);
        group.evaluate();
        group.machine.onRead(Optional.of(first.state()), group.nowMs);
        group.evaluate();
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.phase()).isEqualTo(Phase.PROMOTING);
        assertThat(group.machine.failovers().get(0).cause()).isEqualTo(Cause.UNREACHABLE);
    }

    @Test
    void proposalWithoutAnswerIsLookedUp() {
        group.kill("n1");
        group.evaluate();
        group.proposal();
        group.passMs(990);
        assertThat(group.all(Action.Read.class)).isEmpty();
        group.passMs(10);
        assertThat(group.all(Action.Read.class)).hasSize(1);
    }

    @Test
    void rejectedProposalIsRepeatedOnWhatStoodInTheWay() {
        group.kill("n1");
        group.evaluate();
        Action.ProposeChange first = group.proposal();
        GroupTopology obstacle = topology(7, 21, "n1", "n1", "n3");
        group.machine.onRejected(first.proposalId(), Optional.of(obstacle), group.nowMs);
        group.evaluate();
        Action.ProposeChange second = group.proposal();
        assertThat(second.expected()).isEqualTo(obstacle);
        assertThat(second.state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void rebootedPrimaryGetsANewEpoch() {
        group.node("n1").role = NodeRole.UNASSIGNED;
        group.node("n1").serving = false;
        group.node("n1").bootCounter = 2;
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.epoch()).isEqualTo(8);
        assertThat(next.primary())
                .as("equal logs, equal priority: the first by name")
                .isEqualTo(member("n1"));
        assertThat(next.isr()).hasSize(3);
    }

    @Test
    void coldStartGivesTheNamedPrimaryANewEpoch() {
        GroupFixture cold = GroupFixture.withoutGroup(100);
        cold.nodes.values().forEach(seen -> {
            seen.role = NodeRole.UNASSIGNED;
            seen.serving = false;
            seen.primarySilenceMs = -1;
        });
        cold.node("n1").needsNewEpoch = true;
        cold.node("n2").end = new LogPosition(7, 3_000);
        cold.machine.onCommitted(topology(7, 20, "n1", "n1", "n2", "n3"), cold.nowMs);
        cold.machine.onLeadership(true, cold.nowMs);
        cold.evaluate();
        GroupTopology next = cold.proposal().state();
        assertThat(next.epoch()).isEqualTo(8);
        assertThat(next.primary()).as("the longest log").isEqualTo(member("n2"));
    }

    @Test
    void lateReportOfTheEpochBeforeDoesNotEndTheNewReign() {
        group.node("n1").needsNewEpoch = true;
        group.node("n1").serving = false;
        group.evaluate();
        group.apply(group.proposal());
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
    }

    @Test
    void primaryWithOtherDataIsDeposed() {
        group.node("n1").member = new MemberId("n1", "new-data");
        group.node("n1").role = NodeRole.UNASSIGNED;
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.primary()).isEqualTo(member("n2"));
        assertThat(next.isr()).containsExactly(member("n2"), member("n3"));
    }

    @Test
    void unhealthyPrimaryIsDeposed() {
        group.node("n1").healthy = false;
        group.evaluate();
        assertThat(group.proposal().state().primary()).isEqualTo(member("n2"));
    }

    @Test
    void nodeThatKnowsMoreThanTheSentinelsStopsEverything() {
        group.kill("n1");
        group.node("n2").epoch = 9;
        group.node("n3").healthy = false;
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("rolled back");
    }

    @Test
    void sentinelThatDoesNotLeadOnlyWatches() {
        group.machine.onLeadership(false, group.nowMs);
        group.kill("n1");
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.phase()).isEqualTo(Phase.STANDBY);
    }

    @Test
    void sentinelThatDoesNotLeadSaysWhatItSeesNevertheless() {
        group.machine.onLeadership(false, group.nowMs);
        group.kill("n1");
        group.evaluate();
        assertThat(group.machine.detail()).contains("majority of sentinels cannot reach");
    }

    @Test
    void newLeaderActsOnTheHistoryItHas() {
        group.machine.onLeadership(false, group.nowMs);
        group.kill("n1");
        group.passMs(300);
        group.machine.onLeadership(true, group.nowMs);
        group.evaluate();
        assertThat(group.proposal().state().epoch()).isEqualTo(8);
    }

    @Test
    void everyFailoverIsRecordedWithItsTimes() {
        group.kill("n1");
        long killedMs = group.nowMs;
        group.evaluate();
        Action.ProposeChange proposal = group.proposal();
        group.nowMs += 7;
        group.apply(proposal);
        group.nowMs += 13;
        group.serves("n2");
        assertThat(group.machine.failovers().get(0))
                .isEqualTo(new FailoverTimes(
                        7, 8, "n1", "n2", Cause.UNREACHABLE, killedMs, killedMs, killedMs + 7, killedMs + 20));
    }
}
