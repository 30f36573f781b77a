package dev.interrex.chaos;

import dev.interrex.chaos.cluster.ProcessCluster;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.ClusterSpec;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.PortInUseException;
import dev.interrex.cli.cluster.Programs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of a drill: a running one, which is left running, or one of its own, which is stopped at the end, also when the
 * drill is interrupted from the terminal. Own files are deleted unless something went wrong.
 */
final class DrillCluster implements AutoCloseable {
    private static final String OWN_GROUP = "orders";
    private static final int OWN_NODES = 3;
    private static final int OWN_SENTINELS = 3;
    private static final int FIRST_BASE_PORT = 21_000;
    private static final int LAST_BASE_PORT = 29_000;
    private static final int BASE_PORT_STEP = 100;

    private final ProcessCluster cluster;
    private final boolean own;
    private final Thread stopOnExit = new Thread(this::stopProcesses, "drill-stop");
    private boolean keepFiles = true;

    private DrillCluster(ProcessCluster cluster, boolean own) {
        this.cluster = cluster;
        this.own = own;
        if (own) {
            Runtime.getRuntime().addShutdownHook(stopOnExit);
        }
    }

    /**
     * @param directory of a running cluster; null for an own one
     * @param group null for the cluster's
     * @throws ClusterException if the cluster is not there or cannot be started
     */
    static DrillCluster prepare(@Nullable Path directory, @Nullable String group, Programs programs, PrintWriter out) {
        if (directory != null) {
            LocalCluster running = LocalCluster.open(directory, programs);
            return new DrillCluster(
                    new ProcessCluster(running, group == null ? running.spec().group() : group), false);
        }
        String name = group == null ? OWN_GROUP : group;
        for (int port = FIRST_BASE_PORT; port <= LAST_BASE_PORT; port += BASE_PORT_STEP) {
            try {
                return start(name, port, programs, out);
            } catch (PortInUseException e) {
                // Somebody else's: the next block of ports may be free.
                continue;
            }
        }
        throw new ClusterException("no block of free ports from " + FIRST_BASE_PORT + " to " + LAST_BASE_PORT);
    }

    private static DrillCluster start(String group, int basePort, Programs programs, PrintWriter out) {
        Path directory;
        try {
            directory = Files.createTempDirectory("interrex-drill-");
        } catch (IOException e) {
            throw new ClusterException("cannot make a temporary folder: " + e.getMessage(), e);
        }
        ClusterSpec spec = ClusterSpec.local(group, OWN_NODES, OWN_SENTINELS, basePort);
        LocalCluster processes = LocalCluster.create(directory, spec, programs);
        DrillCluster started = new DrillCluster(new ProcessCluster(processes, group), true);
        try {
            started.cluster.startMissing();
        } catch (PortInUseException e) {
            started.keepFiles(false);
            started.close();
            throw e;
        } catch (ClusterException e) {
            started.close();
            throw e;
        }
        out.println("cluster of " + OWN_NODES + " nodes and " + OWN_SENTINELS + " sentinels in " + directory);
        out.flush();
        return started;
    }

    ProcessCluster cluster() {
        return cluster;
    }

    /** Whether the files of an own cluster stay, to be looked at. They do unless this is called with false. */
    void keepFiles(boolean keep) {
        keepFiles = keep;
    }

    private void stopProcesses() {
        cluster.stop();
    }

    @Override
    public void close() {
        cluster.close();
        if (!own) {
            return;
        }
        stopProcesses();
        try {
            Runtime.getRuntime().removeShutdownHook(stopOnExit);
        } catch (IllegalStateException e) {
            // The JVM is ending already: the hook runs by itself and finds nothing left to stop.
            return;
        }
        if (!keepFiles) {
            cluster.processes().wipe();
        }
    }
}
