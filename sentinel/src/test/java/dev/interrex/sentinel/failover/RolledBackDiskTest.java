package dev.interrex.sentinel.failover;

import static dev.interrex.sentinel.failover.GroupFixture.member;
import static dev.interrex.sentinel.failover.GroupFixture.topology;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.Spares;
import java.util.List;
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
    void aLogThatGrewAgainByWhatWasNeverCommittedIsNotChosenAlone() {
        // Epoch 7 served, so its barrier is committed: who ends in epoch 6 has lost it, however long its log is.
        group.node("n2").end = new LogPosition(6, 5_000);
        group.node("n3").lostBy(3, group.nowMs);
        group.kill("n1");
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("n2").contains("epoch 6").contains("of epoch 7 is committed");
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

    /** All sentinels restarted: what they know is what their log says. */
    private static GroupFixture afterARestartOfAllSentinels(GroupTopology recorded) {
        GroupFixture fresh = GroupFixture.withoutGroup(100);
        fresh.machine.onCommitted(recorded, fresh.nowMs);
        fresh.machine.onLeadership(true, fresh.nowMs);
        return fresh;
    }

    @Test
    void whatIsCommittedIsRecordedWithEveryChange() {
        group.kill("n1");
        group.evaluate();
        GroupTopology next = group.proposal().state();
        assertThat(next.committedLsn()).isEqualTo(1_000);
    }

    @Test
    void whatTheLogSaysOutlivesTheSentinels() {
        GroupFixture fresh = afterARestartOfAllSentinels(
                topology(7, 20, "n1", "n1", "n2", "n3").withSeen(1_000, GroupFixture.boots()));
        fresh.node("n2").end = new LogPosition(7, 999);
        fresh.node("n3").lostBy(3, fresh.nowMs);
        fresh.kill("n1");
        fresh.passMs(5_000);
        assertThat(fresh.proposedNothing()).isTrue();
        assertThat(fresh.machine.detail()).contains("n2").contains("1000 is committed");
    }

    @Test
    void everyStartIsRecorded() {
        group.node("n2").bootCounter = 2;
        group.node("n2").bootId = "second";
        group.evaluate();
        Action.ProposeChange change = group.proposal();
        assertThat(change.state().epoch()).as("nothing else changes").isEqualTo(7);
        assertThat(change.state().isr()).isEqualTo(group.committed().isr());
        assertThat(change.state().boots()).contains(new MemberBoot(member("n2"), 2, "second"));
        group.apply(change);
        group.passMs(100);
        assertThat(group.proposedNothing()).as("once").isTrue();
    }

    @Test
    void theRecordedStartOfAPrimaryStaysTheSameThroughoutItsEpoch() {
        GroupFixture fresh = afterARestartOfAllSentinels(topology(7, 20, "n1", "n1", "n2", "n3"));
        fresh.node("n1").bootCounter = 2;
        fresh.node("n1").bootId = "second";
        fresh.node("n2").bootCounter = 2;
        fresh.evaluate();
        GroupTopology next = fresh.proposal().state();
        assertThat(next.epoch()).isEqualTo(7);
        assertThat(next.boots())
                .contains(new MemberBoot(member("n1"), 1, "first"))
                .contains(new MemberBoot(member("n2"), 2, "first"));
    }

    @Test
    void aMemberThatStartsOnceMoreWithTheSameCounterIsNotChosen() {
        group.node("n2").bootId = "again";
        group.node("n3").lostBy(3, group.nowMs);
        group.kill("n1");
        group.passMs(5_000);
        assertThat(group.proposedNothing()).isTrue();
        assertThat(group.machine.detail()).contains("n2").contains("older copy of its disk");
    }

    @Test
    void aPrimaryThatCameBackWithAnOlderDiskIsDeposedThoughItSaysNothingIsWrong() {
        group.machine.onCommitted(
                topology(7, 21, "n1", "n1", "n2", "n3").withSeen(0, List.of(new MemberBoot(member("n1"), 5, "fifth"))),
                group.nowMs);
        group.node("n1").bootCounter = 4;
        group.node("n1").serving = false;
        group.node("n1").epoch = 6;
        group.passMs(10);
        Action.ProposeChange change = group.proposal();
        assertThat(change.state().primary()).isNotEqualTo(member("n1"));
        assertThat(change.state().boots()).contains(new MemberBoot(member("n1"), 5, "fifth"));
    }

    @Test
    void anOlderDiskUnderANewNameIsANewcomer() {
        group.node("n2").member = new MemberId("n2", "renewed");
        group.evaluate();
        Action.ProposeChange change = group.proposal();
        assertThat(change.state().boots())
                .as("what is still in the set is remembered, too")
                .contains(new MemberBoot(member("n2"), 1, "first"))
                .contains(new MemberBoot(new MemberId("n2", "renewed"), 1, "first"));
    }

    @Test
    void aGroupInMemoryModeGoesOnWithLessWhereAllCrashed() {
        GroupTopology memory = memory(topology(7, 21, "n1", "n1", "n2", "n3"));
        GroupFixture fresh = afterARestartOfAllSentinels(memory);
        for (String id : List.of("n1", "n2", "n3")) {
            fresh.node(id).end = new LogPosition(7, id.equals("n2") ? 900 : 800);
            fresh.node(id).epoch = 7;
        }
        fresh.node("n1").needsNewEpoch = true;
        fresh.node("n1").serving = false;
        fresh.passMs(300);
        GroupTopology next = fresh.proposal().state();
        assertThat(next.primary()).isEqualTo(member("n2"));
        assertThat(next.committedLsn())
                .as("what was lost is not asked for again")
                .isEqualTo(900);
    }

    @Test
    void aPrimaryInMemoryModeThatIsBackWithMostSucceedsItself() {
        GroupFixture fresh = afterARestartOfAllSentinels(memory(topology(7, 21, "n1", "n1", "n2", "n3")));
        for (String id : List.of("n1", "n2", "n3")) {
            fresh.node(id).end = new LogPosition(7, id.equals("n1") ? 1_000 : 800);
            fresh.node(id).epoch = 7;
            fresh.node(id).suspecting = id.equals("n1") ? 2 : 0;
            fresh.node(id).suspectedMs = id.equals("n1") ? fresh.nowMs : -1;
            fresh.node(id).primaryRefused = true;
        }
        fresh.node("n1").needsNewEpoch = true;
        fresh.node("n1").serving = false;
        fresh.passMs(300);
        assertThat(fresh.proposal().state().primary()).isEqualTo(member("n1"));
    }

    /** All crashed in mode memory; n2 is heard, and so was n3, by another sentinel and after it had been missed. */
    private GroupFixture heardAgainOneByOne() {
        GroupFixture fresh = afterARestartOfAllSentinels(memory(topology(7, 21, "n1", "n1", "n2", "n3")));
        for (String id : List.of("n1", "n2", "n3")) {
            GroupFixture.Seen seen = fresh.node(id);
            seen.end = new LogPosition(7, id.equals("n3") ? 1_100 : 1_000);
            seen.bootCounter = 2;
            seen.primaryRefused = true;
            if (!id.equals("n2")) {
                seen.lostBy(2, fresh.nowMs);
                seen.refusesConnections = true;
            }
        }
        fresh.node("n3").reportedMs = fresh.nowMs + 1;
        fresh.passMs(40);
        return fresh;
    }

    @Test
    void aMemberInMemoryModeThatMayBeBackWithMoreIsAwaited() {
        GroupFixture fresh = heardAgainOneByOne();
        assertThat(fresh.proposedNothing()).isTrue();
        fresh.node("n3").found();
        fresh.node("n3").refusesConnections = false;
        fresh.passMs(20);
        assertThat(fresh.proposal().state().primary()).isEqualTo(member("n3"));
    }

    @Test
    void aMemberInMemoryModeThatIsNotBackAfterAllIsNotAwaitedForLong() {
        GroupFixture fresh = heardAgainOneByOne();
        fresh.passMs(20);
        assertThat(fresh.proposal().state().primary()).isEqualTo(member("n2"));
    }

    static GroupTopology memory(GroupTopology topology) {
        return new GroupTopology(
                topology.group(),
                topology.epoch(),
                topology.version(),
                topology.primary(),
                topology.isr(),
                topology.nodes(),
                topology.minIsr(),
                CommitMode.MEMORY,
                "",
                1_000,
                topology.boots(),
                List.of(),
                List.of(),
                Spares.NONE);
    }
}
