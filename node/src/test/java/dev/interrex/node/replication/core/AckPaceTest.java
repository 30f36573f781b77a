package dev.interrex.node.replication.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.CommitMode;
import org.junit.jupiter.api.Test;

class AckPaceTest {
    private static final long EVERY_NANOS = 10;

    @Test
    void firstMessageOfAStreamIsAckedAtOnce() {
        assertThat(new AckPace(CommitMode.DURABLE, EVERY_NANOS).mayWait(true, Long.MIN_VALUE))
                .isFalse();
    }

    @Test
    void recordsAreAckedOnceTheyAreDurableUnlessTheLeaseNeedsAnAck() {
        AckPace pace = new AckPace(CommitMode.DURABLE, EVERY_NANOS);
        pace.mayWait(true, 100);
        assertThat(pace.mayWait(true, 100)).isTrue();
        assertThat(pace.mayWait(true, 109)).isTrue();
        assertThat(pace.mayWait(true, 110)).as("the disk may be slow").isFalse();
        assertThat(pace.mayWait(true, 119)).isTrue();
    }

    @Test
    void signOfLifeIsAckedAtOnceAndCountsAsSuch() {
        AckPace pace = new AckPace(CommitMode.DURABLE, EVERY_NANOS);
        pace.mayWait(true, 100);
        assertThat(pace.mayWait(false, 105)).isFalse();
        assertThat(pace.mayWait(true, 114)).isTrue();
    }

    @Test
    void receiptCommitsInModeMemory() {
        AckPace pace = new AckPace(CommitMode.MEMORY, EVERY_NANOS);
        pace.mayWait(true, 100);
        assertThat(pace.mayWait(true, 101)).isFalse();
    }
}
