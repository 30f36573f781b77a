package dev.interrex.chaos.sim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one simulation.
 *
 * @param violation what is wrong; null if nothing is
 * @param invariant which invariant says so; empty if none
 * @param atMs when it was found
 * @param events steps of all machines
 * @param acknowledged operations
 * @param reigns epochs that the sentinels' log knows; each but the first is a failover or a switchover
 * @param recoveredMs from the moment when everything was well until a write was acknowledged; -1 = never
 * @param timeline what happened, if it was asked for
 */
public record SimResult(
        long seed,
        SimSettings settings,
        List<Fault> faults,
        String invariant,
        @Nullable String violation,
        long atMs,
        long events,
        int acknowledged,
        long reigns,
        long recoveredMs,
        List<String> timeline) {
    public boolean ok() {
        return violation == null;
    }

    /** For a failed test: what is wrong, the faults, and how to see it again. */
    public String report() {
        StringBuilder text = new StringBuilder("seed ")
                .append(seed)
                .append(" breaks ")
                .append(violation)
                .append("\n  at ")
                .append(atMs)
                .append(" ms, after these faults:");
        for (int i = 0; i < faults.size(); i++) {
            text.append("\n    ").append(i).append(": ").append(faults.get(i));
        }
        return text.append("\n  see it again: mvn -q -pl chaos-tests -am test -Dtest=SeedsSimTest -Dsim.seed=")
                .append(seed)
                .append(settings.length() == Length.SHORT ? " -Dsim.length=short" : "")
                .append(Simulation.MEMORY.equals(System.getProperty(Simulation.MODE)) ? " -Dsim.mode=memory" : "")
                .append(" -Dsurefire.failIfNoSpecifiedTests=false")
                .toString();
    }
}
