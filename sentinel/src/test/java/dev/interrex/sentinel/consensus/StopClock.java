package dev.interrex.sentinel.consensus;

/** Measures how long something took. */
final class StopClock {
    private final long startNanos = System.nanoTime();

    private StopClock() {}

    static StopClock started() {
        return new StopClock();
    }

    long elapsedMs() {
        return (System.nanoTime() - startNanos) / 1_000_000;
    }
}
