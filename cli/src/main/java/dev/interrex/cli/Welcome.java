package dev.interrex.cli;

import dev.interrex.cli.admin.ClusterReport;
import dev.interrex.cli.admin.ClusterReport.Group;
import dev.interrex.cli.cluster.ClusterSpec;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.ProcessSpec;
import dev.interrex.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What to do with a cluster that serves: addresses, and commands to paste. */
final class Welcome {
    private final ClusterSpec spec;
    private final Path directory;
    private final Terminal terminal;

    Welcome(LocalCluster cluster, Path directory, Terminal terminal) {
        this.spec = cluster.spec();
        this.directory = directory;
        this.terminal = terminal;
    }

    void show(ClusterReport report) {
        ProcessSpec first = spec.sentinels().get(0);
        String primary = report.group(spec.group()).map(Group::primary).orElse("");
        ProcessSpec node = spec.nodes().stream()
                .filter(candidate -> candidate.id().equals(primary))
                .findFirst()
                .orElse(spec.nodes().get(0));
        terminal.blank();
        entry("primary", node.id() + "  " + terminal.bold(node.respAddress()) + "  zone " + node.zone());
        entry("redis-cli", "redis-cli -p " + node.respPort());
        entry("sentinel", "redis-cli -p " + first.respPort() + " sentinel get-master-addr-by-name " + spec.group());
        entry(
                "redis-py",
                "python3 -c 'from redis.sentinel import Sentinel; print(Sentinel([(\"" + first.host() + "\", "
                        + first.respPort() + ")]).master_for(\"" + spec.group() + "\").incr(\"visits\"))'");
        entry(
                "Java",
                "InterrexClient.builder().group(\"" + spec.group() + "\").sentinels("
                        + spec.sentinelGrpcAddresses().stream()
                                .map(address -> '"' + address + '"')
                                .collect(Collectors.joining(", "))
                        + ").build()");
        String where = directory.equals(ClusterOptions.DEFAULT_DIRECTORY) ? "" : " --dir " + directory;
        entry("next", "interrex status" + where);
        entry("", "interrex failover " + spec.group() + where);
        entry("", "interrex drill kill-primary" + where);
        entry("", "interrex down" + where);
    }

    private void entry(String label, String text) {
        terminal.line("  " + terminal.dim(label + " ".repeat(11 - label.length())) + text);
    }
}
