package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.sim.Fault.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fourteen failovers, told step by step, as files to read and to compare. Where the protocol was changed on purpose: {@code
 * -Dsim.golden=write} writes them anew; the difference then belongs into the same commit.
 */
class GoldenTimelinesSimTest {
    private static final Path FOLDER = Path.of("src/test/resources/golden");
    private static final int N1 = 0;
    private static final int N2 = 1;
    private static final int N3 = 2;

    /** @param story what happens, in a sentence */
    private record Scenario(String name, String story, int forMs, List<Fault> faults) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Scenario> scenarios() {
        return Stream.of(deaths(), returns(), departures(), forgetting()).flatMap(all -> all);
    }

    private static Stream<Scenario> deaths() {
        return Stream.of(
                scenario(
                        "kill", "The primary's process dies.", 3_000, new Fault(1_000, Kind.KILL_PRIMARY, 0, 0, 1_200)),
                scenario(
                        "partition-both-ways",
                        "The primary is cut off from everybody, in both directions, and comes back.",
                        3_000,
                        new Fault(1_000, Kind.ISOLATE_PRIMARY, 0, 0, 1_500)),
                scenario(
                        "shrink-race",
                        "A replica stops, the primary asks for an in-sync set without it, the answer is lost, and the"
                                + " primary dies.",
                        4_000,
                        new Fault(900, Kind.LOSE_ANSWERS, 1_000, 0, 1_500),
                        new Fault(1_000, Kind.PAUSE_NODE, N3, 0, 1_500),
                        new Fault(1_165, Kind.KILL_PRIMARY, 0, 0, 1_500)),
                scenario(
                        "double-failover",
                        "The successor dies before it serves.",
                        4_000,
                        new Fault(1_000, Kind.KILL_PRIMARY, 0, 0, 1_500),
                        new Fault(1_060, Kind.KILL_PRIMARY, 0, 0, 1_500)));
    }

    private static Stream<Scenario> returns() {
        return Stream.of(
                scenario(
                        "cold-start-with-an-empty-primary",
                        "All nodes die; the primary comes back with an empty disk.",
                        4_000,
                        new Fault(1_000, Kind.WIPE_NODE, N1, 0, 300),
                        new Fault(1_001, Kind.KILL_ALL, 0, 0, 600)),
                scenario(
                        "rolled-back-disk",
                        "A replica comes back with an older image of its disk, and is filled up again before it"
                                + " counts.",
                        3_000,
                        new Fault(900, Kind.ROLL_BACK_DISK, N2, 300, 60)),
                scenario(
                        "switchover-abort",
                        "A switchover is asked for, but the target's disk stalls: the primary goes on.",
                        3_000,
                        new Fault(990, Kind.STALL_DISK, N2, 0, 120),
                        new Fault(995, Kind.ONE_WAY, N2, N1, 700),
                        new Fault(1_000, Kind.SWITCH_OVER, N2, 0, 0)),
                scenario(
                        "sentinel-leader-death",
                        "The primary and the sentinel that leads die together.",
                        4_000,
                        new Fault(1_000, Kind.KILL_LEADER, 0, 0, 2_000),
                        new Fault(1_000, Kind.KILL_PRIMARY, 0, 0, 2_000)),
                scenario(
                        "deposed-primary-with-a-divergent-tail",
                        "Clients still reach a primary that nobody else does: what it executes is never acknowledged,"
                                + " and is cut off.",
                        4_000,
                        new Fault(1_000, Kind.PRIMARY_WITHOUT_NODES, 0, 0, 1_500),
                        new Fault(1_000, Kind.PRIMARY_WITHOUT_SENTINELS, 0, 0, 1_500)),
                scenario(
                        "in-sync-set-at-its-minimum",
                        "Both replicas die, one after the other: the set never shrinks below min-isr, writes wait"
                                + " instead.",
                        4_500,
                        new Fault(1_000, Kind.KILL_NODE, N2, 0, 2_500),
                        new Fault(1_800, Kind.KILL_NODE, N3, 0, 1_200)),
                scenario(
                        "primary-that-only-sentinels-reach",
                        "The in-sync set is at its minimum when its primary is cut off from the other nodes: the"
                                + " member that is left goes on with a node that was not in the set.",
                        4_500,
                        new Fault(1_000, Kind.KILL_NODE, N3, 0, 400),
                        new Fault(1_395, Kind.PRIMARY_WITHOUT_NODES, 0, 0, 2_500)));
    }

    private static Stream<Scenario> departures() {
        return Stream.of(
                scenario(
                        "primary-that-is-told-to-stop",
                        "The primary hands over, leaves the in-sync set, and ends; then its successor does the same.",
                        4_000,
                        new Fault(1_000, Kind.LEAVE, -1, 0, 300),
                        new Fault(2_000, Kind.LEAVE, -1, 0, 300)),
                scenario(
                        "disk-that-does-not-answer",
                        "The primary's disk stalls: it says so, and a member of the in-sync set goes on.",
                        4_500,
                        new Fault(1_000, Kind.STALL_DISK, N1, 0, 2_500)));
    }

    private static Stream<Scenario> forgetting() {
        return Stream.of(scenario(
                "rolled-back-disk-without-witnesses",
                "All sentinels restart, the other nodes are dead, and a replica comes back with an image from"
                        + " before its last start: nobody remembers how far it had acked, but that start is"
                        + " recorded.",
                5_000,
                new Fault(900, Kind.ROLL_BACK_DISK, N2, 1_500, 60),
                new Fault(1_000, Kind.KILL_NODE, N2, 0, 100),
                new Fault(2_390, Kind.KILL_NODE, N1, 0, 1_500),
                new Fault(2_390, Kind.KILL_NODE, N3, 0, 1_500),
                new Fault(2_395, Kind.KILL_SENTINEL, 0, 0, 100),
                new Fault(2_395, Kind.KILL_SENTINEL, 1, 0, 100),
                new Fault(2_395, Kind.KILL_SENTINEL, 2, 0, 100)));
    }

    private static Scenario scenario(String name, String story, int forMs, Fault... faults) {
        return new Scenario(name, story, forMs, List.of(faults));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void happensAsItIsWrittenDown(Scenario scenario) throws IOException {
        SimSettings settings = SimSettings.standard().quiet(scenario.forMs);
        SimResult result = Simulation.run(42, settings, scenario.faults);
        assertThat(result.ok()).as(result.report()).isTrue();
        String told = "# " + scenario.story + "\n" + String.join("\n", result.timeline()) + "\n";
        Path file = FOLDER.resolve(scenario.name + ".txt");
        if (System.getProperty("sim.golden", "").equals("write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, told);
        }
        assertThat(told).isEqualTo(Files.readString(file));
    }
}
