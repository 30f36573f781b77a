package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.SentinelAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ElectionPaceTest {
    private static final List<SentinelAddress> SENTINELS = List.of(
            new SentinelAddress("s1", "a:1", "", ""),
            new SentinelAddress("s2", "a:2", "", ""),
            new SentinelAddress("s3", "a:3", "", ""),
            new SentinelAddress("s4", "a:4", "", ""),
            new SentinelAddress("s5", "a:5", "", ""));

    @Test
    void followersStandOneAfterTheOther() {
        assertThat(hurriedTimeoutMs("s2", "a:1")).isEqualTo(75);
        assertThat(hurriedTimeoutMs("s3", "a:1")).isEqualTo(210);
        assertThat(hurriedTimeoutMs("s1", "a:2")).isEqualTo(75);
        assertThat(hurriedTimeoutMs("s3", "a:2")).isEqualTo(210);
    }

    @Test
    void neverLaterThanWithoutHurry() {
        assertThat(hurriedTimeoutMs("s5", "a:1")).isEqualTo(250);
    }

    @Test
    void onlyTheLossOfTheLeaderHurriesAndALeaderEndsIt() {
        List<String> calls = new CopyOnWriteArrayList<>();
        AtomicReference<Leadership> leadership = new AtomicReference<>(new Leadership(1, Optional.of("s1"), false));
        ConsensusConfig config = ConsensusConfig.of("s3", SENTINELS, Path.of("unused"), 250);
        try (ElectionPace pace = new ElectionPace(
                config,
                config::sentinels,
                25,
                leadership::get,
                (standAfterMs, patienceMs) -> calls.add(standAfterMs + "/" + patienceMs))) {
            pace.down("a:2");
            pace.down("a:1");
            pace.down("a:1");
            pace.leadershipChanged(new Leadership(1, Optional.empty(), false));
            pace.leadershipChanged(new Leadership(2, Optional.of("s2"), false));
            pace.leadershipChanged(new Leadership(2, Optional.of("s2"), false));
            await().until(() -> calls.size() == 2);
        }
        assertThat(calls).containsExactly("210/75", "250/250");
    }

    private static int hurriedTimeoutMs(String sentinelId, String lostLeader) {
        ConsensusConfig config = ConsensusConfig.of(sentinelId, SENTINELS, Path.of("unused"), 250);
        try (ElectionPace pace = new ElectionPace(
                config, config::sentinels, 25, () -> Leadership.NONE, (standAfterMs, patienceMs) -> {})) {
            return pace.hurriedTimeoutMs(lostLeader);
        }
    }
}
