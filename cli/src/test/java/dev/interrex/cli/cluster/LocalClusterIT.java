package dev.interrex.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Process control, with shell scripts in the place of the programs. */
class LocalClusterIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String WELL_BEHAVED = """
        case "$2" in s*) kind=sentinel ;; *) kind=node ;; esac
        echo "ready $kind=$2 pid=$$"
        while :; do sleep 0.05; done
        """;
    private static final String DIES_AT_START = "echo 'the disk is on fire'; exit 3";
    private static final String DEAF_TO_TERM = "trap '' TERM\n" + WELL_BEHAVED;

    @TempDir
    Path folder;

    private final List<LocalCluster> clusters = new ArrayList<>();

    @AfterEach
    void leaveNothingBehind() {
        clusters.forEach(cluster -> cluster.processes().forEach(LocalProcess::kill));
    }

    @Test
    void startsTheMissingProcessesOnly() {
        LocalCluster cluster = created(WELL_BEHAVED);
        assertThat(cluster.startMissing()).hasSize(2);
        assertThat(cluster.processes()).allMatch(this::becomesReady);

        LocalProcess node = cluster.process("n1");
        node.kill();
        assertThat(node.awaitExit(LIMIT)).isTrue();

        assertThat(cluster.startMissing()).containsExactly(node);
        assertThat(becomesReady(node)).isTrue();
    }

    @Test
    void anotherProgramFindsAndStopsWhatThisOneStarted() {
        LocalCluster cluster = created(WELL_BEHAVED);
        cluster.startMissing();
        assertThat(cluster.processes()).allMatch(this::becomesReady);

        LocalCluster found = LocalCluster.open(folder, scripts(WELL_BEHAVED));

        assertThat(found.spec()).isEqualTo(cluster.spec());
        assertThat(found.process("n1").pid()).isEqualTo(cluster.process("n1").pid());
        assertThat(found.stop(LIMIT)).isEmpty();
        assertThat(cluster.processes()).noneMatch(LocalProcess::running);
    }

    @Test
    void doesNotTrustThePidOfAForeignProcess() throws IOException {
        LocalCluster cluster = created(WELL_BEHAVED);
        Files.writeString(
                cluster.process("n1").directory().resolve("pid"),
                ProcessHandle.current().pid() + "\n");

        assertThat(cluster.process("n1").running()).isFalse();
    }

    @Test
    void killsWhatIgnoresTheTermSignal() {
        LocalCluster cluster = created(DEAF_TO_TERM);
        cluster.startMissing();
        assertThat(cluster.processes()).allMatch(this::becomesReady);

        assertThat(cluster.stop(Duration.ofMillis(200))).hasSize(2);
        assertThat(cluster.processes()).noneMatch(LocalProcess::running);
    }

    @Test
    void saysThatAProcessDiedAndWhatItSaidLast() {
        LocalCluster cluster = created(DIES_AT_START);
        cluster.startMissing();
        LocalProcess node = cluster.process("n1");

        assertThat(node.awaitReady(LIMIT)).isEqualTo(LocalProcess.Readiness.DIED);
        assertThat(node.logTail(5)).containsExactly("the disk is on fire");
        assertThat(node.exitCode()).hasValue(3);
    }

    @Test
    void startsNothingIfAPortIsTaken() throws IOException {
        LocalCluster cluster = created(WELL_BEHAVED);
        ProcessSpec node = cluster.process("n1").spec();
        try (ServerSocket taken = new ServerSocket(node.grpcPort(), 1, InetAddress.getByName(node.host()))) {
            assertThatThrownBy(cluster::startMissing)
                    .isInstanceOf(PortInUseException.class)
                    .hasMessage(
                            "n1 needs port %d (gRPC) on 127.0.0.1, which another process uses", taken.getLocalPort());
        }
        assertThat(cluster.processes()).noneMatch(LocalProcess::running);
    }

    @Test
    void suspendedProcessGoesOnAfterwards() {
        LocalCluster cluster = created(WELL_BEHAVED);
        cluster.startMissing();
        LocalProcess node = cluster.process("n1");
        assertThat(becomesReady(node)).isTrue();

        node.suspend();
        assertThat(node.running()).isTrue();
        node.resume();
        node.terminate();

        assertThat(node.awaitExit(LIMIT)).isTrue();
    }

    @Test
    void dataOfARunningProcessIsNotDeleted() throws IOException {
        LocalCluster cluster = created(WELL_BEHAVED);
        cluster.startMissing();
        LocalProcess node = cluster.process("n1");
        assertThat(becomesReady(node)).isTrue();
        Path file = Files.writeString(node.data().resolve("log"), "records");

        assertThatThrownBy(node::wipe).isInstanceOf(ClusterException.class);
        assertThatThrownBy(cluster::wipe).isInstanceOf(ClusterException.class);
        assertThat(file).exists();

        cluster.stop(LIMIT);
        node.wipe();
        assertThat(node.data()).doesNotExist();
        assertThat(node.configuration()).exists();
    }

    private boolean becomesReady(LocalProcess process) {
        return process.awaitReady(LIMIT) == LocalProcess.Readiness.READY;
    }

    private LocalCluster created(String script) {
        ClusterSpec spec = ClusterSpec.local("orders", 1, 1, freeBasePort());
        LocalCluster cluster = LocalCluster.create(folder, spec, scripts(script));
        clusters.add(cluster);
        return cluster;
    }

    private static Programs scripts(String script) {
        return (process, configuration) -> List.of("sh", "-c", script, "fake", configuration.toString(), process.id());
    }

    /** A base above which nothing listened a moment ago. */
    /** Below the range from which the kernel takes ports for outgoing connections, so that none is lost between here and the start. */
    private static int freeBasePort() {
        for (int base = 20_000; base < 32_000; base += 100) {
            if (LocalCluster.portsAreFree(ClusterSpec.local("orders", 3, 3, base))) {
                return base;
            }
        }
        throw new IllegalStateException("no range of free ports");
    }
}
