package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.LogPosition;
import org.junit.jupiter.api.Test;

/** A member whose disk is an older copy keeps its incarnation: only what is known to be committed tells. */
class RolledBackDiskTest {
    private final GroupFixture group = GroupFixture.steady();

    RolledBackDiskTest() {
        group.node("n1").highWatermark = 1_000;
        group.evaluate();
    }

    @Test
    void aMemberThatLostCommittedRecordsIsNotChosen() {
        group.node("n2").end = new LogPosition(7, 999);
        group.node("n3").lostBy(3, group.nowMs);
        group.kill("n1");
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("n2").contains("999").contains("1000 is committed");
    }

    @Test
    void theOtherOneIsChosenThoughItAnswersLate() {
        group.node("n2").end = new LogPosition(7, 999);
        group.node("n3").reportedMs = Long.MIN_VALUE;
        group.kill("n1");
        group.passMs(500);
        group.node("n3").reportedMs = -1;
        group.evaluate();
        assertThat(group.proposal().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void aPrimaryThatComesBackWithAnOlderDiskDoesNotSucceedItself() {
        group.node("n1").needsNewEpoch = true;
        group.node("n1").serving = false;
        group.node("n1").role = NodeRole.UNASSIGNED;
        group.node("n1").bootCounter = 2;
        group.node("n1").end = new LogPosition(7, 500);
        group.node("n1").highWatermark = 500;
        group.passMs(10);
        assertThat(group.proposal().state().primary()).isNotEqualTo(member("n1"));
    }

    @Test
    void whatASentinelThatDidNotLeadHeardCountsToo() {
        group.machine.onLeadership(false, group.nowMs);
        group.node("n3").highWatermark = 2_000;
        group.node("n3").end = new LogPosition(7, 2_000);
        group.evaluate();
        group.machine.onLeadership(true, group.nowMs);
        group.node("n3").reportedMs = Long.MIN_VALUE;
        group.kill("n1");
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
    }
}
