package dev.interrex.chaos.sim.invariant;

/** 18: with a majority of sentinels, a good in-sync member and min-isr nodes reachable, writes go on. */
public final class WritesComeBack extends Invariant {
    public WritesComeBack() {
        super(18);
    }

    /** Nothing has been wrong for {@code afterMs}, and still no write is acknowledged. */
    public InvariantViolation never(long afterMs, String state) {
        return broken("no write was acknowledged within " + afterMs + " ms after everything was well again: " + state);
    }
}
