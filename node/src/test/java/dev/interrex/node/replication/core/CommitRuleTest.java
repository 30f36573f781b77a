package dev.interrex.node.replication.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CommitRuleTest {
    private static final long MS = 1_000_000;
    private static final ReplicationLimits LIMITS =
            new ReplicationLimits(200 * MS, 150 * MS, 1000 * MS, 1000 * MS, 50 * MS, 1000);
    private static final MemberId P = member("p");
    private static final MemberId A = member("a");
    private static final MemberId B = member("b");

    private long nowNanos = 5_000 * MS;
    private int proposals;

    @Test
    void nothingIsCommittedBeforeEveryInSyncMemberAcked() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A, B);
        append(rule, 100);
        ack(rule, A, 100, 100);
        assertThat(rule.highWatermark()).isZero();
        ack(rule, B, 100, 60);
        assertThat(rule.highWatermark()).isEqualTo(60);
    }

    @Test
    void durableModeCountsOnlyWhatIsSyncedEverywhere() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        rule.onAppended(100, nowNanos);
        ack(rule, A, 100, 100);
        assertThat(rule.highWatermark()).isZero();
        rule.onLocalDurable(40);
        assertThat(rule.highWatermark()).isEqualTo(40);
    }

    @Test
    void memoryModeCountsWhatIsReceivedEverywhere() {
        CommitRule rule = rule(CommitMode.MEMORY, 2, P, A);
        rule.onAppended(100, nowNanos);
        ack(rule, A, 70, 0);
        assertThat(rule.highWatermark()).isEqualTo(70);
    }

    @Test
    void removedMemberCountsUntilTheRemovalIsObserved() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A, B);
        append(rule, 100);
        pass(200);
        ack(rule, A, 100, 100);
        IsrChange change = proposed(rule);
        assertThat(change.isr()).containsExactlyInAnyOrder(P, A);
        assertThat(rule.highWatermark()).isZero();
        rule.onTopology(topology(2, 2, P, A), nowNanos);
        assertThat(rule.highWatermark()).isEqualTo(100);
    }

    @Test
    void addedMemberCountsFromItsProposal() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        ack(rule, A, 100, 100);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        ack(rule, B, 100, 100);
        keepAcking(rule, 1100, 100);
        IsrChange change = proposed(rule);
        assertThat(change.isr()).contains(B);
        append(rule, 200);
        ack(rule, A, 200, 200);
        assertThat(rule.highWatermark()).isEqualTo(100);
        ack(rule, B, 200, 200);
        assertThat(rule.highWatermark()).isEqualTo(200);
    }

    @Test
    void theSetNeverShrinksBelowItsMinimum() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        pass(10_000);
        assertThat(propose(rule)).isNull();
        assertThat(rule.highWatermark()).isZero();
    }

    @Test
    void aCaughtUpReplicaReplacesTheDeadOneAtOnceWhereWritesStandStill() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        pass(500);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        ack(rule, B, 100, 100);
        IsrChange change = proposed(rule);
        assertThat(change.isr()).containsExactlyInAnyOrder(P, B);
        rule.onTopology(topology(2, 2, P, B), nowNanos);
        assertThat(rule.highWatermark()).isEqualTo(100);
    }

    @Test
    void aMemberThatStalledProvesItselfAnewBeforeItJoinsAgain() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A, B);
        rule.onConnected(new MemberBoot(A, 1, "a"), nowNanos);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        append(rule, 100);
        ack(rule, B, 100, 100);
        keepAcking(rule, 2000, 100);
        ack(rule, B, 100, 100);
        pass(200);
        ack(rule, A, 100, 100);
        assertThat(proposed(rule).isr()).containsExactlyInAnyOrder(P, A);
        rule.onTopology(topology(2, 2, P, A), nowNanos);

        ack(rule, B, 100, 100);
        assertThat(propose(rule)).isNull();
        keepAcking(rule, 900, 100);
        assertThat(propose(rule)).isNull();
        keepAcking(rule, 200, 100);
        assertThat(proposed(rule).isr()).containsExactlyInAnyOrder(P, A, B);
    }

    @Test
    void aReplicaThatLacksCommittedRecordsDoesNotJoin() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 5000);
        ack(rule, A, 5000, 5000);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        ack(rule, B, 4900, 4900);
        keepAcking(rule, 1500, 5000);
        assertThat(propose(rule)).isNull();
    }

    @Test
    void aReplicaThatLacksWhatAnEarlierReignMayHaveCommittedDoesNotJoin() {
        CommitRule rule =
                new CommitRule(P, topology(1, 1, P, A), CommitMode.DURABLE, LIMITS, 500, 1100, 1100, nowNanos);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        for (long acked = 600; acked < 1100; acked += 40) {
            ack(rule, B, acked, acked);
            pass(100);
        }
        assertThat(proposed(rule).isr())
                .as("A is silent, B lags by less than a batch")
                .containsExactly(P);
        rule.onTopology(topology(2, 1, P), nowNanos);
        ack(rule, B, 1100, 1100);
        assertThat(proposed(rule).isr()).containsExactlyInAnyOrder(P, B);
    }

    @Test
    void whatAFollowerAckedBeforeItsStreamBrokeProvesNothing() {
        CommitRule rule = rule(CommitMode.MEMORY, 2, P, A);
        append(rule, 100);
        ack(rule, A, 100, 0);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        ack(rule, B, 100, 0);
        rule.onDisconnected(B, nowNanos);
        pass(500);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        assertThat(propose(rule)).as("B restarted and may hold less").isNull();
        ack(rule, B, 60, 60);
        assertThat(rule.ackedLsn(B)).isEqualTo(60);
        assertThat(rule.highWatermark()).isEqualTo(100);
    }

    @Test
    void whoStartedAgainIsAskedForAnew() {
        CommitRule rule = rule(CommitMode.MEMORY, 2, P, A);
        append(rule, 100);
        ack(rule, A, 100, 0);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        ack(rule, B, 100, 0);
        keepAcking(rule, 1100, 100);
        IsrChange first = proposed(rule);
        assertThat(first.joining()).containsExactly(new MemberBoot(B, 1, "a"));
        rule.onDisconnected(B, nowNanos);
        rule.onConnected(new MemberBoot(B, 2, "b"), nowNanos);
        assertThat(rule.onRefused(first.proposalId(), nowNanos)).isTrue();
        keepAcking(rule, 1300, 100);
        IsrChange second = proposed(rule);
        assertThat(second.isr()).isEqualTo(first.isr());
        assertThat(second.joining()).containsExactly(new MemberBoot(B, 2, "b"));
    }

    @Test
    void anAckBeforeTheFirstAppendProvesNoPromise() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        rule.onAck(A, new FollowerAck(1, 100, 100, 0, FollowerAck.NO_ECHO), nowNanos);
        assertThat(rule.highWatermark()).isEqualTo(100);
        assertThat(rule.leaseValid(nowNanos)).isFalse();
        assertThat(rule.confirmedSendNanos()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aFollowerThatIsAboutToStopIsProposedForRemovalAtOnce() {
        CommitRule rule = rule(CommitMode.DURABLE, 1, P, A, B);
        append(rule, 100);
        ack(rule, A, 100, 100);
        ack(rule, B, 100, 100);
        assertThat(propose(rule)).isNull();
        rule.onLeaving(A, nowNanos);
        assertThat(proposed(rule).isr()).containsExactlyInAnyOrder(P, B);
    }

    @Test
    void aFollowerThatIsNeededStaysThoughItIsAboutToStop() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        ack(rule, A, 100, 100);
        rule.onLeaving(A, nowNanos);
        assertThat(propose(rule)).isNull();
    }

    @Test
    void aNewTopologyDecidesEveryOutstandingProposal() {
        CommitRule rule = rule(CommitMode.DURABLE, 1, P, A, B);
        append(rule, 100);
        pass(200);
        assertThat(propose(rule)).isNotNull();
        assertThat(rule.proposals()).hasSize(1);
        rule.onTopology(topology(2, 1, P, A, B), nowNanos);
        assertThat(rule.proposals()).isEmpty();
    }

    @Test
    void aRefusedProposalIsReplacedSoonButStaysInTheMaximalSet() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        ack(rule, A, 100, 100);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        ack(rule, B, 100, 100);
        keepAcking(rule, 1100, 100);
        IsrChange first = proposed(rule);
        assertThat(first.isr()).containsExactlyInAnyOrder(P, A, B);
        assertThat(rule.onRefused("another", nowNanos)).isFalse();
        assertThat(rule.onRefused(first.proposalId(), nowNanos)).isTrue();
        assertThat(rule.onRefused(first.proposalId(), nowNanos))
                .as("once more is no news")
                .isFalse();
        assertThat(rule.proposals()).as("another sentinel may have taken it up").containsExactly(first);
        rule.onDisconnected(B, nowNanos);
        pass(160);
        ack(rule, A, 100, 100);
        assertThat(proposed(rule).isr()).as("long before isr-retry-ms").containsExactlyInAnyOrder(P, A);
        append(rule, 200);
        ack(rule, A, 200, 200);
        assertThat(rule.highWatermark()).as("B counts still").isEqualTo(100);
        rule.onTopology(topology(2, 2, P, A), nowNanos);
        assertThat(rule.highWatermark()).isEqualTo(200);
        assertThat(rule.onRefused(first.proposalId(), nowNanos))
                .as("decided long ago")
                .isFalse();
    }

    @Test
    void anUnansweredProposalIsSupersededButStaysInTheMaximalSet() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        ack(rule, A, 100, 100);
        rule.onConnected(new MemberBoot(B, 1, "a"), nowNanos);
        ack(rule, B, 100, 100);
        keepAcking(rule, 1100, 100);
        assertThat(propose(rule)).isNotNull();
        append(rule, 200);
        for (int i = 0; i < 12; i++) {
            pass(100);
            ack(rule, A, 200, 200);
        }
        IsrChange second = proposed(rule);
        assertThat(second.isr()).containsExactlyInAnyOrder(P, A);
        assertThat(rule.proposals()).hasSize(2);
        assertThat(rule.highWatermark()).isEqualTo(100);
        rule.onTopology(topology(2, 2, P, A), nowNanos);
        assertThat(rule.highWatermark()).isEqualTo(200);
    }

    @Test
    void theLeaseRunsOutOneMemberAtATime() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A, B);
        ack(rule, A, 0, 0);
        assertThat(rule.leaseValid(nowNanos)).isFalse();
        ack(rule, B, 0, 0);
        assertThat(rule.leaseValid(nowNanos)).isTrue();
        pass(159);
        ack(rule, A, 0, 0);
        assertThat(rule.leaseValid(nowNanos)).isTrue();
        pass(1);
        assertThat(rule.leaseValid(nowNanos)).isFalse();
    }

    @Test
    void theLeaseCountsFromTheSendTimeNotFromTheReceiptOfTheAck() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        long sent = nowNanos;
        pass(150);
        rule.onAck(A, new FollowerAck(1, 0, 0, 0, sent), nowNanos);
        assertThat(rule.leaseValid(nowNanos)).isTrue();
        pass(10);
        assertThat(rule.leaseValid(nowNanos)).isFalse();
    }

    @Test
    void aGivenUpLeaseStaysGivenUp() {
        CommitRule rule = rule(CommitMode.DURABLE, 1, P);
        assertThat(rule.leaseValid(nowNanos)).isTrue();
        rule.giveUpLease();
        assertThat(rule.leaseValid(nowNanos)).isFalse();
        assertThat(rule.confirmedSendNanos()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void acksOfAnotherEpochProveNothing() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        rule.onAck(A, new FollowerAck(7, 100, 100, 100, nowNanos), nowNanos);
        assertThat(rule.highWatermark()).isZero();
        assertThat(rule.leaseValid(nowNanos)).isFalse();
    }

    @Test
    void anAckBeyondTheEndOfTheLogIsABrokenInvariant() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A);
        append(rule, 100);
        assertThatThrownBy(() -> ack(rule, A, 101, 101)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMemberIsCutOffOnlyWhenMostOfItsSetIsSilent() {
        CommitRule rule = rule(CommitMode.DURABLE, 2, P, A, B);
        pass(200);
        assertThat(rule.reachesIsr(nowNanos)).isFalse();
        ack(rule, A, 0, 0);
        assertThat(rule.reachesIsr(nowNanos)).isTrue();
    }

    private CommitRule rule(CommitMode mode, int minIsr, MemberId... isr) {
        return new CommitRule(P, topology(1, minIsr, isr), mode, LIMITS, 0, 0, 0, nowNanos);
    }

    private static GroupTopology topology(long version, int minIsr, MemberId... isr) {
        List<NodeAddress> nodes = List.of(address(P), address(A), address(B));
        return new GroupTopology("g", 1, version, P, List.of(isr), nodes, minIsr, CommitMode.DURABLE, "");
    }

    private static NodeAddress address(MemberId member) {
        return new NodeAddress(member.nodeId(), "", "", "", 100);
    }

    private static MemberId member(String name) {
        return new MemberId(name, name.repeat(32));
    }

    private void append(CommitRule rule, long leo) {
        rule.onAppended(leo, nowNanos);
        rule.onLocalDurable(leo);
    }

    private void ack(CommitRule rule, MemberId member, long receivedLsn, long durableLsn) {
        rule.onAck(member, new FollowerAck(1, receivedLsn, durableLsn, 0, nowNanos), nowNanos);
    }

    private void keepAcking(CommitRule rule, long ms, long lsn) {
        for (long passed = 0; passed < ms; passed += 100) {
            pass(100);
            ack(rule, A, lsn, lsn);
            ack(rule, B, Math.min(lsn, 4900), Math.min(lsn, 4900));
        }
    }

    private void pass(long ms) {
        nowNanos += ms * MS;
    }

    private IsrChange proposed(CommitRule rule) {
        return Objects.requireNonNull(propose(rule), "no proposal");
    }

    private @Nullable IsrChange propose(CommitRule rule) {
        return rule.propose("p" + proposals++, nowNanos);
    }
}
