package dev.interrex.cli.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** The monotonic clock, and waiting on it: the only place in this module that reads time or sleeps. */
public final class PollClock {
    private PollClock() {}

    /** Nanoseconds since an arbitrary origin; only differences mean something. */
    public static long nanos() {
        return System.nanoTime();
    }

    /** Milliseconds since 1970, for people. */
    public static long wallMs() {
        return System.currentTimeMillis();
    }

    /** Milliseconds since {@code startNanos}. */
    public static long msSince(long startNanos) {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }

    /**
     * Asks {@code condition} at once and then every {@code interval} until it holds or {@code limit} has passed.
     *
     * @return whether it held
     */
    public static boolean await(Duration limit, Duration interval, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                return false;
            }
            pause(interval);
        }
        return true;
    }

    /** Returns early, with the interrupt flag set, if the thread is interrupted. */
    public static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
