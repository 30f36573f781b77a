package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.history.DrillClock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong, no invariant breaks. {@code -Dsim.seed=123} plays one seed and tells what happens. */
class SeedsSimTest {
    private static final DrillClock CLOCK = new DrillClock();
    private static final int DEFAULT_SEEDS = 1_000;
    private static final long DEFAULT_NANOS = 40_000_000_000L;
    private static final int MOST_FAILURES = 3;
    private static final int LAST_LINES = 40;

    /** {@code -Dsim.keep=0,3} leaves only these of the seed's faults. */
    private static SimResult replay(long seed) {
        SimSettings settings = Simulation.settingsOf(seed).withTimeline(true);
        List<Fault> faults = FaultPlan.of(seed, settings);
        String keep = System.getProperty("sim.keep");
        List<Fault> kept = keep == null
                ? faults
                : Arrays.stream(keep.split(","))
                        .filter(index -> !index.isBlank())
                        .map(index -> faults.get(Integer.parseInt(index.strip())))
                        .toList();
        return Simulation.run(seed, settings, kept);
    }

    private static String shrunk(SimResult failed) {
        SimResult small = Shrinker.shrink(failed);
        String keep = small.faults().stream()
                .map(fault -> String.valueOf(failed.faults().indexOf(fault)))
                .collect(Collectors.joining(","));
        List<String> end = small.timeline()
                .subList(
                        Math.max(0, small.timeline().size() - LAST_LINES),
                        small.timeline().size());
        return " -Dsim.keep=" + keep + "\n  what it takes, and the end of that:\n    " + String.join("\n    ", end);
    }

    @Test
    void noInvariantBreaks() {
        Long single = Long.getLong("sim.seed");
        if (single != null) {
            SimResult result = replay(single);
            result.timeline().forEach(System.out::println);
            assertThat(result.ok()).as(result.report()).isTrue();
            return;
        }
        long first = Long.getLong("sim.first", 1);
        Long wanted = Long.getLong("sim.seeds");
        long last = first + (wanted == null ? DEFAULT_SEEDS : wanted);
        List<String> failures = new ArrayList<>();
        long events = 0;
        long acknowledged = 0;
        long faults = 0;
        long changes = 0;
        long begun = CLOCK.nanos();
        long seed = first;
        while (seed < last && failures.size() < MOST_FAILURES) {
            SimResult result = Simulation.run(seed++, false);
            events += result.events();
            acknowledged += result.acknowledged();
            faults += result.faults().size();
            changes += Math.max(0, result.reigns() - 1);
            if (!result.ok()) {
                failures.add(result.report() + shrunk(result));
            }
            if (wanted == null && CLOCK.nanos() - begun > DEFAULT_NANOS) {
                break;
            }
        }
        long seeds = seed - first;
        double seconds = (CLOCK.nanos() - begun) / 1e9;
        System.out.printf(
                "%d seeds, %d events, %d faults, %d changes of primary, %d operations acknowledged, %.1f s, %.0f"
                        + " events/s%n",
                seeds, events, faults, changes, acknowledged, seconds, events / seconds);
        assertThat(failures).as(String.join("\n", failures)).isEmpty();
    }
}
