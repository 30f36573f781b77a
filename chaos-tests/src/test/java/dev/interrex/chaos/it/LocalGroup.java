package dev.interrex.chaos.it;

import dev.interrex.chaos.cluster.GroupView;
import dev.interrex.chaos.cluster.ProcessCluster;
import dev.interrex.cli.cluster.ClusterSpec;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.PortInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A group of three nodes and three sentinels as real processes, with all nodes in sync. Its files stay if a test failed. */
final class LocalGroup implements AutoCloseable {
    static final String NAME = "orders";

    /** Below the ports of connections, as {@link ListenPorts}. */
    private static final int FIRST_BASE_PORT = 30_000;

    private static final int LAST_BASE_PORT = 32_500;
    private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(60);

    private final ProcessCluster cluster;

    private LocalGroup(ProcessCluster cluster) {
        this.cluster = cluster;
    }

    static LocalGroup start() throws IOException {
        for (int port = FIRST_BASE_PORT; port <= LAST_BASE_PORT; port += 100) {
            Path directory = Files.createTempDirectory("interrex-it-");
            LocalCluster processes =
                    LocalCluster.create(directory, ClusterSpec.local(NAME, 3, 3, port), Installation.programs());
            ProcessCluster cluster = new ProcessCluster(processes, NAME);
            LocalGroup group = new LocalGroup(cluster);
            try {
                cluster.startMissing();
                group.await(GroupView::healthy);
                return group;
            } catch (PortInUseException e) {
                // Somebody else's ports: the next block may be free.
                group.close();
            } catch (RuntimeException e) {
                cluster.stop();
                cluster.close();
                throw e;
            }
        }
        throw new IllegalStateException("no block of free ports");
    }

    ProcessCluster cluster() {
        return cluster;
    }

    /** Waits for a view of the group that satisfies the condition. */
    GroupView await(Predicate<GroupView> condition) {
        return Awaitility.await()
                .atMost(HEALTHY_WITHIN)
                .pollInterval(Duration.ofMillis(20))
                .until(cluster::view, view -> view.filter(condition).isPresent())
                .orElseThrow();
    }

    /** {@code host:port} where the primary serves Redis clients now. */
    String primaryAddress() {
        GroupView view = await(GroupView::serving);
        return view.node(view.primary()).orElseThrow().respAddress();
    }

    /** SIGKILL to the primary; returns when another one serves. */
    GroupView killPrimary() {
        GroupView before = await(GroupView::healthy);
        cluster.kill(before.primary());
        return await(view -> view.epoch() > before.epoch() && view.serving());
    }

    @Override
    public void close() {
        cluster.close();
        cluster.stop();
        cluster.processes().wipe();
    }
}
