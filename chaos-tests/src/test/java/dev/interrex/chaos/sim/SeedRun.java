package dev.interrex.chaos.sim;

import java.util.function.LongFunction;

/**
 * Plays one seed behind a JDK interface, so that it can be loaded apart: answers the broken invariant, or an empty text. A negative
 * number is that of a {@link Regression}, from -1 on.
 */
public final class SeedRun implements LongFunction<String> {
    public SeedRun() {}

    @Override
    public String apply(long seed) {
        SimResult result = seed < 0 ? Regression.values()[(int) (-1 - seed)].run() : Simulation.run(seed, false);
        return result.invariant();
    }
}
