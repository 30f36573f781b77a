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
 * monitor, one sample a second and event, the longest. Time is that of the clock on the wall, so a loop that did not get a processor counts, too.
 * Loop thread only.
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
        ACTIVE_DEFRAG_CYCLE;

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

    /** The longest one within a second. */
    public record Sample(long atSeconds, long durationMs) {}

    private static final int MOST_SAMPLES = 160;
    private static final long NANOS_PER_MS = 1_000_000;

    private final LongSupplier wallClockMs;
    private final Map<Event, List<Sample>> samples = new EnumMap<>(Event.class);
    private final Map<Event, Long> longestMs = new EnumMap<>(Event.class);
    private long thresholdNanos = Long.MAX_VALUE;

    public LatencyMonitor(LongSupplier wallClockMs) {
        this.wallClockMs = wallClockMs;
    }

    /** 0: nothing is noted. */
    public void thresholdMs(long ms) {
        thresholdNanos = ms == 0 ? Long.MAX_VALUE : ms * NANOS_PER_MS;
    }

    public boolean isOn() {
        return thresholdNanos != Long.MAX_VALUE;
    }

    /** Notes it if it was long. */
    public void took(Event event, long nanos) {
        if (nanos >= thresholdNanos) {
            note(event, nanos / NANOS_PER_MS);
        }
    }

    private void note(Event event, long ms) {
        List<Sample> noted = samples.computeIfAbsent(event, unused -> new ArrayList<>());
        longestMs.merge(event, ms, Math::max);
        long nowSeconds = wallClockMs.getAsLong() / 1000;
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
