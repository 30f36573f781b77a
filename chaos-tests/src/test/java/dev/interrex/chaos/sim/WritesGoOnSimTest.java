package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.sim.Fault.Kind;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Liveness while something is wrong: promise 5 of docs/PROTOCOL.md, not only once all is well again. */
class WritesGoOnSimTest {
    private static final int BEGIN_MS = 1_000;
    private static final int CUT_MS = 1_395;
    private static final int DISK_STALL_MS = 1_000;
    private static final int LIMIT_MS = 1_000;

    /** The set is {n1, n2}, at its minimum; n3 has just started, and is not in it. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 42})
    void twoNodesGoOnWithoutAPrimaryThatOnlySentinelsReach(long seed) {
        SimResult result = play(
                seed,
                new Fault(BEGIN_MS, Kind.KILL_NODE, 2, 0, 400),
                new Fault(CUT_MS, Kind.PRIMARY_WITHOUT_NODES, 0, 0, 3_000));
        assertThatAnotherServes(result, CUT_MS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 42})
    void anotherGoesOnWhereTheDiskOfThePrimaryDoesNotAnswer(long seed) {
        SimResult result = play(seed, new Fault(BEGIN_MS, Kind.STALL_DISK, 0, 0, 3_000));
        assertThatAnotherServes(result, BEGIN_MS + DISK_STALL_MS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 42})
    void aPrimaryThatIsToldToStopHandsOver(long seed) {
        SimResult result = play(seed, new Fault(BEGIN_MS, Kind.LEAVE, -1, 0, 2_000));
        assertThatAnotherServes(result, BEGIN_MS);
        assertThat(result.timeline())
                .as("nobody had to find out that it is gone")
                .noneSatisfy(line -> assertThat(line).contains("ELECTING"));
    }

    private static SimResult play(long seed, Fault... faults) {
        SimResult result = Simulation.run(seed, SimSettings.standard().quiet(4_500), List.of(faults));
        assertThat(result.ok()).as(result.report()).isTrue();
        return result;
    }

    private static void assertThatAnotherServes(SimResult result, int sinceMs) {
        assertThat(result.timeline()).anySatisfy(line -> {
            assertThat(line).contains("first write of epoch 2 is acknowledged");
            assertThat(Double.parseDouble(line.strip().split(" ")[0]))
                    .isBetween((double) sinceMs, (double) sinceMs + LIMIT_MS);
        });
    }
}
