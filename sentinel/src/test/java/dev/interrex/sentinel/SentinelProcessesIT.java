package dev.interrex.sentinel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.model.GroupTopology;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link SentinelMain} as operators see it. */
class SentinelProcessesIT {
    @TempDir
    Path directory;

    private static final String ALONE = """
        sentinel-id s1
        sentinel s1 127.0.0.1:%d 127.0.0.1:1
        grpc-port %d
        port 0
        http-port 0
        dir "%s"
        """;

    @Test
    void firstFailoverOfFreshProcessesIsInTime() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, true)) {
            cluster.startAll();
            GroupTopology state = cluster.awaitServing();
            FakeNode other = cluster.node("n2");
            long beganMs = other.nowMs();
            cluster.node(state.primary().nodeId()).kill();
            long tookMs = cluster.awaitEpoch("n2", 2, 5_000) - beganMs;
            System.out.println("first kill to new epoch at the nodes, ms: " + tookMs);
            assertThat(tookMs).isLessThan(400);
        }
    }

    @Test
    void primaryAndLeadingSentinelKilledTogether() throws Exception {
        try (LocalCluster cluster = new LocalCluster(directory, true)) {
            cluster.startAll();
            GroupTopology state = cluster.awaitServing();
            FakeNode other = cluster.node("n2");
            String leader = cluster.awaitLeader();
            long beganMs = other.nowMs();
            cluster.node(state.primary().nodeId()).kill();
            cluster.stop(leader);
            long tookMs = cluster.awaitEpoch("n2", 2, 10_000) - beganMs;
            System.out.println("kill -9 of primary and leader to new epoch at the nodes, ms: " + tookMs);
            assertThat(tookMs).isLessThan(1_500);
        }
    }

    @Test
    void sentinelEndsCleanlyWhenItIsTold() throws Exception {
        SentinelProcess sentinel = SentinelProcess.start(alone(ListenPorts.free()), "s1");
        sentinel.terminate();
        assertThat(sentinel.exitCode()).isZero();
    }

    @Test
    void badConfigurationIsOneLineAndExitCode2() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.conf"), "sentinel-id s1\nhearbeat-interval-ms 5\n");
        SentinelProcess sentinel = SentinelProcess.launch(file.toString());
        assertThat(sentinel.exitCode()).isEqualTo(2);
        assertThat(sentinel.output()).contains("bad.conf:2", "did you mean heartbeat-interval-ms?");
    }

    @Test
    void portInUseIsExitCode2() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            SentinelProcess sentinel =
                    SentinelProcess.launch(alone(taken.getLocalPort()).toString());
            assertThat(sentinel.exitCode()).isEqualTo(2);
            assertThat(sentinel.output()).contains("grpc-port", "in use");
        }
    }

    @Test
    void dataDirectoryThatIsNoneIsExitCode3() throws Exception {
        int port = ListenPorts.free();
        Path file = Files.writeString(directory.resolve("s1.conf"), ALONE.formatted(port, port, "/proc/nothing"));
        assertThat(SentinelProcess.launch(file.toString()).exitCode()).isEqualTo(3);
    }

    private Path alone(int port) throws Exception {
        return Files.writeString(directory.resolve("s1.conf"), ALONE.formatted(port, port, directory.resolve("data")));
    }
}
