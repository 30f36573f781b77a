package dev.interrex.sentinel.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElectionPaceTest {
    private static final List<ConsensusConfig.Sentinel> SENTINELS = List.of(
            new ConsensusConfig.Sentinel("s1", "a:1"),
            new ConsensusConfig.Sentinel("s2", "a:2"),
            new ConsensusConfig.Sentinel("s3", "a:3"),
            new ConsensusConfig.Sentinel("s4", "a:4"),
            new ConsensusConfig.Sentinel("s5", "a:5"));

    @Test
    void followersStandOneAfterTheOther() {
        assertThat(hurriedTimeoutMs("s2", "a:1")).isEqualTo(75);
        assertThat(hurriedTimeoutMs("s3", "a:1")).isEqualTo(165);
        assertThat(hurriedTimeoutMs("s1", "a:2")).isEqualTo(75);
        assertThat(hurriedTimeoutMs("s3", "a:2")).isEqualTo(165);
    }

    @Test
    void neverLaterThanWithoutHurry() {
        assertThat(hurriedTimeoutMs("s5", "a:1")).isEqualTo(250);
    }

    private static int hurriedTimeoutMs(String sentinelId, String lostLeader) {
        ConsensusConfig config = ConsensusConfig.of(sentinelId, SENTINELS, Path.of("unused"), 250);
        try (ElectionPace pace = new ElectionPace(config, 25, () -> Leadership.NONE, timeoutMs -> {})) {
            return pace.hurriedTimeoutMs(lostLeader);
        }
    }
}
