package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.sim.Fault.Kind;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Groups with a node that stands by: docs/PROTOCOL.md, "Rebuild". */
class SparesSimTest {
    private static final long SEEDS = Long.getLong("sim.spares.seeds", 60);

    /** n3 is lost for longer than patience lasts; n4 comes in its place, and n3 stands by when it is back. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void spareTakesThePlaceOfALostNode(long seed) {
        SimSettings settings = SimSettings.standard().withSpares(1).quiet(4_500);
        SimResult result = Simulation.run(seed, settings, List.of(new Fault(500, Kind.KILL_NODE, 2, 0, 3_000)));
        assertThat(result.ok()).as(result.report()).isTrue();
        assertThat(result.timeline()).anySatisfy(line -> assertThat(line).contains("in-sync [n1, n2, n4]"));
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostWhateverHappens(long seed) {
        SimSettings settings = SimSettings.standard().withSpares(1);
        SimResult result = Simulation.run(seed, settings, FaultPlan.of(seed, settings));
        assertThat(result.ok()).as(result.report()).isTrue();
    }

    @Test
    void groupOfTwoWhoseInSyncSetCannotShrinkGoesOn() {
        SimSettings settings =
                SimSettings.standard().withNodes(2, 2).withSpares(1).quiet(4_500);
        SimResult result = Simulation.run(7, settings, List.of(new Fault(500, Kind.KILL_NODE, 1, 0, 3_900)));
        assertThat(result.ok()).as(result.report()).isTrue();
        assertThat(result.timeline()).anySatisfy(line -> assertThat(line).contains("in-sync [n1, n3]"));
    }
}
