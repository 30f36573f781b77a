package dev.interrex.node.dispatch;

import java.util.function.LongSupplier;

/**
 * Time as commands see it. The wall clock is read once for the commands of a batch, the monotonic one after each command, which is when
 * the next one begins. Loop thread only.
 */
final class CommandClock {
    private static final long NANOS_PER_MS = 1_000_000;

    private final LongSupplier wallClockMs;
    private final LongSupplier nanoTime;
    private final long startNanos;
    private long wallMs;

    /** End of the command before. */
    private long lastNanos;

    CommandClock(LongSupplier wallClockMs, LongSupplier nanoTime) {
        this.wallClockMs = wallClockMs;
        this.nanoTime = nanoTime;
        startNanos = nanoTime.getAsLong();
        read();
    }

    /** A batch begins. */
    void read() {
        wallMs = wallClockMs.getAsLong();
        lastNanos = nanoTime.getAsLong();
    }

    /** A command ends; returns how long it took. */
    long lapNanos() {
        long before = lastNanos;
        lastNanos = nanoTime.getAsLong();
        return lastNanos - before;
    }

    /** Unix time of the batch. */
    long wallMs() {
        return wallMs;
    }

    /** Milliseconds on the monotonic clock when the command under way began, positive. */
    long lastMs() {
        return ms(lastNanos);
    }

    /** Milliseconds on the monotonic clock, positive. */
    long nowMs() {
        return ms(nanoTime.getAsLong());
    }

    private long ms(long nanos) {
        return (nanos - startNanos) / NANOS_PER_MS + 1;
    }
}
