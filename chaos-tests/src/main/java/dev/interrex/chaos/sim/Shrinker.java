package dev.interrex.chaos.sim;

import java.util.ArrayList;
import java.util.List;

/** Reduces the faults of a failed simulation to those that it takes: leaves each of them out and looks whether it still fails. */
public final class Shrinker {
    private static final int MOST_TRIES = 200;

    private Shrinker() {}

    /**
     * The same failure with as few faults, found by greedy search; the result has a timeline.
     *
     * @param failed broke an invariant
     */
    public static SimResult shrink(SimResult failed) {
        List<Fault> faults = new ArrayList<>(failed.faults());
        int tries = 0;
        boolean smaller = true;
        while (smaller) {
            smaller = false;
            for (int i = faults.size() - 1; i >= 0 && tries < MOST_TRIES; i--) {
                List<Fault> fewer = new ArrayList<>(faults);
                fewer.remove(i);
                tries++;
                if (failsAlike(failed, fewer)) {
                    faults = fewer;
                    smaller = true;
                }
            }
        }
        return Simulation.run(failed.seed(), failed.settings().withTimeline(true), faults);
    }

    private static boolean failsAlike(SimResult failed, List<Fault> faults) {
        return Simulation.run(failed.seed(), failed.settings(), faults)
                .invariant()
                .equals(failed.invariant());
    }
}
