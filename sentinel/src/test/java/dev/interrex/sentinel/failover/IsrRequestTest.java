package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static dev.interrex.sentinel.failover.GroupFixture.topology;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IsrRequestTest {
    private final GroupFixture group = GroupFixture.steady();

    private void request(long epoch, long version, MemberId... isr) {
        group.machine.onIsrRequest(new IsrRequest("n1", "p1", epoch, version, List.of(isr), List.of()));
        group.evaluate();
    }

    private void refused(long epoch, long version, MemberId... isr) {
        group.actions.clear();
        request(epoch, version, isr);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.all(Action.RefuseIsr.class)).singleElement().satisfies(refusal -> {
            assertThat(refusal.nodeId()).isEqualTo("n1");
            assertThat(refusal.proposalId()).isEqualTo("p1");
            assertThat(refusal.reason()).isNotEmpty();
        });
    }

    @Test
    void primaryMayRemoveAReplica() {
        request(7, 20, member("n1"), member("n2"));
        Action.ProposeChange proposal = group.proposal();
        assertThat(proposal.proposalId()).as("the node's own id").isEqualTo("p1");
        assertThat(proposal.state().isr()).containsExactly(member("n1"), member("n2"));
        assertThat(proposal.state().version()).isEqualTo(21);
        assertThat(proposal.state().epoch()).isEqualTo(7);
        group.apply(proposal);
        assertThat(group.machine.phase()).as("the reign goes on").isEqualTo(Phase.STEADY);
    }

    @Test
    void primaryMayAddAReplicaThatCaughtUp() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        request(7, 21, member("n1"), member("n2"), member("n3"));
        assertThat(group.proposal().state().isr()).hasSize(3);
    }

    @Test
    void outdatedRequestIsRefused() {
        refused(7, 19, member("n1"), member("n2"));
        refused(6, 20, member("n1"), member("n2"));
    }

    @Test
    void setBelowTheMinimumIsRefused() {
        refused(7, 20, member("n1"));
        assertThat(group.machine.detail()).contains("at least 2");
    }

    @Test
    void setWithoutThePrimaryIsRefused() {
        refused(7, 20, member("n2"), member("n3"));
    }

    @Test
    void memberListedTwiceDoesNotMakeTwo() {
        refused(7, 20, member("n1"), member("n1"));
    }

    @Test
    void otherNodesThanThePrimaryAreNotHeard() {
        group.machine.onIsrRequest(new IsrRequest("n2", "p1", 7, 20, List.of(member("n1"), member("n2")), List.of()));
        group.evaluate();
        assertThat(group.proposedNothing()).isTrue();
    }

    @Test
    void incarnationThatIsNotThereAnyMoreIsNotAdded() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        group.node("n3").member = new MemberId("n3", "new-data");
        refused(7, 21, member("n1"), member("n2"), member("n3"));
        request(7, 21, member("n1"), member("n2"), new MemberId("n3", "new-data"));
        assertThat(group.proposal().state().isr()).contains(new MemberId("n3", "new-data"));
    }

    @Test
    void nodeThatNobodyHearsIsNotAdded() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        group.node("n3").lostBy(3, group.nowMs - 400);
        refused(7, 21, member("n1"), member("n2"), member("n3"));
    }

    @Test
    void nodeWhoseAddressRefusesConnectionsIsNotAdded() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        group.node("n3").lostBy(3, group.nowMs - 10);
        group.node("n3").refusesConnections = true;
        refused(7, 21, member("n1"), member("n2"), member("n3"));
    }

    @Test
    void memberThatStartedAgainSinceItAckedIsNotAdded() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        List<MemberId> wanted = List.of(member("n1"), member("n2"), member("n3"));
        NodeFacts facts = Objects.requireNonNull(group.sight().of("n3").facts());
        MemberBoot now = facts.boot();
        MemberBoot before = new MemberBoot(now.member(), now.counter() - 1, "before");
        group.machine.onIsrRequest(new IsrRequest("n1", "p1", 7, 21, wanted, List.of(before)));
        group.evaluate();
        assertThat(group.proposedNothing()).isTrue();
        group.machine.onIsrRequest(new IsrRequest("n1", "p2", 7, 21, wanted, List.of(now)));
        group.evaluate();
        assertThat(group.proposal().state().isr()).isEqualTo(wanted);
    }

    @Test
    void foreignNodeIsNotAdded() {
        refused(7, 20, member("n1"), member("n2"), member("n4"));
    }

    @Test
    void memberThatOnlyThePrimaryReachesMayStay() {
        group.node("n2").lostBy(3, group.nowMs - 400);
        request(7, 20, member("n1"), member("n2"));
        assertThat(group.proposal().state().isr()).containsExactly(member("n1"), member("n2"));
    }

    @Test
    void proposalNeedsAUsableName() {
        for (String name : List.of("", "x".repeat(65))) {
            group.machine.onIsrRequest(
                    new IsrRequest("n1", name, 7, 20, List.of(member("n1"), member("n2")), List.of()));
            group.evaluate();
            assertThat(group.proposedNothing()).isTrue();
        }
    }

    @Test
    void repetitionsDoNothingWhileTheProposalIsUnderWay() {
        request(7, 20, member("n1"), member("n2"));
        Action.ProposeChange proposal = group.proposal();
        Stream.of(1, 2, 3).forEach(round -> request(7, 20, member("n1"), member("n2")));
        assertThat(group.proposedNothing()).isTrue();
        group.apply(proposal);
        group.passMs(100);
        assertThat(group.proposedNothing()).isTrue();
    }

    @Test
    void newPrimaryMayShrinkItsSetBeforeItServes() {
        group.kill("n1");
        group.evaluate();
        group.apply(group.proposal());
        group.passMs(400);
        group.machine.onIsrRequest(
                new IsrRequest("n2", "p2", 8, 21, List.of(member("n2"), member("n3"), member("n1")), List.of()));
        group.evaluate();
        assertThat(group.proposedNothing()).as("n1 is dead: it cannot be added").isTrue();
        group.machine.onIsrRequest(new IsrRequest("n2", "p3", 8, 21, List.of(member("n3"), member("n2")), List.of()));
        group.evaluate();
        assertThat(group.proposal().state().isr()).containsExactly(member("n3"), member("n2"));
    }

    @Test
    void nodeThatIsNewInTheConfigurationIsWrittenDown() {
        GroupTopology smaller = topology(7, 21, "n1", "n1", "n2");
        smaller = new GroupTopology(
                smaller.group(),
                7,
                21,
                smaller.primary(),
                smaller.isr(),
                smaller.nodes().subList(0, 2),
                2,
                smaller.commitMode(),
                "");
        group.machine.onCommitted(smaller, group.nowMs);
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.nodes()).hasSize(3);
        assertThat(next.isr()).isEqualTo(smaller.isr());
    }
}
