package dev.interrex.node.replication.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.MemberId;
import org.junit.jupiter.api.Test;

class FullSyncTest {
    private static final MemberId A = new MemberId("a", "1");

    private final FullSync sync = new FullSync(100, 10);

    @Test
    void aSourceThatSendsNothingForTooLongIsGivenUp() {
        sync.asks(A, 1_000);
        assertThat(sync.overdue(1_099)).isFalse();
        sync.came(10, 1_099);
        assertThat(sync.overdue(1_198)).isFalse();
        assertThat(sync.overdue(1_199)).isTrue();
    }

    @Test
    void aSourceThatHasNothingToSendYetIsAskedAgainUntilItIsOverdue() {
        sync.asks(A, 1_000);
        assertThat(sync.asksAgain(true, 1_099)).isTrue();
        assertThat(sync.asksAgain(false, 1_001)).isFalse();
        assertThat(sync.asksAgain(true, 1_100)).isFalse();
    }

    @Test
    void aSourceWhoseStreamBreaksIsAskedAgainAsLongAsItSendsSomethingEachTime() {
        sync.asks(A, 1_000);
        assertThat(sync.asksAgain(false, 1_001)).isFalse();
        sync.asks(A, 1_000);
        sync.came(1, 1_001);
        assertThat(sync.asksAgain(false, 1_002)).isTrue();
        assertThat(sync.asksAgain(false, 1_003)).isFalse();
    }

    @Test
    void aSourceThatOnlyBeginsEachTimeIsGivenUp() {
        sync.asks(A, 1_000);
        sync.progress(1_001);
        assertThat(sync.asksAgain(false, 1_002)).isFalse();
    }

    @Test
    void aSourceThatTricklesIsGivenUp() {
        sync.asks(A, 1_000);
        sync.came(9, 1_050);
        assertThat(sync.overdue(1_100)).isTrue();
        sync.came(1, 1_100);
        assertThat(sync.overdue(1_199)).isFalse();
        sync.came(9, 1_199);
        assertThat(sync.overdue(1_200)).isTrue();
    }

    @Test
    void aSourceIsNotGivenUpForThisNodesOwnWork() {
        sync.asks(A, 1_000);
        sync.progress(1_099);
        assertThat(sync.overdue(1_198)).isFalse();
    }

    @Test
    void nobodyIsNamedTwiceInOneFullSync() {
        sync.asks(A, 1_000);
        assertThat(sync.tried()).containsExactly(A);
        sync.over();
        assertThat(sync.tried()).isEmpty();
    }
}
