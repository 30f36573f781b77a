package dev.interrex.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.metrics.LatencyMonitor.Event;
import dev.interrex.node.metrics.LatencyMonitor.Sample;
import org.junit.jupiter.api.Test;

class LatencyMonitorTest {
    private static final long MS = 1_000_000;
    private long nowMs = 1_000_000;
    private final LatencyMonitor monitor = new LatencyMonitor(() -> nowMs);

    @Test
    void nothingIsNotedBelowTheThresholdOrWithoutOne() {
        monitor.took(Event.COMMAND, 50 * MS);
        monitor.thresholdMs(5);
        monitor.took(Event.COMMAND, 5 * MS - 1);
        assertThat(monitor.events()).isEmpty();
        assertThat(monitor.history(Event.COMMAND)).isEmpty();
        monitor.took(Event.COMMAND, 5 * MS);
        assertThat(monitor.events()).containsExactly(Event.COMMAND);
    }

    @Test
    void ofEachSecondTheLongestIsKept() {
        monitor.thresholdMs(1);
        monitor.took(Event.EVENT_LOOP, 7 * MS);
        monitor.took(Event.EVENT_LOOP, 9 * MS);
        monitor.took(Event.EVENT_LOOP, 8 * MS);
        nowMs += 1_000;
        monitor.took(Event.EVENT_LOOP, 2 * MS);
        assertThat(monitor.history(Event.EVENT_LOOP)).containsExactly(new Sample(1_000, 9), new Sample(1_001, 2));
        assertThat(monitor.longestMs(Event.EVENT_LOOP)).isEqualTo(9);
    }

    @Test
    void theOldestOfManySecondsAreForgottenTheLongestIsNot() {
        monitor.thresholdMs(1);
        monitor.took(Event.LOOP_TASK, 40 * MS);
        for (int i = 0; i < 500; i++) {
            nowMs += 1_000;
            monitor.took(Event.LOOP_TASK, 3 * MS);
        }
        assertThat(monitor.history(Event.LOOP_TASK)).hasSize(160).doesNotContain(new Sample(1_000, 40));
        assertThat(monitor.longestMs(Event.LOOP_TASK)).isEqualTo(40);
        assertThat(monitor.reset(Event.LOOP_TASK)).isTrue();
        assertThat(monitor.reset(Event.LOOP_TASK)).isFalse();
        assertThat(monitor.longestMs(Event.LOOP_TASK)).isZero();
    }
}
