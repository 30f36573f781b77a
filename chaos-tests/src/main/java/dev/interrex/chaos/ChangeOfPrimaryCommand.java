package dev.interrex.chaos;

import dev.interrex.chaos.cluster.ProcessCluster;
import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.nemesis.Fault;
import dev.interrex.chaos.report.DrillReport;
import dev.interrex.chaos.report.HtmlReport;
import dev.interrex.chaos.report.JsonReport;
import dev.interrex.chaos.report.RoundResult;
import dev.interrex.chaos.report.TextReport;
import dev.interrex.chaos.scenario.DrillSettings;
import dev.interrex.chaos.scenario.FailoverDrill;
import dev.interrex.chaos.scenario.JedisGroupReader;
import dev.interrex.chaos.workload.StoreClient;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.InstalledPrograms;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.Programs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A drill in which the primary changes in each round while clients write. Exit code 0: every round recovered, and nothing was lost or
 * applied twice; 1: not so; 2: the drill could not run.
 */
abstract class ChangeOfPrimaryCommand implements Callable<Integer> {
    private static final int EXIT_CANNOT_RUN = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything else is called
    private CommandSpec spec;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--clients",
            paramLabel = "K",
            defaultValue = "4",
            description = "Smart clients; one stock client comes on top. Default: ${DEFAULT-VALUE}.")
    private int clients;

    @Option(
            names = "--rate",
            paramLabel = "OPS",
            defaultValue = "200",
            description = "Operations per second of each client. Default: ${DEFAULT-VALUE}.")
    private int operationsPerSecond;

    @Option(
            names = "--group",
            paramLabel = "G",
            description = "Default: the cluster's group, orders for a new cluster.")
    private @Nullable String group;

    @Option(names = "--dir", paramLabel = "D", description = "Folder of a running cluster (made by interrex up).")
    private @Nullable Path directory;

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "Of the clients' random choices. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the report as JSON.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as one HTML file.")
    private @Nullable Path html;

    @Option(
            names = "--history",
            paramLabel = "FOLDER",
            description =
                    "Write every operation of each round there, with what the client was told; otherwise only those of"
                            + " rounds that fail.")
    private @Nullable Path histories;

    /** What is done to the primary in each round, as {@link Fault#named} has it. */
    abstract String fault();

    @Override
    public final Integer call() throws InterruptedException, IOException {
        PrintWriter out = spec.commandLine().getOut();
        DrillSettings settings;
        try {
            settings = DrillSettings.of(Fault.named(fault()), rounds)
                    .withPace(operationsPerSecond)
                    .withSeed(seed);
        } catch (IllegalArgumentException e) {
            return cannotRun(e.getMessage());
        }
        try (DrillCluster cluster = DrillCluster.prepare(directory, group, programs(), out)) {
            DrillReport report = drill(cluster.cluster(), settings, out);
            out.println(TextReport.summary(report));
            write(json, JsonReport.render(report));
            write(html, HtmlReport.render(report));
            out.flush();
            cluster.keepFiles(!report.passed());
            return report.passed() ? 0 : 1;
        } catch (ClusterException e) {
            return cannotRun(e.getMessage());
        }
    }

    private int cannotRun(@Nullable String message) {
        spec.commandLine().getErr().println("interrex drill: " + message);
        spec.commandLine().getErr().flush();
        return EXIT_CANNOT_RUN;
    }

    private static Programs programs() {
        return InstalledPrograms.fromEnvironment(System.getenv());
    }

    private DrillReport drill(ProcessCluster cluster, DrillSettings settings, PrintWriter out)
            throws InterruptedException {
        DrillClock clock = new DrillClock();
        cluster.awaitServing(clock);
        List<StoreClient> connected = DrillClients.connect(cluster, clients);
        try {
            FailoverDrill.Setting setting =
                    new FailoverDrill.Setting(cluster, connected, new JedisGroupReader(), clock);
            FailoverDrill.Listener listener = (round, operations) -> {
                out.println(TextReport.round(round));
                out.flush();
                keepHistory(cluster.processes(), round, operations, out);
            };
            return new FailoverDrill(spec.name(), setting, settings, listener).run();
        } finally {
            connected.forEach(StoreClient::close);
        }
    }

    /** The whole history of a round: where it was asked for, and of one that went wrong beside the nodes' logs. */
    private void keepHistory(LocalCluster cluster, RoundResult round, List<Operation> operations, PrintWriter out) {
        boolean wrong = !round.recovered() || !round.violations().isEmpty();
        Path folder = histories != null ? histories : wrong ? cluster.directory() : null;
        if (folder == null) {
            return;
        }
        Path file = folder.resolve("history-round-" + round.round() + ".txt");
        try {
            Files.createDirectories(folder);
            Files.write(
                    file, operations.stream().map(ChangeOfPrimaryCommand::line).toList());
            if (wrong) {
                out.println("the round's history is in " + file);
            }
        } catch (IOException e) {
            out.println("the round's history could not be written to " + file + ": " + e.getMessage());
        }
    }

    private static String line(Operation operation) {
        String times = operation.invokedNs() + " " + operation.completedNs() + " ";
        return times + operation.describe() + (operation.error().isEmpty() ? "" : " (" + operation.error() + ")");
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Optional<Path> parent = Optional.ofNullable(file.toAbsolutePath().getParent());
            if (parent.isPresent()) {
                Files.createDirectories(parent.get());
            }
            Files.writeString(file, text);
        }
    }
}
