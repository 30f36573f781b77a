package dev.interrex.node.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When the loop was busy with one thing for {@code latency-monitor-threshold} milliseconds or longer, for LATENCY: as in Redis's latency
 * monitor, one sample a second and event, the longest. Time is that of the clock on the wall, so a loop that did not get a processor counts, too; how
 * much of it the loop's thread was on a processor, and what collections of garbage took, are events of their own, which tell a node that is busy from a
 * machine that is. Loop thread only.
 */
public final class LatencyMonitor {
    /** What the loop was busy with. */
    public enum Event {
        /** One command. */
        COMMAND,
        /** The commands that were read together, from all connections, and the sending of their replies. */
        EVENT_LOOP,
        /** News of disk, network and clock, and a slice of a snapshot among them. */
        LOOP_TASK,
        EVICTION_CYCLE,
        EXPIRE_CYCLE,
        /** Moving memory together. */
        ACTIVE_DEFRAG_CYCLE,
        /** What of any of these the loop's thread was on a processor, and up to a millisecond before it. */
        PROCESSOR_TIME,
        /** Collections of garbage between two ticks. */
        GARBAGE_COLLECTION;

        /** As LATENCY shows it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Null if there is no such event. */
        public static @Nullable Event of(String label) {
            for (Event event : values()) {
                if (event.label().equalsIgnoreCase(label)) {
                    return event;
                }
            }
            return null;
        }
    }

    /**
     * What the monitor reads.
     *
     * @param wallMs milliseconds since 1970
     * @param threadNanos how long the loop's thread has been on a processor; a constant if nobody knows
     * @param collectionMs how long garbage has been collected, all in all
     */
    public record Clocks(LongSupplier wallMs, LongSupplier threadNanos, LongSupplier collectionMs) {}

    /** The longest one within a second. */
    public record Sample(long atSeconds, long durationMs) {}

    private static final int MOST_SAMPLES = 160;
    private static final long NANOS_PER_MS = 1_000_000;

    /** The thread's time is asked for so often at most: it takes a call of the system. */
    private static final long MARK_NANOS = NANOS_PER_MS;

    private final Clocks clocks;
    private final Map<Event, List<Sample>> samples = new EnumMap<>(Event.class);
    private final Map<Event, Long> longestMs = new EnumMap<>(Event.class);
    private long thresholdNanos = Long.MAX_VALUE;
    private long markedAtNanos;
    private long markedThreadNanos;
    private long collectedMs = -1;

    public LatencyMonitor(Clocks clocks) {
        this.clocks = clocks;
    }

    /** 0: nothing is noted. */
    public void thresholdMs(long ms) {
        thresholdNanos = ms == 0 ? Long.MAX_VALUE : ms * NANOS_PER_MS;
    }

    public boolean isOn() {
        return thresholdNanos != Long.MAX_VALUE;
    }

    /** The loop begins with something, at this monotonic time. */
    public void begins(long nowNanos) {
        if (nowNanos - markedAtNanos >= MARK_NANOS && isOn()) {
            markedAtNanos = nowNanos;
            markedThreadNanos = clocks.threadNanos.getAsLong();
        }
    }

    /** Notes it if it was long. */
    public void took(Event event, long nanos) {
        if (nanos >= thresholdNanos) {
            note(event, nanos / NANOS_PER_MS);
            long threadNanos = Math.min(nanos, clocks.threadNanos.getAsLong() - markedThreadNanos);
            if (threadNanos >= thresholdNanos) {
                note(Event.PROCESSOR_TIME, threadNanos / NANOS_PER_MS);
            }
        }
    }

    /** Looks at what was collected since the last tick. */
    public void tick() {
        if (!isOn()) {
            return;
        }
        long nowMs = clocks.collectionMs.getAsLong();
        long sinceMs = nowMs - collectedMs;
        if (collectedMs >= 0 && sinceMs * NANOS_PER_MS >= thresholdNanos) {
            note(Event.GARBAGE_COLLECTION, sinceMs);
        }
        collectedMs = nowMs;
    }

    private void note(Event event, long ms) {
        List<Sample> noted = samples.computeIfAbsent(event, unused -> new ArrayList<>());
        longestMs.merge(event, ms, Math::max);
        long nowSeconds = clocks.wallMs.getAsLong() / 1000;
        Sample before = noted.isEmpty() ? null : noted.getLast();
        if (before != null && before.atSeconds() == nowSeconds) {
            noted.set(noted.size() - 1, new Sample(nowSeconds, Math.max(ms, before.durationMs())));
            return;
        }
        if (noted.size() == MOST_SAMPLES) {
            noted.removeFirst();
        }
        noted.add(new Sample(nowSeconds, ms));
    }

    /** Events of which something was noted. */
    public List<Event> events() {
        return List.copyOf(samples.keySet());
    }

    /** The oldest first; empty if nothing was noted. */
    public List<Sample> history(Event event) {
        return List.copyOf(samples.getOrDefault(event, List.of()));
    }

    /** The longest since the start or the last reset; 0 if nothing was noted. */
    public long longestMs(Event event) {
        return longestMs.getOrDefault(event, 0L);
    }

    /** Forgets what was noted of the event; false if nothing was. */
    public boolean reset(Event event) {
        longestMs.remove(event);
        return samples.remove(event) != null;
    }
}
