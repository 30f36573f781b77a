package dev.interrex.cli;

import dev.interrex.cli.admin.ClusterReport;
import dev.interrex.cli.admin.ClusterReport.Failover;
import dev.interrex.cli.admin.ClusterReport.Group;
import dev.interrex.cli.admin.ClusterReport.Process;
import dev.interrex.cli.admin.ReportText;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.LocalProcess;
import dev.interrex.cli.cluster.PollClock;
import dev.interrex.cli.start.ClusterStart;
import dev.interrex.cli.terminal.Terminal;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;

/** {@code interrex up} in the foreground: a line for every change, and on Ctrl-C the end of what it started. */
final class Attended {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final LocalCluster cluster;
    private final List<LocalProcess> started;
    private final Terminal terminal;

    Attended(LocalCluster cluster, List<LocalProcess> started, Terminal terminal) {
        this.cluster = cluster;
        this.started = started;
        this.terminal = terminal;
    }

    /** Returns when the thread is interrupted; Ctrl-C ends the program. */
    void watch() {
        terminal.blank();
        terminal.line(
                started.isEmpty()
                        ? "all of it ran already; Ctrl-C ends this view only"
                        : "Ctrl-C stops " + names(started) + "; data stays");
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopStarted, "stop"));
        String state = "";
        List<Failover> failovers = List.of();
        try (ClusterStart start = new ClusterStart(cluster, terminal)) {
            while (!Thread.currentThread().isInterrupted()) {
                ClusterReport report = start.report();
                List<Failover> now = report.groups().stream()
                        .flatMap(group -> group.failovers().stream())
                        .toList();
                if (!state.isEmpty()) {
                    List<Failover> before = failovers;
                    now.stream()
                            .filter(failover -> failover.servingAfterMs() != null && !before.contains(failover))
                            .forEach(failover -> event(ReportText.line(failover)));
                }
                String next = state(report);
                if (!next.equals(state)) {
                    event(next);
                }
                state = next;
                failovers = now;
                PollClock.pause(INTERVAL);
            }
        }
    }

    private void event(String text) {
        terminal.line(terminal.dim(LocalTime.now().truncatedTo(ChronoUnit.MILLIS) + "  ") + text);
    }

    private String state(ClusterReport report) {
        String groups = report.groups().stream().map(this::state).collect(Collectors.joining("; "));
        String missing = report.processes().stream()
                .filter(process -> !process.reachable())
                .map(Process::id)
                .collect(Collectors.joining(" "));
        String sentinels = report.answeredBy() == null ? terminal.bad("no sentinel answers") : groups;
        return sentinels + (missing.isEmpty() ? "" : "; " + terminal.bad("down: " + missing));
    }

    private String state(Group group) {
        String primary = "primary " + group.primary();
        return group.name() + ": "
                + (group.primaryServing()
                        ? terminal.good(primary + " serves")
                        : terminal.bad(primary + " does not serve"))
                + ", epoch " + group.epoch() + ", in sync " + String.join(" ", group.isr());
    }

    private void stopStarted() {
        if (started.isEmpty()) {
            return;
        }
        terminal.blank();
        terminal.line("stopping " + names(started) + " …");
        LocalCluster.stop(started, DownCommand.GRACE);
        terminal.line("stopped; interrex up starts it again with its data");
    }

    private static String names(List<LocalProcess> processes) {
        return processes.stream().map(LocalProcess::id).collect(Collectors.joining(" "));
    }
}
