package dev.interrex.sentinel.heartbeat;

/** The clocks of the machine. */
public final class SystemClock implements SentinelClock {
    private static final long NANOS_PER_MS = 1_000_000;

    private final long startNanos = System.nanoTime();

    /** Begins at one second, so that no point in time is confused with "never". */
    @Override
    public long monotonicMs() {
        return 1_000 + (System.nanoTime() - startNanos) / NANOS_PER_MS;
    }

    @Override
    public long unixMs() {
        return System.currentTimeMillis();
    }
}
