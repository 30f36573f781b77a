package dev.interrex.cli.start;

import dev.interrex.cli.admin.ClusterReport;
import dev.interrex.cli.admin.ClusterReporter;
import dev.interrex.cli.admin.SentinelAdmin;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.LocalProcess;
import dev.interrex.cli.cluster.LocalProcess.Readiness;
import dev.interrex.cli.cluster.PollClock;
import dev.interrex.cli.cluster.ProcessKind;
import dev.interrex.cli.terminal.Terminal;
import dev.interrex.client.InterrexClient;
import dev.interrex.client.InterrexClientBuilder;
import dev.interrex.client.api.Command;
import dev.interrex.client.api.InterrexException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Starts a cluster's missing processes, waits until its group serves, and proves it by a write. */
public final class ClusterStart implements AutoCloseable {
    private static final Duration PROCESS_LIMIT = Duration.ofSeconds(60);
    private static final Duration SERVE_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_GRACE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int LOG_LINES = 15;

    private final LocalCluster cluster;
    private final Terminal terminal;
    private final SentinelAdmin admin;
    private final ClusterReporter reporter;

    public ClusterStart(LocalCluster cluster, Terminal terminal) {
        this.cluster = cluster;
        this.terminal = terminal;
        this.admin = new SentinelAdmin(cluster.spec().sentinelGrpcAddresses());
        this.reporter = new ClusterReporter(Optional.of(cluster));
    }

    /**
     * Starts what does not run, and waits until all of it is ready.
     *
     * @return the processes that were started
     * @throws ClusterException if one of them dies or is not ready in time; then those that were started are stopped again. If a port
     *     is taken, nothing was started.
     */
    public List<LocalProcess> startMissing() {
        long start = PollClock.nanos();
        List<LocalProcess> started = cluster.startMissing();
        for (LocalProcess process : started) {
            Readiness readiness = process.awaitReady(PROCESS_LIMIT);
            if (readiness != Readiness.READY) {
                ClusterException failure = notReady(process, readiness);
                started.forEach(LocalProcess::kill);
                started.forEach(each -> each.awaitExit(STOP_GRACE));
                throw failure;
            }
            terminal.line("  " + describe(process) + terminal.good("ready") + " after " + seconds(start));
        }
        cluster.processes().stream()
                .filter(process -> !started.contains(process))
                .forEach(process -> terminal.line("  " + describe(process) + "runs already"));
        return started;
    }

    private static String describe(LocalProcess process) {
        String kind = process.spec().kind() == ProcessKind.NODE ? "node" : "sentinel";
        return String.format(
                Locale.ROOT,
                "%-4s %-9s zone %-3s %-16s",
                process.id(),
                kind,
                process.spec().zone(),
                process.spec().respAddress());
    }

    private static ClusterException notReady(LocalProcess process, Readiness readiness) {
        String what = readiness == Readiness.DIED
                ? process.id() + " died at its start"
                        + (process.exitCode().isPresent()
                                ? " with exit code " + process.exitCode().getAsInt()
                                : "")
                : process.id() + " is not ready after " + PROCESS_LIMIT.toSeconds() + " s";
        String log = String.join("\n  ", process.logTail(LOG_LINES));
        return new ClusterException(what + "; the end of " + process.log() + ":\n  " + log);
    }

    /**
     * Waits until the group's primary serves, and writes a key through the client (and deletes it).
     *
     * @throws ClusterException if that takes longer than a minute, or a process dies
     */
    public ClusterReport awaitServing() {
        String group = cluster.spec().group();
        long start = PollClock.nanos();
        ClusterReport report = await(
                SERVE_LIMIT,
                candidate -> candidate.group(group).stream().anyMatch(ClusterReport.Group::primaryServing),
                "group " + group + " does not serve");
        try (InterrexClient client = client().clientName("interrex-up").build()) {
            client.execute(Command.read("PING"));
            client.set("interrex:started", group, Duration.ofMinutes(1));
            client.delete("interrex:started");
        } catch (InterrexException e) {
            throw new ClusterException("group " + group + " serves, but a first write failed: " + e.getMessage(), e);
        }
        terminal.line("  group " + group + " " + terminal.good("serves") + " after another " + seconds(start));
        return report;
    }

    /** The present state. */
    public ClusterReport report() {
        return reporter.report(admin.status());
    }

    /**
     * Waits until the cluster's state is as wanted.
     *
     * @param otherwise what is said if it does not come to that
     * @throws ClusterException if it does not within the limit
     */
    public ClusterReport await(Duration limit, Predicate<ClusterReport> wanted, String otherwise) {
        ClusterReport[] last = {report()};
        boolean reached = PollClock.await(limit, POLL, () -> {
            last[0] = report();
            return wanted.test(last[0]);
        });
        if (!reached) {
            String detail = last[0].group(cluster.spec().group())
                    .map(group -> group.detail() == null ? "" : ": " + group.detail())
                    .orElse(last[0].answeredBy() == null ? ": no sentinel answers" : "");
            throw new ClusterException(otherwise + " after " + limit.toSeconds() + " s" + detail);
        }
        return last[0];
    }

    /** A client of the cluster's group, to be finished. */
    public InterrexClientBuilder client() {
        return InterrexClient.builder()
                .group(cluster.spec().group())
                .sentinels(cluster.spec().sentinelGrpcAddresses());
    }

    private static String seconds(long startNanos) {
        return String.format(Locale.ROOT, "%.1f s", PollClock.msSince(startNanos) / 1000.0);
    }

    @Override
    public void close() {
        admin.close();
    }
}
