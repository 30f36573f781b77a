package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.history.DrillClock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever goes wrong, no invariant breaks. {@code -Dsim.seed=123} plays one seed and tells what happens. */
class SeedsSimTest {
    private static final DrillClock CLOCK = new DrillClock();
    private static final int DEFAULT_SEEDS = 400;
    private static final int MOST_FAILURES = 3;

    @Test
    void noInvariantBreaks() {
        Long single = Long.getLong("sim.seed");
        if (single != null) {
            SimResult result = Simulation.run(single, true);
            result.timeline().forEach(System.out::println);
            assertThat(result.ok()).as(result.report()).isTrue();
            return;
        }
        long first = Long.getLong("sim.first", 1);
        long seeds = Long.getLong("sim.seeds", DEFAULT_SEEDS);
        List<String> failures = new ArrayList<>();
        long events = 0;
        long acknowledged = 0;
        long begun = CLOCK.nanos();
        for (long seed = first; seed < first + seeds && failures.size() < MOST_FAILURES; seed++) {
            SimResult result = Simulation.run(seed, false);
            events += result.events();
            acknowledged += result.acknowledged();
            if (!result.ok()) {
                failures.add(result.report());
            }
        }
        double seconds = (CLOCK.nanos() - begun) / 1e9;
        System.out.printf(
                "%d seeds, %d events, %d operations acknowledged, %.1f s, %.0f events/s%n",
                seeds, events, acknowledged, seconds, events / seconds);
        assertThat(failures).as(String.join("\n", failures)).isEmpty();
    }
}
