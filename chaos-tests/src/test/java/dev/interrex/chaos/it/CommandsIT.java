package dev.interrex.chaos.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interrex.cli.cluster.ClusterSpec;
import dev.interrex.cli.cluster.LocalCluster;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands as an operator or a script gives them: what they print, what they return, what runs afterwards. */
class CommandsIT {
    private static final int FIRST_BASE_PORT = 24_000;
    private static final int LAST_BASE_PORT = 29_000;
    private static final long COMMAND_LIMIT_S = 120;
    private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private Path clusterFolder() {
        return folder.resolve("cluster");
    }

    /** Whatever the test left behind: its own processes only. */
    @AfterEach
    void stop() throws Exception {
        if (LocalCluster.exists(clusterFolder())) {
            run("down", "--dir", clusterFolder().toString(), "--wipe");
        }
    }

    @Test
    @Timeout(240)
    void aClusterIsMadeShownMovedMendedAndStopped() throws Exception {
        Path dir = clusterFolder();
        String port = Integer.toString(freeBasePort());
        Output up = run("up", "--detach", "--dir", dir.toString(), "--group", "carts", "--base-port", port);
        assertThat(up.exitCode).as(up.text).isZero();
        JsonNode first = healthyStatus();
        assertEverythingIsListed(first);

        JsonNode group = first.path("groups").path(0);
        String target = inSyncReplica(first);
        Output failover = run("failover", "carts", "--to", target, "--dir", dir.toString());
        assertThat(failover.exitCode).as(failover.text).isZero();
        JsonNode moved = healthyStatus();
        assertThat(moved.path("groups").path(0).path("primary").asText()).isEqualTo(target);
        assertThat(moved.path("groups").path(0).path("epoch").asLong())
                .isGreaterThan(group.path("epoch").asLong());

        Set<Long> running = pids(moved);
        long killed = process(moved, inSyncReplica(moved)).path("pid").asLong();
        ProcessHandle.of(killed).orElseThrow().destroyForcibly();
        Output degraded = run("status", "--dir", dir.toString());
        assertThat(degraded.exitCode).as(degraded.text).isEqualTo(1);
        Output again = run("up", "--detach", "--dir", dir.toString());
        assertThat(again.exitCode).as(again.text).isZero();
        running.remove(killed);
        assertThat(pids(healthyStatus())).as("what ran was left alone").containsAll(running);

        Output otherwise = run("up", "--detach", "--dir", dir.toString(), "--nodes", "5");
        assertThat(otherwise.exitCode).isNotZero();
        assertThat(otherwise.text).contains("was made with --nodes 3");
        Output down = run("down", "--dir", dir.toString());
        assertThat(down.exitCode).as(down.text).isZero();
        assertThat(run("status", "--dir", dir.toString()).exitCode).isEqualTo(3);
        assertThat(running).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
    }

    @Test
    @Timeout(240)
    void theDemoAccountsForEveryWriteAndLeavesNothing() throws Exception {
        Path dir = folder.resolve("demo");
        Output demo = run("demo", "--exit", "--dir", dir.toString(), "--base-port", Integer.toString(freeBasePort()));
        assertThat(demo.exitCode).as(demo.text).isZero();
        assertThat(demo.text)
                .contains("kill -9", "failover decided", "first acknowledged write", "acked and lost", "applied twice")
                .contains("Every acknowledged write is there, and none was applied twice.")
                .doesNotContain("WARN", "ERROR", "Exception");
        assertThat(LocalCluster.exists(dir)).isFalse();
    }

    /** Every member that scripts rely on. */
    private static void assertEverythingIsListed(JsonNode status) {
        assertThat(status.path("processes")).hasSize(6);
        for (JsonNode process : status.path("processes")) {
            assertThat(List.of("kind", "id", "role", "zone", "pid", "resp", "grpc", "reachable"))
                    .as(process.toString())
                    .allMatch(process::hasNonNull);
            if (process.path("kind").asText().equals("node")) {
                assertThat(List.of("group", "epoch", "leo", "durable", "hw", "applied", "lagBytes", "inSync"))
                        .as(process.toString())
                        .allMatch(process::hasNonNull);
            }
        }
        assertThat(texts(status.path("processes"), "zone")).containsExactlyInAnyOrder("a", "b", "c", "a", "b", "c");
    }

    private JsonNode healthyStatus() {
        return Awaitility.await()
                .atMost(HEALTHY_WITHIN)
                .pollInterval(Duration.ofMillis(200))
                .until(this::status, status -> status.path("health").asText().equals("healthy"));
    }

    private JsonNode status() throws IOException, InterruptedException {
        Output output = run("status", "-o", "json", "--dir", clusterFolder().toString());
        return new ObjectMapper().readTree(output.text);
    }

    private static String inSyncReplica(JsonNode status) {
        String primary = status.path("groups").path(0).path("primary").asText();
        return StreamSupport.stream(status.path("groups").path(0).path("isr").spliterator(), false)
                .map(JsonNode::asText)
                .filter(id -> !id.equals(primary))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode process(JsonNode status, String id) {
        return StreamSupport.stream(status.path("processes").spliterator(), false)
                .filter(process -> process.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Set<Long> pids(JsonNode status) {
        Set<Long> pids = new HashSet<>();
        status.path("processes").forEach(process -> pids.add(process.path("pid").asLong()));
        return pids;
    }

    private static List<String> texts(JsonNode array, String member) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.path(member).asText()));
        return texts;
    }

    private static int freeBasePort() {
        for (int base = FIRST_BASE_PORT; base <= LAST_BASE_PORT; base += 100) {
            if (LocalCluster.portsAreFree(ClusterSpec.local("carts", 3, 3, base))) {
                return base;
            }
        }
        throw new IllegalStateException("no block of free ports");
    }

    private record Output(int exitCode, String text) {}

    /** Standard output if the command succeeded in printing any, with the errors behind it otherwise. */
    private Output run(String... arguments) throws IOException, InterruptedException {
        File out = Files.createTempFile(folder, "out-", ".txt").toFile();
        File err = Files.createTempFile(folder, "err-", ".txt").toFile();
        Process process = Installation.launcher(arguments)
                .redirectOutput(out)
                .redirectError(err)
                .start();
        if (!process.waitFor(COMMAND_LIMIT_S, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IOException(List.of(arguments) + " did not end:\n" + Files.readString(out.toPath()));
        }
        String text = Files.readString(out.toPath());
        String errors = Files.readString(err.toPath());
        boolean json = text.startsWith("{");
        return new Output(process.exitValue(), json ? text : text + errors);
    }
}
