package dev.interrex.sentinel.suspicion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuspicionBoardTest {
    private static final NodeKey N1 = new NodeKey("orders", "n1");
    private static final NodeKey N2 = new NodeKey("orders", "n2");
    private static final SuspicionSettings SETTINGS = new SuspicionSettings(300, 100, 200, 1_000);

    private long nowMs;
    private final SuspicionBoard board = new SuspicionBoard("s1", List.of("s1", "s2", "s3"), SETTINGS, 0);

    SuspicionBoardTest() {
        board.watch(N1, 0);
        board.watch(N2, 0);
    }

    /** Time passes in ticks of 10 ms; the given nodes and sentinel s2 are heard in each. */
    private void passMs(long ms, NodeKey... heard) {
        for (long end = nowMs + ms; nowMs < end; ) {
            nowMs += 10;
            for (NodeKey node : heard) {
                board.onHeard(node, nowMs, nowMs);
            }
            board.onPeer("s2", Map.of(), nowMs);
            board.onTick(nowMs);
        }
    }

    private void peer(String id, NodeKey node, boolean suspected) {
        board.onPeer(id, Map.of(node, new Opinion(suspected, nowMs, false)), nowMs);
    }

    private boolean suspectedHere(NodeKey node) {
        return board.verdict(node).suspectedHere();
    }

    @Test
    void silentNodeIsSuspectedAfterTheLimitAndNotBefore() {
        passMs(50, N1, N2);
        passMs(290, N2);
        assertThat(suspectedHere(N1)).isFalse();
        passMs(10, N2);
        assertThat(suspectedHere(N1)).isTrue();
        assertThat(suspectedHere(N2)).isFalse();
    }

    @Test
    void refusedConnectionIsSuspectedAtOnce() {
        passMs(50, N1, N2);
        assertThat(board.onRefused(N1, nowMs)).isTrue();
        assertThat(board.ownOpinion(N1)).isEqualTo(new Opinion(true, nowMs, true));
    }

    @Test
    void heardNodeIsNoLongerSuspected() {
        board.onRefused(N1, nowMs);
        assertThat(board.onHeard(N1, 5, 5)).isTrue();
        assertThat(suspectedHere(N1)).isFalse();
    }

    @Test
    void reportThatWaitedInAQueueCountsFromItsArrival() {
        passMs(400, N2);
        board.onHeard(N1, 50, nowMs);
        assertThat(suspectedHere(N1)).as("last heard 350 ms ago").isTrue();
    }

    @Test
    void stalledSentinelBlamesNobodyButItself() {
        passMs(100, N1, N2);
        nowMs += 5_000;
        board.onTick(nowMs);
        assertThat(suspectedHere(N1)).isFalse();
        passMs(290);
        assertThat(suspectedHere(N1)).isFalse();
        passMs(10);
        assertThat(suspectedHere(N1)).isTrue();
    }

    @Test
    void silenceBeforeAStallCountsButLeavesTimeToBeHeard() {
        passMs(250);
        nowMs += 5_000;
        board.onTick(nowMs);
        assertThat(suspectedHere(N1)).isFalse();
        passMs(90);
        assertThat(suspectedHere(N1)).isFalse();
        passMs(10);
        assertThat(suspectedHere(N1)).isTrue();
    }

    @Test
    void refusalOutlivesAStall() {
        passMs(50, N1, N2);
        board.onRefused(N1, nowMs);
        nowMs += 5_000;
        board.onTick(nowMs);
        assertThat(suspectedHere(N1)).isTrue();
    }

    @Test
    void sentinelThatHearsNobodyBlamesNobody() {
        for (; nowMs < 1_000; nowMs += 10) {
            board.onTick(nowMs);
        }
        assertThat(board.cutOff()).isTrue();
        assertThat(board.verdict(N1).suspecting()).isZero();
        assertThat(board.ownOpinion(N1)).extracting(Opinion::suspected).isEqualTo(false);
    }

    @Test
    void refusalsShowThatTheNetworkIsThere() {
        for (; nowMs < 1_000; nowMs += 10) {
            board.onTick(nowMs);
        }
        board.onRefused(N1, nowMs);
        assertThat(board.cutOff()).isFalse();
        assertThat(board.verdict(N1).suspecting()).isEqualTo(1);
    }

    @Test
    void majorityIsOfTheConfiguredSentinelsNotOfTheHeardOnes() {
        passMs(300, N2);
        assertThat(board.verdict(N1).suspecting()).isEqualTo(1);
        assertThat(board.verdict(N1).suspectedByMajority()).isFalse();
        peer("s2", N1, true);
        assertThat(board.verdict(N1).suspectedByMajority()).isTrue();
        assertThat(board.verdict(N1).majoritySinceMs()).isEqualTo(nowMs);
        assertThat(board.verdict(N2).reachedByMajority()).isFalse();
    }

    @Test
    void opinionOfAnotherSentinelExpires() {
        passMs(300, N2);
        peer("s3", N1, true);
        assertThat(board.verdict(N1).suspectedByMajority()).isTrue();
        passMs(200, N2);
        assertThat(board.verdict(N1).suspectedByMajority()).isTrue();
        passMs(10, N2);
        assertThat(board.verdict(N1).suspectedByMajority()).isFalse();
        assertThat(board.verdict(N1).majoritySinceMs()).isEqualTo(Verdict.NEVER);
        assertThat(board.hearsSentinel("s3"))
                .as("its opinion is old, but it lives")
                .isTrue();
        passMs(1_000, N2);
        assertThat(board.hearsSentinel("s3")).isFalse();
        assertThat(board.hearsSentinel("s2")).isTrue();
    }

    @Test
    void unknownSentinelDoesNotCount() {
        passMs(300, N2);
        peer("intruder", N1, true);
        assertThat(board.verdict(N1).suspecting()).isEqualTo(1);
    }

    @Test
    void firstSuspicionOfAnySentinelIsRemembered() {
        passMs(300, N2);
        board.onPeer("s2", Map.of(N1, new Opinion(true, 120, false)), nowMs);
        assertThat(board.verdict(N1).firstSinceMs()).isEqualTo(120);
    }
}
