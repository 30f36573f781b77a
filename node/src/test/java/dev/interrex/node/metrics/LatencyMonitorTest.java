package dev.interrex.node.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.metrics.LatencyMonitor.Event;
import dev.interrex.node.metrics.LatencyMonitor.Sample;
import org.junit.jupiter.api.Test;

class LatencyMonitorTest {
    private static final long MS = 1_000_000;
    private long nowMs = 1_000_000;
    private long threadNanos;
    private long collectionMs;
    private final LatencyMonitor monitor =
            new LatencyMonitor(new LatencyMonitor.Clocks(() -> nowMs, () -> threadNanos, () -> collectionMs));

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
    void aLoopThatComputedIsToldFromOneThatHadNoProcessor() {
        monitor.thresholdMs(5);
        monitor.begins(100 * MS);
        threadNanos += 2 * MS;
        monitor.took(Event.EVENT_LOOP, 90 * MS);
        assertThat(monitor.events()).containsExactly(Event.EVENT_LOOP);
        monitor.begins(200 * MS);
        threadNanos += 8 * MS;
        monitor.took(Event.COMMAND, 9 * MS);
        monitor.took(Event.EVENT_LOOP, 11 * MS);
        assertThat(monitor.longestMs(Event.PROCESSOR_TIME)).isEqualTo(8);
    }

    @Test
    void theThreadsTimeIsNotAskedForMoreThanOnceAMillisecond() {
        monitor.thresholdMs(5);
        monitor.begins(100 * MS);
        threadNanos += MS;
        monitor.begins(101 * MS - 1);
        threadNanos += 5 * MS;
        monitor.took(Event.COMMAND, 5 * MS);
        assertThat(monitor.longestMs(Event.PROCESSOR_TIME))
                .as("no more than the whole")
                .isEqualTo(5);
    }

    @Test
    void collectionsOfGarbageAreToldByTheTick() {
        monitor.thresholdMs(5);
        collectionMs = 400;
        monitor.tick();
        collectionMs += 4;
        monitor.tick();
        assertThat(monitor.events())
                .as("what was before the first tick is nobody's")
                .isEmpty();
        collectionMs += 6;
        monitor.tick();
        assertThat(monitor.longestMs(Event.GARBAGE_COLLECTION)).isEqualTo(6);
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
