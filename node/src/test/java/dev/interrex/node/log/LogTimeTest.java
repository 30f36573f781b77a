package dev.interrex.node.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTimeTest {
    private final LogTime time = new LogTime();

    @Test
    void standsStillWhileTheWallClockIsBehind() {
        assertThat(time.next(1_000)).isEqualTo(1_000);
        assertThat(time.next(400)).isEqualTo(1_000);
        assertThat(time.next(1_001)).isEqualTo(1_001);
    }

    @Test
    void goesOnWhereTheRecordsInMemoryEnd() {
        time.holds(5_000);
        time.holds(4_000);
        assertThat(time.newestMs()).isEqualTo(5_000);
        assertThat(time.next(1_000)).isEqualTo(5_000);
    }
}
