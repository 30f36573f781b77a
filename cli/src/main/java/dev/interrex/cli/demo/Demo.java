package dev.interrex.cli.demo;

import dev.interrex.cli.admin.ClusterReport;
import dev.interrex.cli.admin.ClusterReport.Failover;
import dev.interrex.cli.admin.ClusterReport.Group;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.LocalProcess;
import dev.interrex.cli.cluster.PollClock;
import dev.interrex.cli.demo.Workload.ClientResult;
import dev.interrex.cli.start.ClusterStart;
import dev.interrex.cli.terminal.Table;
import dev.interrex.cli.terminal.Terminal;
import dev.interrex.client.InterrexClient;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * One round: who is primary; writers at work; kill -9; the failover, step by step; every write accounted for; the killed node back in sync.
 */
public final class Demo {
    private static final int WRITERS_PER_CLIENT = 4;
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration AFTERWARDS = Duration.ofSeconds(2);
    private static final Duration FAILOVER_LIMIT = Duration.ofSeconds(30);
    private static final Duration RESYNC_LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(5);

    private final LocalCluster cluster;
    private final ClusterStart start;
    private final Terminal terminal;
    private final String group;

    public Demo(LocalCluster cluster, ClusterStart start, Terminal terminal) {
        this.cluster = cluster;
        this.start = start;
        this.terminal = terminal;
        this.group = cluster.spec().group();
    }

    /**
     * Kills the primary once.
     *
     * @return whether nothing was lost and nothing applied twice
     * @throws ClusterException if no failover came about
     */
    public boolean round(int number, int rounds) {
        terminal.heading(rounds == 1 ? "Failover" : "Failover " + number + " of " + rounds);
        Group before = inSyncGroup();
        LocalProcess primary = cluster.process(String.valueOf(before.primary()));
        terminal.line("  primary of " + group + " is " + terminal.bold(primary.id()) + " (zone "
                + primary.spec().zone() + "), epoch " + before.epoch() + ", in sync: "
                + String.join(" ", before.isr()));
        List<Store> stores = stores();
        try (InterrexClient reader = start.client().clientName("demo-check").build()) {
            Workload workload = new Workload(stores, Long.toString(PollClock.wallMs(), 36), WRITERS_PER_CLIENT);
            Kill kill = killUnderLoad(workload, primary, before);
            terminal.line("  reading every write back …");
            List<ClientResult> results = workload.check(reader, kill.nanos);
            show(kill, results);
            return restart(primary)
                    && results.stream().allMatch(result -> result.findings().clean());
        } finally {
            stores.forEach(Store::close);
        }
    }

    private record Kill(long nanos, long wallMs, ClusterReport after) {}

    private Group inSyncGroup() {
        int nodes = cluster.spec().nodes().size();
        return start.await(
                        RESYNC_LIMIT,
                        report -> report.group(group).stream()
                                .anyMatch(candidate -> candidate.primaryServing()
                                        && candidate.isr().size() == nodes),
                        "not every node is in sync")
                .group(group)
                .orElseThrow();
    }

    private List<Store> stores() {
        InterrexClient smart = start.client().clientName("demo").build();
        return List.of(
                new SmartStore(smart),
                new StockStore(group, cluster.spec().sentinelRespAddresses(), WRITERS_PER_CLIENT));
    }

    private Kill killUnderLoad(Workload workload, LocalProcess primary, Group before) {
        terminal.line(
                "  2 clients with " + WRITERS_PER_CLIENT + " threads each write unique keys and increment counters …");
        workload.start();
        try {
            PollClock.pause(WARM_UP);
            long pid = primary.pid().orElseThrow(() -> new ClusterException(primary.id() + " has died by itself"));
            terminal.line("  " + terminal.bad("kill -9 " + pid) + "  (" + primary.id() + ")");
            long wallMs = PollClock.wallMs();
            long nanos = PollClock.nanos();
            primary.kill();
            if (!PollClock.await(FAILOVER_LIMIT, POLL, () -> workload.allAckedSince(nanos + POLL.toNanos()))) {
                throw new ClusterException("no writes were acknowledged within " + FAILOVER_LIMIT.toSeconds()
                        + " s of the kill; see the logs below " + cluster.directory());
            }
            ClusterReport after = start.await(
                    FAILOVER_LIMIT,
                    report -> report.group(group).stream()
                            .anyMatch(now -> now.primaryServing() && now.epoch() > before.epoch()),
                    "no failover was seen");
            PollClock.pause(AFTERWARDS);
            return new Kill(nanos, wallMs, after);
        } finally {
            workload.stop();
        }
    }

    private void show(Kill kill, List<ClientResult> results) {
        long firstAckNanos = results.stream()
                .mapToLong(result -> result.gap().endNanos())
                .min()
                .orElse(kill.nanos);
        Group now = kill.after.group(group).orElseThrow();
        terminal.blank();
        for (Failover failover : now.failovers().stream().limit(1).toList()) {
            Timeline.of(failover, kill.wallMs, (firstAckNanos - kill.nanos) / 1_000_000)
                    .lines(terminal)
                    .forEach(terminal::line);
        }
        terminal.line("  new primary: " + terminal.bold(String.valueOf(now.primary())) + ", epoch " + now.epoch());
        terminal.blank();
        Table table = new Table(
                "client", ">acknowledged", ">unknown", ">refused", ">write gap", ">acked and lost", ">applied twice");
        for (ClientResult result : results) {
            ReadBack.Findings findings = result.findings();
            table.row(
                    result.name(),
                    grouped(findings.acked()),
                    grouped(findings.unknown()),
                    grouped(findings.notDone()),
                    result.gap().ms() + " ms",
                    verdict(findings.lost()),
                    verdict(findings.twice()));
        }
        table.lines(2).forEach(terminal::line);
        long unknown = results.stream()
                .mapToLong(result -> result.findings().unknown())
                .sum();
        long applied = results.stream()
                .mapToLong(result -> result.findings().unknownApplied())
                .sum();
        if (unknown > 0) {
            terminal.line(terminal.dim("  unknown: no reply came, and the client was told so; " + applied + " of "
                    + unknown + " turned out to be applied, once."));
        }
    }

    private String verdict(long violations) {
        return violations == 0 ? terminal.good("0") : terminal.bad(grouped(violations));
    }

    private static String grouped(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** The killed node comes back as a replica. False: it did not get in sync. */
    private boolean restart(LocalProcess killed) {
        terminal.blank();
        long began = PollClock.nanos();
        killed.awaitExit(FAILOVER_LIMIT);
        killed.start();
        if (killed.awaitReady(RESYNC_LIMIT) != LocalProcess.Readiness.READY) {
            terminal.line("  " + terminal.bad(killed.id() + " did not start again:"));
            killed.logTail(10).forEach(line -> terminal.line("    " + line));
            return false;
        }
        ClusterReport report = start.await(
                RESYNC_LIMIT,
                now -> now.process(killed.id()).stream()
                        .anyMatch(node -> node.reachable() && Boolean.TRUE.equals(node.inSync())),
                killed.id() + " is not back in sync");
        terminal.line("  " + killed.id() + " restarted, " + terminal.good("in sync again") + " as "
                + report.process(killed.id()).map(ClusterReport.Process::role).orElse("?") + " after "
                + String.format(Locale.ROOT, "%.1f s", PollClock.msSince(began) / 1000.0)
                + " (start of the process included)");
        return true;
    }
}
