package dev.interrex.cli;

import dev.interrex.cli.admin.ClusterReport;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.ClusterLock;
import dev.interrex.cli.cluster.ClusterSpec;
import dev.interrex.cli.cluster.InstalledPrograms;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.LocalProcess;
import dev.interrex.cli.cluster.PortInUseException;
import dev.interrex.cli.start.ClusterStart;
import dev.interrex.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code interrex up}. */
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs a cluster on this machine and shows what happens to it until Ctrl-C, which stops what was started.",
            "In a folder that holds a cluster: starts what is missing of it, with its ports and its data."
        })
final class UpCommand implements Callable<Integer> {
    private static final int DEFAULT_NODES = 3;
    private static final int DEFAULT_SENTINELS = 3;
    private static final String DEFAULT_GROUP = "orders";
    private static final int DEFAULT_BASE_PORT = 7400;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where everything is kept. Default: .interrex")
    private Path directory = ClusterOptions.DEFAULT_DIRECTORY;

    @Option(names = "--nodes", paramLabel = "N", description = "1 to 9, in zones a, b, c by turns. Default: 3")
    private @Nullable Integer nodes;

    @Option(names = "--sentinels", paramLabel = "N", description = "1 to 7; best 3 or 5. Default: 3")
    private @Nullable Integer sentinels;

    @Option(names = "--group", paramLabel = "NAME", description = "Default: orders")
    private @Nullable String group;

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description = "The cluster takes the 59 ports above: RESP from +1, sentinels from +31. Default: 7400")
    private @Nullable Integer basePort;

    @Option(
            names = {"-d", "--detach"},
            description = "Return as soon as the cluster serves, and leave it running.")
    private boolean detach;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard(System.getenv());
        LocalCluster cluster;
        List<LocalProcess> started;
        try (ClusterLock lock = ClusterLock.of(directory)) {
            boolean fresh = !LocalCluster.exists(directory);
            cluster = fresh ? create() : reopen();
            try (ClusterStart start = new ClusterStart(cluster, terminal)) {
                terminal.line((fresh ? "starting a cluster in " : "starting the cluster of ") + directory);
                started = start.startMissing();
                ClusterReport report = start.awaitServing();
                new Welcome(cluster, directory, terminal).show(report);
            } catch (PortInUseException e) {
                if (fresh) {
                    cluster.wipe();
                }
                throw new ClusterException(e.getMessage() + "; " + portAdvice(fresh), e);
            }
        }
        if (!detach) {
            new Attended(cluster, started, terminal).watch();
        }
        return 0;
    }

    private LocalCluster create() {
        ClusterSpec spec;
        try {
            spec = ClusterSpec.local(
                    orDefault(group, DEFAULT_GROUP),
                    orDefault(nodes, DEFAULT_NODES),
                    orDefault(sentinels, DEFAULT_SENTINELS),
                    orDefault(basePort, DEFAULT_BASE_PORT));
        } catch (IllegalArgumentException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
        return LocalCluster.create(directory, spec, InstalledPrograms.fromEnvironment(System.getenv()));
    }

    /** What a cluster is made of is decided once; options that want it otherwise are refused, not ignored. */
    private LocalCluster reopen() {
        LocalCluster cluster = ClusterOptions.open(directory);
        ClusterSpec spec = cluster.spec();
        requireSame("--nodes", nodes, spec.nodes().size());
        requireSame("--sentinels", sentinels, spec.sentinels().size());
        requireSame("--group", group, spec.group());
        requireSame("--base-port", basePort, spec.nodes().get(0).respPort() - 1);
        return cluster;
    }

    private void requireSame(String option, @Nullable Object wanted, Object actual) {
        if (wanted != null && !wanted.equals(actual)) {
            throw new ClusterException("the cluster in " + directory + " was made with " + option + " " + actual
                    + "; use another --dir for a new one, or interrex down --wipe to delete this one");
        }
    }

    private String portAdvice(boolean fresh) {
        return fresh
                ? "choose another range with --base-port"
                : "stop that process, or make a new cluster with another --dir and --base-port";
    }

    private static <T> T orDefault(@Nullable T value, T otherwise) {
        return value == null ? otherwise : value;
    }
}
