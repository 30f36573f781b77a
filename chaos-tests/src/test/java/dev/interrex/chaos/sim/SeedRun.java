package dev.interrex.chaos.sim;

import dev.interrex.model.CommitMode;
import java.util.function.UnaryOperator;

/**
 * Plays one life behind a JDK interface, so that it can be loaded apart: answers the broken invariant, or an empty text.
 *
 * <p>A life is a seed, {@code 123}; or {@code short/123}, {@code memory/123} and {@code memory/short/123}, which have another length
 * or mode; or the name of a {@link Regression}; or {@code NAME/123}, a {@link Story} of that name.
 */
public final class SeedRun implements UnaryOperator<String> {
    static final String SHORT = "short/";
    static final String IN_MEMORY = "memory/";

    public SeedRun() {}

    @Override
    public String apply(String life) {
        return play(life).invariant();
    }

    private static SimResult play(String life) {
        if (!Character.isDigit(life.charAt(life.length() - 1))) {
            return Regression.valueOf(life).run();
        }
        long seed = Long.parseLong(life.substring(life.lastIndexOf('/') + 1));
        if (Character.isUpperCase(life.charAt(0))) {
            return Story.valueOf(life.substring(0, life.indexOf('/'))).run(seed, false);
        }
        SimSettings settings = Simulation.settingsOf(seed, life.contains(SHORT) ? Length.SHORT : Length.LONG);
        if (life.contains(IN_MEMORY)) {
            settings = settings.withMode(CommitMode.MEMORY);
        }
        return Simulation.run(seed, settings, FaultPlan.of(seed, settings));
    }
}
