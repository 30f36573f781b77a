package dev.interrex.chaos.sim;

import java.util.function.LongFunction;

/** Plays one seed behind a JDK interface, so that it can be loaded apart: answers the broken invariant, or an empty text. */
public final class SeedRun implements LongFunction<String> {
    public SeedRun() {}

    @Override
    public String apply(long seed) {
        return Simulation.run(seed, false).invariant();
    }
}
