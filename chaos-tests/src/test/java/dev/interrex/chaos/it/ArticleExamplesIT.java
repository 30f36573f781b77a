package dev.interrex.chaos.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The four programs of examples/, against one server and through a failover. */
@Timeout(180)
class ArticleExamplesIT {
    private static final Path FOLDER = Installation.HOME.resolve("examples");
    private static final String PYTHON = "/usr/bin/python3";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CASES = 8;

    @Test
    void everyCaseHoldsWithRedis(@TempDir Path directory) throws Exception {
        try (LoneServer redis = LoneServer.redis(directory)) {
            assertAllCases(redis.port());
        }
    }

    @Test
    void everyCaseHoldsWithANode(@TempDir Path directory) throws Exception {
        try (LoneServer node = LoneServer.node(directory)) {
            assertAllCases(node.port());
        }
    }

    private static void assertAllCases(int port) throws Exception {
        ProcessOutput output = ProcessOutput.of(
                LIMIT, FOLDER, List.of(PYTHON, "run.py", "--host", "127.0.0.1", "--port", Integer.toString(port)));
        assertThat(output.exitCode()).as(output.text()).isZero();
        assertThat(output.text().lines().filter(line -> line.startsWith("ok "))).hasSize(CASES);
    }

    @Test
    void cachesAndSessionsOutliveThePrimary() throws Exception {
        try (LocalGroup group = LocalGroup.start()) {
            List<String> command = new ArrayList<>(List.of(PYTHON, "run.py", "--group", LocalGroup.NAME));
            group.cluster().sentinelRespAddresses().forEach(address -> command.addAll(List.of("--sentinel", address)));
            command.addAll(List.of("--seconds", "6", "--expect-interruption"));
            Process run = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
            List<String> lines = new ArrayList<>();
            try (BufferedReader output = run.inputReader(StandardCharsets.UTF_8)) {
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    lines.add(line);
                    if (line.equals("working")) {
                        group.killPrimary();
                    }
                }
            } finally {
                run.destroyForcibly();
            }
            assertThat(run.waitFor()).as(String.join("\n", lines)).isZero();
            assertThat(lines).contains("working").last().asString().contains("calls failed and were repeated");
        }
    }
}
