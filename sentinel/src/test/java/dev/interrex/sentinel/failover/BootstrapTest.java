package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BootstrapTest {
    private final GroupFixture group = GroupFixture.withoutGroup(50);

    @BeforeEach
    void blankNodesAndALeader() {
        group.nodes.values().forEach(seen -> {
            seen.role = NodeRole.UNASSIGNED;
            seen.serving = false;
            seen.epoch = 0;
            seen.end = LogPosition.START;
            seen.blank = true;
            seen.primarySilenceMs = -1;
        });
        group.machine.onLeadership(true, group.nowMs);
    }

    @Test
    void blankNodesAreFoundedAsAGroup() {
        group.evaluate();
        GroupTopology state = group.all(Action.ProposeCreate.class).get(0).state();
        assertThat(state.epoch()).isEqualTo(1);
        assertThat(state.version()).isEqualTo(1);
        assertThat(state.primary()).as("best priority").isEqualTo(member("n3"));
        assertThat(state.isr()).containsExactly(member("n1"), member("n2"), member("n3"));
        assertThat(state.minIsr()).isEqualTo(2);
        assertThat(state.commitMode()).isEqualTo(CommitMode.DURABLE);
    }

    @Test
    void nothingIsFoundedBeforeAllNodesAreThere() {
        group.node("n2").reportedMs = Long.MIN_VALUE;
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("missing: n2");
        group.node("n2").reportedMs = -1;
        group.evaluate();
        assertThat(group.all(Action.ProposeCreate.class)).hasSize(1);
    }

    @Test
    void nonBlankNodesAreNeverBootstrapped() {
        group.node("n2").blank = false;
        group.node("n2").epoch = 12;
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("n2 holds data", "epoch 12");
    }

    @Test
    void nodeOfAnotherNameAtTheAddressIsReported() {
        group.node("n2").member = member("n9");
        group.evaluate();
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("at the address of n2 is node n9");
    }

    @Test
    void lostAnswerOfTheFoundingIsReadBackFirst() {
        group.evaluate();
        Action.ProposeCreate create = group.all(Action.ProposeCreate.class).get(0);
        group.actions.clear();
        group.machine.onUnknown(create.proposalId(), group.nowMs);
        group.evaluate();
        assertThat(group.all(Action.Read.class)).hasSize(1);
        group.machine.onRead(Optional.empty(), group.nowMs);
        group.evaluate();
        assertThat(group.all(Action.ProposeCreate.class)).hasSize(1);
    }

    @Test
    void foundedGroupServesItsFirstReign() {
        group.evaluate();
        Action.ProposeCreate create = group.all(Action.ProposeCreate.class).get(0);
        group.machine.onApplied(create.proposalId(), create.state(), group.nowMs);
        assertThat(group.machine.phase()).isEqualTo(Phase.PROMOTING);
        group.serves("n3");
        assertThat(group.machine.phase()).isEqualTo(Phase.STEADY);
        assertThat(group.machine.failovers().get(0).cause()).isEqualTo(Cause.FOUNDED);
    }

    @Test
    void minimumInSyncSetFollowsTheNumberOfNodes() {
        assertThat(specOf(0, 1).effectiveMinIsr()).isEqualTo(1);
        assertThat(specOf(0, 2).effectiveMinIsr()).isEqualTo(1);
        assertThat(specOf(0, 3).effectiveMinIsr()).isEqualTo(2);
        assertThat(specOf(3, 3).effectiveMinIsr()).isEqualTo(3);
        assertThat(specOf(9, 2).effectiveMinIsr()).isEqualTo(2);
    }

    private static GroupSpec specOf(int minIsr, int nodes) {
        return new GroupSpec(
                "orders",
                minIsr,
                CommitMode.DURABLE,
                GroupFixture.addresses(100).subList(0, nodes));
    }
}
