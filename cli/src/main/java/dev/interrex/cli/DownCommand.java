package dev.interrex.cli;

import dev.interrex.cli.cluster.ClusterLock;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.LocalProcess;
import dev.interrex.cli.terminal.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code interrex down}. */
@Command(
        name = "down",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Stops every process of a cluster of this machine: SIGTERM, and SIGKILL after 10 s.")
final class DownCommand implements Callable<Integer> {
    static final Duration GRACE = Duration.ofSeconds(10);

    @Option(names = "--dir", paramLabel = "DIR", description = "Folder of the cluster. Default: .interrex")
    private Path directory = ClusterOptions.DEFAULT_DIRECTORY;

    @Option(names = "--wipe", description = "Delete the data, the logs and the configuration as well.")
    private boolean wipe;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard(System.getenv());
        LocalCluster cluster = ClusterOptions.open(directory);
        try (ClusterLock lock = ClusterLock.of(directory)) {
            stop(cluster, terminal);
        }
        if (wipe) {
            cluster.wipe();
            terminal.line("  deleted " + directory);
        }
        return 0;
    }

    /** Stops what runs and says so. */
    static void stop(LocalCluster cluster, Terminal terminal) {
        List<LocalProcess> running =
                cluster.processes().stream().filter(LocalProcess::running).toList();
        if (running.isEmpty()) {
            terminal.line("  nothing runs in " + cluster.directory());
            return;
        }
        List<LocalProcess> killed = cluster.stop(GRACE);
        List<LocalProcess> stopped =
                running.stream().filter(process -> !killed.contains(process)).toList();
        if (!stopped.isEmpty()) {
            terminal.line("  stopped " + names(stopped));
        }
        if (!killed.isEmpty()) {
            terminal.line("  " + terminal.warning("killed " + names(killed)) + ", which did not stop within "
                    + GRACE.toSeconds() + " s");
        }
    }

    private static String names(List<LocalProcess> processes) {
        return processes.stream().map(LocalProcess::id).collect(Collectors.joining(" "));
    }
}
