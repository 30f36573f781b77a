package dev.interrex.chaos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The drill as an operator runs it, on real processes and with real signals. */
class KillPrimaryChaosIT {
    private static final Path REPORTS = Installation.HOME.resolve("chaos-tests/target/drills");

    @Test
    @Timeout(180)
    void nothingIsLostWhenThePrimaryIsKilled(@TempDir Path directory) throws Exception {
        JsonNode report = drill(directory, "kill", 3);
        assertThat(report.path("rounds")).hasSize(3);
    }

    @Test
    @Tag("long")
    @Timeout(1_800)
    void nothingIsLostInFiftyKills(@TempDir Path directory) throws Exception {
        drill(directory, "kill", 50);
    }

    @Test
    @Tag("long")
    @Timeout(1_800)
    void nothingIsLostWhenThePrimaryHangs(@TempDir Path directory) throws Exception {
        drill(directory, "stop", 20);
    }

    @Test
    @Tag("long")
    @Timeout(1_800)
    void nothingIsLostWhenPrimaryAndSentinelLeaderDieTogether(@TempDir Path directory) throws Exception {
        drill(directory, "kill-with-leader", 20);
    }

    private static JsonNode drill(Path directory, String fault, int rounds) throws Exception {
        Path log = directory.resolve("drill.log");
        Path json = REPORTS.resolve("kill-primary-" + fault + "-" + rounds + ".json");
        List<String> arguments = new ArrayList<>(List.of("drill", "kill-primary", "--fault", fault));
        arguments.addAll(List.of("--rounds", Integer.toString(rounds), "--json", json.toString()));
        arguments.addAll(List.of("--html", json.toString().replace(".json", ".html")));
        Process process = Installation.launcher(arguments.toArray(String[]::new))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            int exitCode = process.waitFor();
            assertThat(exitCode).as(Files.readString(log)).isZero();
        } finally {
            // SIGTERM lets the drill end the processes that it started.
            process.destroy();
            process.waitFor(30, TimeUnit.SECONDS);
        }
        JsonNode report = new ObjectMapper().readTree(json.toFile());
        assertThat(report.path("violationCounts").path("ACKED_AND_LOST").asInt(-1))
                .isZero();
        assertThat(report.path("violationCounts").path("APPLIED_TWICE").asInt(-1))
                .isZero();
        assertThat(report.path("totals").path("ackedWrites").asLong()).isPositive();
        return report;
    }
}
