package dev.interrex.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class ProcessorClockTest {
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ProcessorClock clock = new ProcessorClock();

    @Test
    void itStandsStillWhileTheThreadWaitsAndRunsWhileItComputes() {
        assumeThat(System.getProperty("os.name")).startsWith("Linux");
        long before = clock.threadNanos();
        LockSupport.parkNanos(WAIT_NANOS);
        assertThat(clock.threadNanos() - before).isLessThan(WAIT_NANOS / 2);
        long last = clock.threadNanos();
        for (int i = 0; i < 1_000; i++) {
            long now = clock.threadNanos();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        assertThat(last).isGreaterThan(before);
    }
}
