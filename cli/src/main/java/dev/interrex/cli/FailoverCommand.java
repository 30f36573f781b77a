package dev.interrex.cli;

import dev.interrex.cli.admin.ClusterReporter;
import dev.interrex.cli.admin.FailoverFailedException;
import dev.interrex.cli.admin.ReportText;
import dev.interrex.cli.admin.SentinelAdmin;
import dev.interrex.cli.terminal.Terminal;
import dev.interrex.proto.v1.FailoverReply;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interrex failover}. */
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Moves a group to another primary: planned, and without losing or repeating a write. Exit code 1:"
                + " not done, or nobody knows.")
final class FailoverCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything else is called
    private CommandSpec spec;

    @Parameters(paramLabel = "GROUP", description = "Name of the group.")
    private String group = "";

    @Option(names = "--to", paramLabel = "NODE", description = "The new primary. Default: the best in-sync replica.")
    private String toNode = "";

    @Option(
            names = "--timeout-ms",
            paramLabel = "MS",
            defaultValue = "5000",
            description = "Give up where the new primary did not catch up by then. Default: ${DEFAULT-VALUE}")
    private int timeoutMs;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard(System.getenv());
        try (SentinelAdmin admin = cluster.admin()) {
            FailoverReply reply = admin.failover(group, toNode, Duration.ofMillis(timeoutMs));
            terminal.line(ReportText.line(ClusterReporter.failover(reply.getRecord())));
            return 0;
        } catch (FailoverFailedException e) {
            spec.commandLine().getErr().println("interrex failover: " + e.getMessage());
            return 1;
        }
    }
}
