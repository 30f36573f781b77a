package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static dev.interrex.sentinel.failover.GroupFixture.topology;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.GroupTopology;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A primary that the sentinels reach, and its in-sync set does not. */
class IsolationTest {
    private final GroupFixture group = GroupFixture.steady();

    @Test
    void primaryCutOffFromItsReplicasIsDeposedAfterAWhile() {
        group.node("n1").reachesIsr = false;
        group.node("n2").primarySilenceMs = 400;
        group.node("n3").primarySilenceMs = 400;
        group.passMs(290);
        assertThat(group.proposedNothing()).isTrue();
        group.passMs(20);
        assertThat(group.proposal().state().epoch()).isEqualTo(8);
    }

    @Test
    void primaryCutOffFromItsReplicasStaysWhereTheyCouldNotCommitEither() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        group.node("n1").reachesIsr = false;
        group.node("n2").primarySilenceMs = 400;
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("does not reach its in-sync set");
    }

    @Test
    void primaryCutOffFromASetAtItsMinimumIsDeposedWhereAThirdNodeCouldJoinTheSuccessor() {
        group.machine.onCommitted(topology(7, 21, "n1", "n1", "n2"), group.nowMs);
        group.node("n1").reachesIsr = false;
        group.node("n2").primarySilenceMs = 400;
        group.node("n3").primarySilenceMs = -1;
        group.passMs(310);
        GroupTopology next = group.proposal().state();
        assertThat(next.primary()).isEqualTo(member("n2"));
        assertThat(next.isr()).as("the old primary stays listed").containsExactly(member("n1"), member("n2"));
    }

    @Test
    void nodesThatDoNotReachOneAnotherDeposeMoreAndMoreSlowly() {
        group.node("n1").reachesIsr = false;
        group.node("n2").primarySilenceMs = -1;
        group.node("n3").primarySilenceMs = -1;
        List<Long> pauses = new ArrayList<>();
        long before = group.nowMs;
        for (int i = 0; i < 4; i++) {
            while (group.proposedNothing()) {
                group.passMs(10);
            }
            pauses.add(group.nowMs - before);
            before = group.nowMs;
            Action.ProposeChange change = group.proposal();
            group.apply(change);
            group.nodes.values().forEach(seen -> {
                boolean primary = seen.member.equals(change.state().primary());
                seen.epoch = change.state().epoch();
                seen.role = primary ? NodeRole.PROMOTING : NodeRole.REPLICA;
                seen.serving = false;
                seen.reachesIsr = !primary;
            });
        }
        assertThat(pauses).hasSize(4);
        assertThat(pauses.get(2)).isGreaterThanOrEqualTo(600);
        assertThat(pauses.get(3)).as("no longer than isolation-patience-max-ms").isBetween(1_000L, 1_060L);
    }
}
