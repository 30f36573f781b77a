package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static dev.interrex.sentinel.failover.GroupFixture.topology;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.DataLoss;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An operator gives up what nobody who can be reached has. */
class DataLossTest {
    private final GroupFixture group = GroupFixture.steady();

    /** n1 and n2 were in sync and are gone; n3 is left, and was not in the set. */
    private void lostAllInSync() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2").withSeen(1_000, GroupFixture.boots()), group.nowMs);
        group.node("n3").end = new LogPosition(6, 800);
        group.kill("n1");
        group.node("n2").lostBy(3, group.nowMs);
        group.passMs(1_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("the group stays down");
    }

    private SwitchoverAnswer.NotDone refusal(String node) {
        ask(node, "ops@host", 0);
        return (SwitchoverAnswer.NotDone)
                group.all(Action.AnswerSwitchover.class).getLast().answer();
    }

    private void ask(String node, String who, int minIsr) {
        group.machine.onDataLossRequest(
                new DataLossRequest("r1", node, who, 1_700_000_000_000L, minIsr), group.sight(), group.nowMs);
        group.evaluate();
    }

    private Action.ProposeDataLoss order() {
        return group.all(Action.ProposeDataLoss.class).getLast();
    }

    @Test
    void theSurvivorBeginsANewHistoryAlone() {
        lostAllInSync();
        ask("n3", "ops@host", 0);
        GroupTopology next = order().state();
        assertThat(next.epoch()).isEqualTo(8);
        assertThat(next.version()).isEqualTo(22);
        assertThat(next.primary()).isEqualTo(member("n3"));
        assertThat(next.isr()).as("nobody else has what it has").containsExactly(member("n3"));
        assertThat(next.minIsr()).as("writes wait for a second one").isEqualTo(2);
        assertThat(next.losses())
                .containsExactly(new DataLoss(
                        8,
                        "ops@host",
                        1_700_000_000_000L,
                        member("n3"),
                        new LogPosition(6, 800),
                        1_000,
                        List.of(member("n1"), member("n2"))));
        assertThat(next.committedLsn()).isEqualTo(800);
    }

    @Test
    void itIsAnsweredOnceItIsCommitted() {
        lostAllInSync();
        ask("n3", "ops@host", 1);
        Action.ProposeDataLoss order = order();
        assertThat(group.all(Action.AnswerSwitchover.class)).isEmpty();
        group.machine.onApplied(order.proposalId(), order.state(), group.nowMs);
        group.evaluate();
        assertThat(group.all(Action.AnswerSwitchover.class)).singleElement().satisfies(answered -> {
            assertThat(answered.requestId()).isEqualTo("r1");
            assertThat(answered.answer()).isInstanceOfSatisfying(SwitchoverAnswer.Done.class, done -> {
                assertThat(done.state().minIsr()).isEqualTo(1);
                assertThat(done.record().cause()).isEqualTo(Cause.DATA_LOSS);
            });
        });
        assertThat(group.machine.phase()).isEqualTo(Phase.PROMOTING);
    }

    @Test
    void nothingIsGivenUpWhileAMemberThatWasHeardLatelyMayBeBack() {
        lostAllInSync();
        group.node("n2").refusesConnections = true;
        group.node("n2").reportedMs = group.nowMs;
        assertThat(refusal("n3").reason()).contains("not certain yet that n2/").contains("is gone; try again");
        group.passMs(1_000);
        ask("n3", "ops@host", 0);
        assertThat(order().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void aMemberInMemoryModeThatWasHeardAfterItWasMissedIsNotAwaitedForEver() {
        group.machine.onCommitted(RolledBackDiskTest.memory(topology(7, 21, "n1", "n1", "n2")), group.nowMs);
        group.node("n3").end = new LogPosition(6, 800);
        group.kill("n1");
        group.node("n2").lostBy(3, group.nowMs);
        group.node("n2").reportedMs = group.nowMs + 1;
        group.node("n2").refusesConnections = true;
        group.passMs(1_000);
        ask("n3", "ops@host", 0);
        assertThat(order().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void nothingIsGivenUpWhileThePrimaryIsThere() {
        assertThat(refusal("n2").reason()).contains("is not lost");
    }

    @Test
    void nothingIsGivenUpWhereAMemberIsEligible() {
        group.kill("n1");
        group.node("n1").reportedMs = group.nowMs - 400;
        assertThat(refusal("n3").reason()).contains("n2").contains("has everything");
        assertThat(group.all(Action.ProposeDataLoss.class)).isEmpty();
    }

    @Test
    void aPrimaryThatCameBackIsEligibleToo() {
        lostAllInSync();
        group.node("n1").found();
        group.node("n1").role = NodeRole.UNASSIGNED;
        group.node("n1").serving = false;
        group.node("n1").needsNewEpoch = true;
        group.node("n1").bootCounter = 2;
        assertThat(refusal("n3").reason()).contains("n1").contains("has everything");
    }

    @Test
    void theBestOfWhatIsLeftMustBeTaken() {
        lostAllInSync();
        group.node("n2").found();
        group.node("n2").member = new MemberId("n2", "restored");
        group.node("n2").end = new LogPosition(7, 900);
        assertThat(refusal("n3").reason()).contains("node n2 has more").contains("7:900");
        ask("n2", "ops@host", 0);
        assertThat(order().state().losses().getLast().abandoned())
                .as("what n3 has is not to come back either")
                .contains(member("n3"), member("n1"), member("n2"))
                .doesNotContain(new MemberId("n2", "restored"));
    }

    @Test
    void aNodeThatDoesNotAnswerCannotBeTaken() {
        lostAllInSync();
        assertThat(refusal("n2").reason()).contains("n2 does not answer");
        assertThat(refusal("n9").reason()).contains("no node 'n9'");
    }

    @Test
    void whoAsksMustBeSaid() {
        lostAllInSync();
        ask("n3", "", 0);
        assertThat(group.all(Action.ProposeDataLoss.class)).isEmpty();
    }

    @Test
    void theNewEpochIsAboveAllThatAnybodyKnows() {
        lostAllInSync();
        group.node("n3").epoch = 12;
        ask("n3", "ops@host", 0);
        assertThat(order().state().epoch()).isEqualTo(13);
    }
}
