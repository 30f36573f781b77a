package dev.interrex.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The simulation sees what it is meant to see: every planted fault breaks an invariant within a bounded number of seeds. Prints which
 * one, and at which seed. {@code -Dsim.mutant=text} tries only those whose name contains the text.
 */
class MutantsSimTest {
    private static final int MOST_SEEDS =
            Integer.getInteger("sim.mutant.seeds", System.getProperty("sim.seeds") == null ? 1_000 : 20_000);

    /** Other rules stand behind these, so that chance seldom shows that one is broken: hunted in long runs only ({@code -Psim}). */
    private static final Set<String> RARE = Set.of(
            "a newcomer need not hold the barrier",
            "older epochs accepted",
            "driver: acks after a cut speak of the old log");

    /** A short life takes less than an eighth of a long one's steps. */
    private static final int SHORT_PER_LONG = 8;

    private static final boolean LONG_RUN = System.getProperty("sim.seeds") != null;
    private static final String KNOWN_SEEDS = "/sim/mutant-seeds.txt";

    @Test
    void everyPlantedFaultIsCaught() throws Exception {
        String only = System.getProperty("sim.mutant", "");
        Map<String, String> known = knownLives();
        List<String> survivors = new ArrayList<>();
        System.out.printf("%-72s %-28s %s%n", "mutant", "caught by", "life");
        for (Mutant mutant : Mutant.all()) {
            if (mutant.name().contains(only) && (LONG_RUN || !RARE.contains(mutant.name()))) {
                Catch caught = hunt(mutant, known.get(mutant.name()));
                System.out.printf("%-72s %-28s %s%n", mutant.name(), caught.invariant, caught.life);
                System.out.flush();
                if (caught.invariant.equals(SURVIVES)) {
                    survivors.add(mutant.name());
                }
            }
        }
        assertThat(survivors).as("planted faults that nothing noticed").isEmpty();
    }

    private static final String SURVIVES = "SURVIVES";

    private record Catch(String invariant, String life) {}

    /** First the life that caught it before, as the protocol and the simulation are likely the same; then all seeds. */
    @SuppressWarnings("unchecked") // The mutated SeedRun is a UnaryOperator<String> in another class loader.
    private static Catch hunt(Mutant mutant, @Nullable String known) throws Exception {
        var run = (UnaryOperator<String>) MutantLoader.of(mutant)
                .loadClass(SeedRun.class.getName())
                .getDeclaredConstructor()
                .newInstance();
        int most = mutant.lives().contains(SeedRun.SHORT) ? MOST_SEEDS * SHORT_PER_LONG : MOST_SEEDS;
        for (int seed = known == null ? 1 : 0; seed <= most; seed++) {
            String life = seed == 0 && known != null ? known : mutant.lives() + seed;
            String invariant = run.apply(life);
            if (!invariant.isEmpty()) {
                return new Catch(invariant, life);
            }
        }
        return new Catch(SURVIVES, most + " seeds");
    }

    /** Lines "life name", as this test once found them out. */
    private static Map<String, String> knownLives() throws IOException {
        Map<String, String> lives = new HashMap<>();
        try (InputStream in = MutantsSimTest.class.getResourceAsStream(KNOWN_SEEDS)) {
            if (in != null) {
                for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                    int space = line.indexOf(' ');
                    if (space > 0) {
                        lives.put(line.substring(space + 1), line.substring(0, space));
                    }
                }
            }
        }
        return lives;
    }
}
