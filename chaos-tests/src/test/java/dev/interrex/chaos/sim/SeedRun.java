package dev.interrex.chaos.sim;

import dev.interrex.model.CommitMode;
import java.util.function.UnaryOperator;

/**
 * Plays one life behind a JDK interface, so that it can be loaded apart: answers the broken invariant, or an empty text.
 *
 * <p>A life is a seed, {@code 123}; or {@code short/123}, {@code memory/123}, {@code expiring/123}, {@code turns/123} or several of these at once, which have
 * another length or mode, or keys that expire, or loops with turns, as only these have; or the name of a {@link Regression}; or {@code NAME/123}, a {@link Story} of that name.
 */
public final class SeedRun implements UnaryOperator<String> {
    static final String SHORT = "short/";
    static final String IN_MEMORY = "memory/";
    static final String EXPIRING = "expiring/";
    static final String TURNS = "turns/";

    public SeedRun() {}

    @Override
    public String apply(String life) {
        if (Character.isUpperCase(life.charAt(0)) && life.contains("/")) {
            return Story.valueOf(life.substring(0, life.indexOf('/'))).judge(seedOf(life));
        }
        return play(life).invariant();
    }

    private static long seedOf(String life) {
        return Long.parseLong(life.substring(life.lastIndexOf('/') + 1));
    }

    private static SimResult play(String life) {
        if (!Character.isDigit(life.charAt(life.length() - 1))) {
            return Regression.valueOf(life).run();
        }
        long seed = seedOf(life);
        SimSettings settings = Simulation.settingsOf(seed, life.contains(SHORT) ? Length.SHORT : Length.LONG);
        if (life.contains(IN_MEMORY)) {
            settings = settings.withMode(CommitMode.MEMORY);
        }
        settings = settings.withTurns(life.contains(TURNS) ? Simulation.LONGEST_TURN_MICROS : 0);
        settings = settings.withExpiring(life.contains(EXPIRING) ? Simulation.EXPIRING_KEYS : 0);
        return Simulation.run(seed, settings, FaultPlan.of(seed, settings));
    }
}
