package dev.interrex.node;

/** The clocks of the node; nothing else in it reads one. */
public final class MonotonicClock {
    /** Above zero from the start, so that differences are never taken of values of both signs. */
    private static final long START = System.nanoTime() - 1_000_000_000L;

    private MonotonicClock() {}

    /** Monotonic nanoseconds. */
    public static long nanoTime() {
        return System.nanoTime() - START;
    }

    /** Wall clock, in milliseconds since 1970. */
    public static long wallClockMs() {
        return System.currentTimeMillis();
    }
}
