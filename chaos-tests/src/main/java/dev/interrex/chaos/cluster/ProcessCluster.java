package dev.interrex.chaos.cluster;

import dev.interrex.chaos.history.DrillClock;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.LocalProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Real processes on this machine, watched through their sentinels. Signals only go to processes of this cluster's own pid files. */
public final class ProcessCluster implements Cluster, AutoCloseable {
    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration SERVING_WITHIN = Duration.ofSeconds(60);
    private static final long POLL_MS = 50;
    private static final Duration DEAD_WITHIN = Duration.ofSeconds(10);

    private final LocalCluster processes;
    private final String group;
    private final SentinelAdmin admin;

    public ProcessCluster(LocalCluster processes, String group) {
        this.processes = processes;
        this.group = group;
        this.admin = new SentinelAdmin(processes.spec().sentinelGrpcAddresses());
    }

    /**
     * Starts whatever does not run and waits for it to be ready.
     *
     * @throws ClusterException if a process dies or is not ready in time; the message ends with the tail of its log
     */
    public void startMissing() {
        for (LocalProcess started : processes.startMissing()) {
            requireReady(started);
        }
    }

    /**
     * Waits until the group exists and its primary serves: before that, Sentinel clients refuse to connect.
     *
     * @throws ClusterException if it does not within a minute; the message tells the last state
     */
    public void awaitServing(DrillClock clock) {
        long deadlineNs = clock.nanos() + SERVING_WITHIN.toNanos();
        Optional<GroupView> view = view();
        while (view.filter(GroupView::serving).isEmpty()) {
            if (clock.nanos() > deadlineNs || Thread.currentThread().isInterrupted()) {
                String state = view.map(GroupView::toString).orElse("no sentinel knows it");
                throw new ClusterException("group " + group + " does not serve: " + state);
            }
            clock.awaitMs(POLL_MS);
            view = view();
        }
    }

    /** Stops every process of the cluster. */
    public void stop() {
        processes.stop(DEAD_WITHIN);
    }

    public LocalCluster processes() {
        return processes;
    }

    @Override
    public String group() {
        return group;
    }

    @Override
    public Optional<GroupView> view() {
        return admin.view(group);
    }

    @Override
    public List<String> sentinelRespAddresses() {
        return processes.spec().sentinelRespAddresses();
    }

    @Override
    public List<String> sentinelGrpcAddresses() {
        return processes.spec().sentinelGrpcAddresses();
    }

    @Override
    public void kill(String nodeId) {
        processes.process(nodeId).kill();
    }

    @Override
    public void terminate(String nodeId) {
        processes.process(nodeId).terminate();
    }

    @Override
    public void switchOver() {
        admin.switchOver(group);
    }

    @Override
    public void suspend(String nodeId) {
        processes.process(nodeId).suspend();
    }

    @Override
    public void resume(String nodeId) {
        processes.process(nodeId).resume();
    }

    @Override
    public void start(String nodeId) {
        restart(nodeId);
    }

    @Override
    public void killSentinel(String sentinelId) {
        processes.process(sentinelId).kill();
    }

    @Override
    public void startSentinel(String sentinelId) {
        restart(sentinelId);
    }

    private void restart(String id) {
        LocalProcess process = processes.process(id);
        if (!process.awaitExit(DEAD_WITHIN)) {
            throw new ClusterException(id + " still runs");
        }
        process.start();
        requireReady(process);
    }

    private static void requireReady(LocalProcess process) {
        LocalProcess.Readiness readiness = process.awaitReady(READY_WITHIN);
        if (readiness != LocalProcess.Readiness.READY) {
            String tail = String.join("\n  ", process.logTail(20));
            throw new ClusterException(process.id() + " is not ready: " + readiness + "\n  " + tail);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
