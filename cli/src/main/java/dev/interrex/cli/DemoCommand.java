package dev.interrex.cli;

import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.ClusterLock;
import dev.interrex.cli.cluster.ClusterSpec;
import dev.interrex.cli.cluster.InstalledPrograms;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.demo.Demo;
import dev.interrex.cli.start.ClusterStart;
import dev.interrex.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code interrex demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Starts a cluster, lets two clients write, kills the primary, and accounts for every write. Takes half a"
                    + " minute.",
            "Exit code 0: nothing was lost, nothing applied twice; 1: something was."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int FIRST_BASE_PORT = 7500;
    private static final int LAST_BASE_PORT = 9900;
    private static final int STEP = 100;

    @Option(names = "--dir", paramLabel = "DIR", description = "Where everything is kept. Default: .interrex/demo")
    private Path directory = ClusterOptions.DEFAULT_DIRECTORY.resolve("demo");

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Failovers. Default: ${DEFAULT-VALUE}")
    private int rounds;

    @Option(names = "--exit", description = "Stop the cluster at the end and delete it, unless something went wrong.")
    private boolean exit;

    @Option(
            names = "--base-port",
            paramLabel = "PORT",
            description = "The cluster takes the 59 ports above. Default: the first free range from 7500 on.")
    private @Nullable Integer basePort;

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard(System.getenv());
        LocalCluster cluster;
        boolean clean;
        try (ClusterLock lock = ClusterLock.of(directory)) {
            cluster = cluster();
            terminal.line(terminal.bold("Interrex: a failover under load")
                    + terminal.dim("  (everything is in " + directory + ")"));
            terminal.heading("Cluster");
            try (ClusterStart start = new ClusterStart(cluster, terminal)) {
                start.startMissing();
                start.awaitServing();
                clean = run(new Demo(cluster, start, terminal));
                terminal.blank();
                terminal.line("  " + conclusion(clean, terminal));
                if (!exit) {
                    terminal.heading("The cluster goes on running");
                    new Welcome(cluster, directory, terminal).show(start.report());
                }
            }
        }
        if (exit) {
            terminal.blank();
            DownCommand.stop(cluster, terminal);
            if (clean) {
                cluster.wipe();
            }
        }
        return clean ? 0 : 1;
    }

    private boolean run(Demo demo) {
        boolean clean = true;
        for (int round = 1; round <= rounds; round++) {
            clean &= demo.round(round, rounds);
        }
        return clean;
    }

    private static String conclusion(boolean clean, Terminal terminal) {
        return clean
                ? terminal.good("Every acknowledged write is there, and none was applied twice.")
                : terminal.bad("This must not happen: see the table above, and please report it with the logs.");
    }

    private LocalCluster cluster() {
        InstalledPrograms programs = InstalledPrograms.fromEnvironment(System.getenv());
        if (LocalCluster.exists(directory)) {
            return LocalCluster.open(directory, programs);
        }
        int base = basePort == null ? freeBasePort() : basePort;
        try {
            return LocalCluster.create(directory, ClusterSpec.local("orders", 3, 3, base), programs);
        } catch (IllegalArgumentException e) {
            throw new ClusterException(String.valueOf(e.getMessage()), e);
        }
    }

    private static int freeBasePort() {
        for (int base = FIRST_BASE_PORT; base <= LAST_BASE_PORT; base += STEP) {
            if (LocalCluster.portsAreFree(ClusterSpec.local("orders", 3, 3, base))) {
                return base;
            }
        }
        throw new ClusterException("no range of free ports from " + FIRST_BASE_PORT + " to " + LAST_BASE_PORT
                + "; name one with --base-port");
    }
}
