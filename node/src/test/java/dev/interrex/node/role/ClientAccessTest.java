package dev.interrex.node.role;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.FollowerAck;
import dev.interrex.node.replication.core.ReplicationLimits;
import dev.interrex.node.role.ClientAccess.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ClientAccessTest {
    private static final long MS = 1_000_000;
    private static final long HOLD_MS = 500;
    private static final long NOTICE_MS = 20;
    private static final ReplicationLimits LIMITS =
            new ReplicationLimits(200 * MS, 150 * MS, 1000 * MS, 1000 * MS, 50 * MS, 1000);
    private static final MemberId ME = new MemberId("me", "1");
    private static final MemberId OTHER = new MemberId("other", "1");

    private final List<String> orders = new ArrayList<>();
    private final RoleMachine role = new RoleMachine(new MemberBoot(ME, 1, "first"), "g", 0, LIMITS, new Driver(), 0);
    private final ClientAccess access =
            new ClientAccess(role, HOLD_MS * MS, NOTICE_MS * MS, () -> orders.add("let go"));
    private long nowNanos;

    @Test
    void whoIsNobodyRefuses() {
        assertThat(access.answer()).isEqualTo(Answer.UNASSIGNED);
        role.onTopology(named(OTHER, 1), nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.REPLICA);
        role.onTopology(named(ME, 2), nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.PROMOTING);
    }

    @Test
    void aSwitchoverParksKeysUntilTheLeaseIsGivenUpAndEverythingFromThenOn() {
        serve(1);
        assertThat(access.answer()).isEqualTo(Answer.SERVES);
        reign().onAppended(150, nowNanos);
        order(1);
        assertThat(access.answer()).isEqualTo(Answer.PARKS_KEYS);
        ack(1, 150);
        assertThat(access.answer()).isEqualTo(Answer.PARKS_ALL);
        assertThat(orders).doesNotContain("let go");
    }

    @Test
    void whoIsEarlyAtASuccessorWaitsForItToServe() {
        role.onTopology(named(OTHER, 1), nowNanos);
        access.expect(nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.PARKS_ALL);
        role.onTopology(named(ME, 2), nowNanos);
        access.expect(nowNanos);
        assertThat(access.answer()).as("promoting").isEqualTo(Answer.PARKS_ALL);
        assertThat(access.redirectsTo()).isEmpty();
        access.serving();
        access.tick(nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.PROMOTING);
    }

    @Test
    void whoIsEarlyAtANodeThatIsNotChosenDoesNotWaitForEver() {
        role.onTopology(named(OTHER, 1), nowNanos);
        access.expect(nowNanos);
        nowNanos += (HOLD_MS - 1) * MS;
        access.tick(nowNanos);
        access.expect(nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.PARKS_ALL);
        nowNanos += MS;
        access.tick(nowNanos);
        assertThat(access.answer()).as("asked again it does not begin anew").isEqualTo(Answer.REPLICA);
        access.expect(nowNanos);
        access.follows("third:1");
        assertThat(access.answer()).isEqualTo(Answer.REPLICA);
    }

    @Test
    void clientsAreSentToTheSuccessorOnlyOnceTheLeaseIsGivenUp() {
        serve(1);
        access.successor("other:1");
        assertThat(access.redirectsTo()).isEmpty();
        order(1);
        assertThat(access.redirectsTo()).isEqualTo("other:1");
        role.onTopology(named(OTHER, 2), nowNanos);
        access.follows("third:1");
        assertThat(access.redirectsTo()).as("while clients wait for it").isEqualTo("third:1");
        access.committed(2, nowNanos);
        nowNanos += NOTICE_MS * MS;
        access.tick(nowNanos);
        assertThat(access.redirectsTo()).isEmpty();
    }

    @Test
    void clientsWaitUntilTheBarrierOfTheSuccessorIsCommittedAndTheyCanHaveHeardOfIt() {
        handOver(1);
        role.onTopology(named(OTHER, 2), nowNanos);
        access.committed(1, nowNanos);
        nowNanos += 2 * NOTICE_MS * MS;
        access.tick(nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.PARKS_ALL);
        access.committed(2, nowNanos);
        nowNanos += NOTICE_MS * MS - 1;
        access.committed(2, nowNanos);
        access.tick(nowNanos);
        assertThat(access.answer()).as("until sentinels told them").isEqualTo(Answer.PARKS_ALL);
        nowNanos += 1;
        access.tick(nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.REPLICA);
        assertThat(orders).endsWith("let go");
    }

    @Test
    void noticeDoesNotLengthenTheLongestWait() {
        handOver(1);
        role.onTopology(named(OTHER, 2), nowNanos);
        nowNanos += (HOLD_MS - 1) * MS;
        access.committed(2, nowNanos);
        assertThat(access.holding()).isTrue();
        nowNanos += MS;
        access.tick(nowNanos);
        assertThat(access.holding()).isFalse();
    }

    @Test
    void clientsDoNotWaitForEver() {
        handOver(1);
        role.onTopology(named(OTHER, 2), nowNanos);
        nowNanos += (HOLD_MS - 1) * MS;
        access.tick(nowNanos);
        assertThat(access.holding()).isTrue();
        nowNanos += MS;
        access.tick(nowNanos);
        assertThat(access.holding()).isFalse();
        assertThat(orders).endsWith("let go");
    }

    @Test
    void clientsDoNotWaitForEverForAnEpochThatDoesNotCome() {
        handOver(1);
        access.handedOver(nowNanos);
        nowNanos += (HOLD_MS - 1) * MS;
        access.handedOver(nowNanos);
        access.tick(nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.PARKS_ALL);
        nowNanos += MS;
        access.tick(nowNanos);
        assertThat(access.answer()).as("asked again it does not begin anew").isEqualTo(Answer.UNASSIGNED);
        serve(2);
        assertThat(access.answer()).isEqualTo(Answer.SERVES);
        order(2);
        access.handedOver(nowNanos);
        assertThat(access.answer()).as("the next time they wait again").isEqualTo(Answer.PARKS_ALL);
    }

    @Test
    void whoIsChosenAfterALongPreparationIsWaitedForAllTheSame() {
        role.onTopology(named(OTHER, 1), nowNanos);
        access.expect(nowNanos);
        nowNanos += (HOLD_MS - 1) * MS;
        role.onTopology(named(ME, 2), nowNanos);
        access.expect(nowNanos);
        nowNanos += (HOLD_MS - 1) * MS;
        access.tick(nowNanos);
        assertThat(access.answer()).isEqualTo(Answer.PARKS_ALL);
    }

    @Test
    void whoSucceedsItselfKeepsNobodyWaiting() {
        handOver(1);
        serve(2);
        assertThat(access.answer()).isEqualTo(Answer.SERVES);
        assertThat(orders)
                .containsSubsequence("let go", "serve")
                .filteredOn("let go"::equals)
                .hasSize(1);
        access.tick(nowNanos + 2 * HOLD_MS * MS);
        assertThat(orders).filteredOn("let go"::equals).hasSize(1);
    }

    @Test
    void aDeposedPrimaryLetsGoAtOnce() {
        serve(1);
        role.onTopology(named(OTHER, 2), nowNanos);
        assertThat(orders).containsSubsequence("let go", "follow other");
    }

    // ---- how it gets there -----------------------------------------------------------------------------------

    private void serve(long epoch) {
        role.onTopology(named(ME, epoch), nowNanos);
        nowNanos += 200 * MS;
        ack(epoch, 100);
    }

    private void handOver(long epoch) {
        serve(epoch);
        order(epoch);
        assertThat(role.role()).isEqualTo(Role.HANDED_OVER);
    }

    private void order(long epoch) {
        role.beginSwitchover("t", epoch, OTHER, 1000 * MS, nowNanos);
    }

    private void ack(long epoch, long lsn) {
        reign().onConnected(new MemberBoot(OTHER, 1, "a"), nowNanos);
        reign().onLocalDurable(lsn);
        reign().onAck(OTHER, new FollowerAck(epoch, lsn, lsn, 0, nowNanos), nowNanos);
        role.afterProgress(nowNanos);
    }

    private CommitRule reign() {
        return Objects.requireNonNull(role.reign());
    }

    private static GroupTopology named(MemberId primary, long epoch) {
        List<NodeAddress> nodes =
                List.of(new NodeAddress("me", "", "", "", 100), new NodeAddress("other", "", "", "", 100));
        return new GroupTopology("g", epoch, epoch, primary, List.of(ME, OTHER), nodes, 2, CommitMode.DURABLE, "");
    }

    /** As the driver passes on what the role orders. */
    private final class Driver extends RecordedOrders {
        private Driver() {
            super(orders, ME, LIMITS);
        }

        @Override
        public void startServing() {
            access.serving();
            super.startServing();
        }

        @Override
        public void stopServing() {
            access.stopped(role.role() == Role.HANDED_OVER, nowNanos);
        }
    }
}
