package dev.interrex.node.replication.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.CommitMode;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.SnapshotRule.Refusal;
import dev.interrex.node.replication.core.SnapshotRule.Wanted;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SnapshotRuleTest {
    private static final MemberId P = new MemberId("p", "1");
    private static final MemberId A = new MemberId("a", "1");
    private static final MemberId B = new MemberId("b", "1");
    private static final MemberId OUTSIDE = new MemberId("c", "1");
    private static final MemberId NEW = new MemberId("n", "1");
    private static final MemberId NEAR_B = new MemberId("m", "1");

    /** Epoch 2 wrote [0, 100), epoch 5 the rest. */
    private static final EpochHistory PRIMARYS =
            new EpochHistory(List.of(new EpochHistory.Start(2, 0), new EpochHistory.Start(5, 100)));

    private static final Wanted WANTED = new Wanted(A, PRIMARYS, 50);

    // ---- whom the primary names

    @Test
    void aConnectedReplicaInSyncIsTheSource() {
        CommitRule reign = reign(A, B, OUTSIDE);
        assertThat(SnapshotRule.source(reign, NEW, Set.of())).contains(A);
        assertThat(SnapshotRule.source(reign, NEW, Set.of(A))).contains(B);
        assertThat(SnapshotRule.source(reign, NEW, Set.of(A, B)))
                .as("then the primary")
                .isEmpty();
    }

    @Test
    void oneOfTheSameZoneIsPreferred() {
        assertThat(SnapshotRule.source(reign(A, B), NEAR_B, Set.of())).contains(B);
    }

    @Test
    void nobodyIsNamedWhoIsNotConnectedOrNotInSync() {
        assertThat(SnapshotRule.source(reign(OUTSIDE), NEW, Set.of())).isEmpty();
        assertThat(SnapshotRule.source(reign(B), NEW, Set.of())).contains(B);
    }

    @Test
    void aNodeIsNotSentToItself() {
        MemberId reborn = new MemberId("a", "2");
        assertThat(SnapshotRule.source(reign(A), reborn, Set.of())).isEmpty();
    }

    // ---- who sends

    @Test
    void onlyTheNamedMemberSendsAndOnlyInTheNamedEpoch() {
        assertThat(SnapshotRule.refusesToSend(A, 5, true, A, 5, false)).isNull();
        assertThat(SnapshotRule.refusesToSend(A, 5, true, B, 5, false)).isEqualTo(Refusal.NOT_A_SOURCE);
        assertThat(SnapshotRule.refusesToSend(new MemberId("a", "2"), 5, true, A, 5, false))
                .as("its data was lost since")
                .isEqualTo(Refusal.NOT_A_SOURCE);
        assertThat(SnapshotRule.refusesToSend(A, 5, false, A, 5, false)).isEqualTo(Refusal.NOT_A_SOURCE);
        assertThat(SnapshotRule.refusesToSend(A, 4, true, A, 5, false)).isEqualTo(Refusal.EPOCH_TOO_HIGH);
        assertThat(SnapshotRule.refusesToSend(A, 6, true, A, 5, false)).isEqualTo(Refusal.EPOCH_TOO_LOW);
    }

    @Test
    void whoSendsAsManyAsItMayRefuses() {
        assertThat(SnapshotRule.refusesToSend(A, 5, true, A, 5, true)).isEqualTo(Refusal.TOO_MANY_TRANSFERS);
    }

    // ---- what is taken

    @Test
    void aBeginningOfThePrimarysLogIsTaken() {
        assertThat(offered(A, 5, 120, PRIMARYS)).isNull();
        assertThat(offered(A, 2, 100, PRIMARYS.truncatedTo(100))).isNull();
        assertThat(offered(A, 2, 60, PRIMARYS.truncatedTo(60))).isNull();
    }

    @Test
    void whatThePrimaryCouldNotContinueIsNot() {
        assertThat(offered(A, 2, 49, PRIMARYS.truncatedTo(49))).contains("older than 50");
    }

    @Test
    void anotherHistoryIsNot() {
        EpochHistory other = new EpochHistory(List.of(new EpochHistory.Start(2, 0), new EpochHistory.Start(4, 80)));
        assertThat(offered(A, 4, 120, other)).contains("not of the primary's history");
        assertThat(offered(A, 4, 90, other)).contains("not of the primary's history");
        assertThat(offered(A, 2, 120, PRIMARYS.truncatedTo(100))).contains("not of the primary's history");
        assertThat(offered(A, 4, 120, PRIMARYS)).contains("not of the primary's history");
        assertThat(offered(A, 6, 120, PRIMARYS.withRecord(6, 110))).contains("not of the primary's history");
    }

    @Test
    void whoWasNotNamedIsNotBelieved() {
        assertThat(offered(new MemberId("a", "2"), 5, 120, PRIMARYS)).contains("not " + A);
    }

    private static @Nullable String offered(MemberId from, long epoch, long lsn, EpochHistory history) {
        return SnapshotRule.refusesOffer(WANTED, from, new LogPosition(epoch, lsn), history);
    }

    private static CommitRule reign(MemberId... connected) {
        List<NodeAddress> nodes =
                List.of(node("p", "x"), node("a", "x"), node("b", "y"), node("c", "x"), node("m", "y"));
        GroupTopology topology = new GroupTopology("g", 5, 9, P, List.of(P, A, B), nodes, 2, CommitMode.DURABLE, "");
        ReplicationLimits limits = new ReplicationLimits(1, 1, 1, 1, 1, 1);
        CommitRule reign = new CommitRule(P, topology, CommitMode.DURABLE, limits, 0, 0, 0, 0);
        for (MemberId member : connected) {
            reign.onConnected(new MemberBoot(member, 1, "boot"), 0);
        }
        return reign;
    }

    private static NodeAddress node(String id, String zone) {
        return new NodeAddress(id, id + ":1", id + ":2", zone, 100);
    }
}
