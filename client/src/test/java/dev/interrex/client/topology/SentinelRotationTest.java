package dev.interrex.client.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentinelRotationTest {
    private final SentinelRotation rotation = new SentinelRotation(List.of("s1", "s2", "s3"), 1, 700);

    @Test
    void asksEveryOtherSentinelAtOnceBeforeItWaits() {
        assertThat(rotation.current()).isEqualTo("s2");
        assertThat(rotation.failedWaitMs()).isZero();
        assertThat(rotation.current()).isEqualTo("s3");
        assertThat(rotation.failedWaitMs()).isZero();
        assertThat(rotation.current()).isEqualTo("s1");
        assertThat(rotation.failedWaitMs()).isEqualTo(SentinelRotation.FIRST_WAIT_MS);
        assertThat(rotation.current()).isEqualTo("s2");
    }

    @Test
    void pushedMembersAreAskedBeforeThoseOfTheConfiguration() {
        rotation.learn(List.of("s4", "s2"));
        assertThat(rotation.current()).isEqualTo("s2");
        assertThat(rotation.failedWaitMs()).isZero();
        assertThat(rotation.current()).isEqualTo("s1");
        assertThat(rotation.failedWaitMs()).isZero();
        assertThat(rotation.current()).isEqualTo("s3");
        assertThat(rotation.failedWaitMs()).isZero();
        assertThat(rotation.current()).isEqualTo("s4");
        rotation.learn(List.of());
        assertThat(rotation.current()).isEqualTo("s4");
    }

    @Test
    void waitGrowsToItsBoundAndIsForgottenAfterAnAnswer() {
        long waitMs = 0;
        for (int i = 0; i < 300; i++) {
            waitMs = rotation.failedWaitMs();
        }
        assertThat(waitMs).isEqualTo(700);
        rotation.succeeded();
        assertThat(rotation.failedWaitMs()).isZero();
    }
}
