package dev.interrex.chaos.history;

import java.util.concurrent.locks.LockSupport;

/**
 * The only place of the drills that reads a clock or waits for one. Monotonic time orders operations; wall-clock time only
 * relates them to what sentinels report about a failover, on the same machine.
 */
public final class DrillClock {
    /** How often {@link #awaitNanos} looks whether its thread was interrupted while it waits. */
    private static final long LONGEST_PARK_NS = 50_000_000;

    public DrillClock() {}

    /** Monotonic nanoseconds; only differences mean something. */
    public long nanos() {
        return System.nanoTime();
    }

    /** Milliseconds since 1970. */
    public long unixMs() {
        return System.currentTimeMillis();
    }

    /** Waits until {@link #nanos} reaches {@code deadlineNs}, or returns earlier if the thread is interrupted; the flag stays. */
    public void awaitNanos(long deadlineNs) {
        while (!Thread.currentThread().isInterrupted()) {
            long leftNs = deadlineNs - nanos();
            if (leftNs <= 0) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(leftNs, LONGEST_PARK_NS));
        }
    }

    /** Waits {@code ms} milliseconds from now. */
    public void awaitMs(long ms) {
        awaitNanos(nanos() + ms * 1_000_000);
    }
}
