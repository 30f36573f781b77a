package dev.interrex.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.CommitMode;
import dev.interrex.model.DataLoss;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.Spares;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.FollowerAck;
import dev.interrex.node.replication.core.ReplicationLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RoleMachineTest {
    private static final long MS = 1_000_000;
    private static final ReplicationLimits LIMITS =
            new ReplicationLimits(200 * MS, 150 * MS, 1000 * MS, 1000 * MS, 50 * MS, 1000);
    private static final MemberId ME = member("me");
    private static final MemberId OTHER = member("other");
    private static final MemberId REBORN = new MemberId("me", "another");
    private static final MemberBoot BOOT = new MemberBoot(ME, 3, "third");

    private final List<String> orders = new ArrayList<>();
    private long nowNanos = 1_000 * MS;
    private RoleMachine machine = machine(0);

    @Test
    void aNewEpochIsPersistedBeforeItIsActedOn() {
        machine.onTopology(topology(3, 7, OTHER, ""), nowNanos);
        assertThat(orders).containsExactly("persist 3", "follow other");
    }

    @Test
    void aLowerEpochIsIgnored() {
        machine = machine(5);
        machine.onTopology(topology(4, 9, OTHER, ""), nowNanos);
        assertThat(machine.role()).isEqualTo(Role.UNASSIGNED);
        assertThat(orders).isEmpty();
    }

    @Test
    void aNodeThatRestartedDoesNotServeInTheEpochItAlreadyKnew() {
        machine = machine(5);
        machine.onTopology(topology(5, 9, ME, ""), nowNanos);
        assertThat(machine.role()).isEqualTo(Role.UNASSIGNED);
        assertThat(machine.needsNewEpoch()).isTrue();
        machine.onTopology(topology(6, 10, ME, ""), nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PROMOTING);
        assertThat(machine.needsNewEpoch()).isFalse();
    }

    @Test
    void aNodeThatLacksWhatWasCommittedWhenItWasChosenDoesNotServe() {
        machine.onTopology(topology(1, 1, ME, "switchover").withSeen(91, List.of()), nowNanos);
        assertThat(machine.role()).isEqualTo(Role.UNASSIGNED);
        assertThat(machine.needsNewEpoch()).isTrue();
        assertThat(orders).containsExactly("persist 1");
        machine.onTopology(topology(2, 2, ME, "").withSeen(90, List.of()), nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PROMOTING);
    }

    @Test
    void servesOnlyWhenTheBarrierIsCommittedAndThePromiseHasLapsed() {
        machine.onTopology(topology(1, 1, ME, ""), nowNanos);
        pass(200);
        machine.afterProgress(nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PROMOTING);
        ackAll();
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
        assertThat(orders).endsWith("committed 100", "serve");
    }

    @Test
    void aBarrierThatIsCommittedFromTheStartIsAnnouncedLikeAnyOther() {
        machine.onTopology(
                new GroupTopology("g", 1, 1, ME, List.of(ME), nodes(), 1, CommitMode.DURABLE, "t"), nowNanos);
        assertThat(orders).endsWith("committed 100", "serve");
    }

    @Test
    void aCommittedBarrierAloneIsNotEnough() {
        machine.onTopology(topology(1, 1, ME, ""), nowNanos);
        ackAll();
        assertThat(machine.role()).isEqualTo(Role.PROMOTING);
        pass(199);
        machine.afterProgress(nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PROMOTING);
        pass(1);
        machine.afterProgress(nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
    }

    @Test
    void everyAckRenewsThePromise() {
        machine.onTopology(topology(1, 1, OTHER, ""), nowNanos);
        pass(1000);
        assertThat(machine.promiseForAck(1, nowNanos)).isTrue();
        machine.onTopology(topology(2, 2, ME, ""), nowNanos);
        ackAll();
        pass(199);
        machine.afterProgress(nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PROMOTING);
        pass(1);
        machine.afterProgress(nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
    }

    @Test
    void nothingOfAnOldEpochIsAcked() {
        machine.onTopology(topology(1, 1, OTHER, ""), nowNanos);
        machine.onTopology(topology(2, 2, OTHER, ""), nowNanos);
        assertThat(machine.promiseForAck(1, nowNanos)).isFalse();
        assertThat(machine.onHeardPrimary(1, nowNanos)).isFalse();
        assertThat(machine.promiseForAck(2, nowNanos)).isTrue();
    }

    @Test
    void aDeposedPrimaryStopsServingBeforeItFollows() {
        becomePrimary();
        orders.clear();
        machine.onTopology(topology(2, 2, OTHER, ""), nowNanos);
        assertThat(orders).containsExactly("stopServing", "endReign", "persist 2", "follow other");
    }

    @Test
    void aPlannedSwitchoverGivesTheLeaseUpOnlyWhenTheTargetHoldsEverything() {
        becomePrimary();
        CommitRule reign = Objects.requireNonNull(machine.reign());
        reign.onAppended(150, nowNanos);
        reign.onLocalDurable(150);
        machine.beginSwitchover("t", 1, OTHER, 1000 * MS, nowNanos);
        assertThat(machine.parksWrites()).isTrue();
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
        ackAll();
        assertThat(machine.role()).isEqualTo(Role.HANDED_OVER);
        assertThat(reign.leaseValid(nowNanos)).isFalse();
        assertThat(orders).endsWith("committed 150", "ready t");
    }

    @Test
    void aSwitchoverToASlowTargetIsGivenUpAndThePrimaryGoesOn() {
        becomePrimary();
        CommitRule reign = Objects.requireNonNull(machine.reign());
        reign.onAppended(150, nowNanos);
        machine.beginSwitchover("t", 1, OTHER, 50 * MS, nowNanos);
        pass(50);
        machine.afterProgress(nowNanos);
        assertThat(machine.parksWrites()).isFalse();
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
        assertThat(orders).endsWith("refused t");
    }

    @Test
    void theTargetAnswersTheOrderBeforeTheLeaseIsGivenUp() {
        becomePrimary();
        pass(1);
        machine.beginSwitchover("t", 1, OTHER, 50 * MS, nowNanos);
        assertThat(orders).endsWith("ask other");
        machine.afterProgress(nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
        ackOf(nowNanos - 1);
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
        ackOf(nowNanos);
        assertThat(machine.role()).isEqualTo(Role.HANDED_OVER);
    }

    @Test
    void aTargetThatDoesNotAnswerTheOrderIsGivenUp() {
        becomePrimary();
        pass(1);
        machine.beginSwitchover("t", 1, OTHER, 50 * MS, nowNanos);
        pass(50);
        ackOf(nowNanos - 51 * MS);
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
        assertThat(machine.parksWrites()).isFalse();
        assertThat(orders).endsWith("refused t");
    }

    @Test
    void aTargetThatIsGoneIsNotHandedOverToThoughItHoldsEverything() {
        becomePrimary();
        Objects.requireNonNull(machine.reign()).onDisconnected(OTHER, nowNanos);
        machine.beginSwitchover("t", 1, OTHER, 50 * MS, nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
        assertThat(orders).endsWith("refused t");
    }

    @Test
    void aNewHistoryBeginsWithALogThatIsSynced() {
        machine.onTopology(givenUp(4, ME), nowNanos);
        assertThat(orders).containsExactly("persist 4", "sync", "beginReign 4", "committed 100");
        machine = machine(0);
        orders.clear();
        machine.onTopology(givenUp(3, ME), nowNanos);
        assertThat(orders).as("its log is of the new history").doesNotContain("sync");
    }

    private static GroupTopology givenUp(long epoch, MemberId survivor) {
        GroupTopology plain = topology(epoch, 9, survivor, "");
        MemberId gone = survivor.equals(ME) ? OTHER : ME;
        return new GroupTopology(
                plain.group(),
                epoch,
                9,
                survivor,
                List.of(survivor),
                plain.nodes(),
                1,
                CommitMode.DURABLE,
                "",
                50,
                List.of(),
                List.of(),
                List.of(new DataLoss(epoch, "somebody", 1, survivor, new LogPosition(3, 50), 100, List.of(gone))),
                Spares.NONE);
    }

    @Test
    void clientsDoNotWaitForATargetThatIsGone() {
        becomePrimary();
        CommitRule reign = Objects.requireNonNull(machine.reign());
        reign.onAppended(150, nowNanos);
        machine.beginSwitchover("t", 1, OTHER, 1000 * MS, nowNanos);
        assertThat(machine.parksWrites()).isTrue();
        reign.onDisconnected(OTHER, nowNanos);
        machine.afterProgress(nowNanos);
        assertThat(machine.parksWrites()).isFalse();
        assertThat(orders).endsWith("refused t");
    }

    @Test
    void anAbortAfterTheLeaseWasGivenUpComesTooLate() {
        becomePrimary();
        machine.beginSwitchover("t", 1, OTHER, 1000 * MS, nowNanos);
        assertThat(machine.role()).isEqualTo(Role.HANDED_OVER);
        machine.abortSwitchover("t");
        assertThat(machine.role()).isEqualTo(Role.HANDED_OVER);
        assertThat(machine.parksWrites()).isTrue();
    }

    @Test
    void theTargetOfASwitchoverNeedNotWaitForItsPromise() {
        machine.onTopology(topology(1, 1, OTHER, ""), nowNanos);
        assertThat(machine.promiseForAck(1, nowNanos)).isTrue();
        machine.onTopology(topology(2, 2, ME, "token"), nowNanos);
        ackAll();
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
    }

    @Test
    void aPrimaryOutsideTheInSyncSetHalts() {
        GroupTopology wrong = new GroupTopology("g", 1, 1, ME, List.of(OTHER), nodes(), 1, CommitMode.DURABLE, "");
        machine.onTopology(wrong, nowNanos);
        assertThat(orders).endsWith("halt");
    }

    @Test
    void anEarlierIncarnationOfThisNodeIsNobodyToFollow() {
        machine.onTopology(topology(4, 4, new MemberId("me", "lost"), ""), nowNanos);
        assertThat(machine.role()).isEqualTo(Role.UNASSIGNED);
        assertThat(machine.needsNewEpoch()).isFalse();
    }

    private void becomePrimary() {
        machine.onTopology(topology(1, 1, ME, ""), nowNanos);
        pass(200);
        ackAll();
        assertThat(machine.role()).isEqualTo(Role.PRIMARY);
    }

    private void ackAll() {
        CommitRule reign = Objects.requireNonNull(machine.reign());
        reign.onConnected(new MemberBoot(OTHER, 1, "a"), nowNanos);
        ackOf(nowNanos);
    }

    private void ackOf(long sentNanos) {
        CommitRule reign = Objects.requireNonNull(machine.reign());
        reign.onAck(OTHER, new FollowerAck(machine.epoch(), reign.leo(), reign.leo(), 0, sentNanos), nowNanos);
        machine.afterProgress(nowNanos);
    }

    @Test
    void anOlderDiskTakesANewIncarnationAndFollows() {
        RoleMachine machine = machine(4);
        machine.onTopology(seen(topology(4, 9, OTHER, ""), new MemberBoot(ME, 4, "fourth")), nowNanos);
        assertThat(orders).containsExactly("renew older", "follow other");
        machine.onTopology(seen(topology(4, 10, OTHER, ""), new MemberBoot(ME, 4, "fourth")), nowNanos);
        assertThat(orders).as("once is enough").hasSize(2);
    }

    @Test
    void anotherStartWithTheSameCounterIsAnotherCopy() {
        RoleMachine machine = machine(4);
        machine.onTopology(seen(topology(4, 9, OTHER, ""), new MemberBoot(ME, 3, "twin")), nowNanos);
        assertThat(orders).containsExactly("renew older", "follow other");
    }

    @Test
    void ownAndEarlierStartsAreNoNews() {
        RoleMachine machine = machine(4);
        machine.onTopology(seen(topology(4, 9, OTHER, ""), BOOT), nowNanos);
        machine.onTopology(seen(topology(4, 10, OTHER, ""), new MemberBoot(ME, 2, "second")), nowNanos);
        assertThat(orders).containsExactly("follow other");
    }

    @Test
    void anOlderDiskThatIsNamedPrimaryDoesNotReign() {
        RoleMachine machine = machine(3);
        machine.onTopology(seen(topology(4, 9, ME, ""), new MemberBoot(ME, 4, "fourth")), nowNanos);
        assertThat(orders).containsExactly("persist 4", "renew older");
        assertThat(machine.role()).isEqualTo(Role.UNASSIGNED);
        assertThat(machine.needsNewEpoch()).isFalse();
    }

    @Test
    void anEpochThatWasGivenToAnEarlierStartIsNotServedInThoughTheDiskDoesNotKnowIt() {
        RoleMachine machine = machine(3);
        machine.onTopology(seen(topology(4, 9, ME, ""), new MemberBoot(ME, 2, "second")), nowNanos);
        assertThat(orders).containsExactly("persist 4");
        assertThat(machine.role()).isEqualTo(Role.UNASSIGNED);
        assertThat(machine.needsNewEpoch()).isTrue();
        machine.onTopology(seen(topology(5, 10, ME, ""), BOOT), nowNanos);
        assertThat(machine.role()).isEqualTo(Role.PROMOTING);
    }

    @Test
    void aFollowerOfWhoseDiskACopyStartedBecomesAnother() {
        RoleMachine machine = machine(4);
        machine.onTopology(seen(topology(4, 9, OTHER, ""), BOOT), nowNanos);
        machine.onTopology(seen(topology(4, 10, OTHER, ""), new MemberBoot(ME, 4, "copy")), nowNanos);
        assertThat(orders).containsExactly("follow other", "stopFollowing", "renew older", "follow other");
    }

    @Test
    void aMemberOfAHistoryThatWasGivenUpTakesANewIncarnation() {
        RoleMachine machine = machine(4);
        machine.onTopology(givenUp(5, OTHER), nowNanos);
        assertThat(orders).containsExactly("persist 5", "renew abandoned", "follow other");
    }

    @Test
    void aSpareFollowsNobodyUntilItIsANodeOfTheGroup() {
        GroupTopology without = topology(1, 1, OTHER, "")
                .nextVersion(
                        List.of(OTHER),
                        nodes().stream()
                                .filter(node -> !node.nodeId().equals("me"))
                                .toList(),
                        List.of());
        machine.onTopology(without, nowNanos);
        assertThat(machine.role()).isEqualTo(Role.UNASSIGNED);
        machine.onTopology(without.nextVersion(List.of(OTHER), nodes(), List.of()), nowNanos);
        assertThat(machine.role()).isEqualTo(Role.REPLICA);
        machine.onTopology(topology(1, 4, OTHER, "").nextVersion(List.of(OTHER), without.nodes(), List.of()), nowNanos);
        assertThat(orders).containsExactly("persist 1", "follow other", "stopFollowing");
        assertThat(machine.role()).isEqualTo(Role.UNASSIGNED);
    }

    private static GroupTopology seen(GroupTopology topology, MemberBoot boot) {
        return topology.withSeen(0, List.of(boot));
    }

    private void pass(long ms) {
        nowNanos += ms * MS;
    }

    private RoleMachine machine(long persistedEpoch) {
        return new RoleMachine(BOOT, "g", persistedEpoch, LIMITS, new RecordedOrders(orders, REBORN, LIMITS), nowNanos);
    }

    private static GroupTopology topology(long epoch, long version, MemberId primary, String token) {
        List<MemberId> isr = primary.equals(ME) || primary.equals(OTHER) ? List.of(ME, OTHER) : List.of(primary, OTHER);
        return new GroupTopology("g", epoch, version, primary, isr, nodes(), 2, CommitMode.DURABLE, token);
    }

    private static List<NodeAddress> nodes() {
        return List.of(new NodeAddress("me", "", "", "", 100), new NodeAddress("other", "", "", "", 100));
    }

    private static MemberId member(String name) {
        return new MemberId(name, name);
    }
}
