package dev.interrex.cli;

import dev.interrex.cli.admin.ClusterReporter;
import dev.interrex.cli.admin.FailoverFailedException;
import dev.interrex.cli.admin.ReportText;
import dev.interrex.cli.admin.SentinelAdmin;
import dev.interrex.cli.terminal.Terminal;
import dev.interrex.proto.v1.DataLoss;
import dev.interrex.proto.v1.FailoverReply;
import java.io.Console;
import java.net.InetAddress;
import java.net.UnknownHostException;
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

    @Option(
            names = "--accept-data-loss",
            description = {
                "No member that has everything can be had back: go on with what the node of --to has, and give up the"
                        + " rest for",
                "good. Refused where a member is eligible. The order is kept in the sentinels' log, with your name."
                        + " The other",
                "nodes' data never comes back into the group; empty a node's directory where it is refused afterwards."
            })
    private boolean acceptDataLoss;

    @Option(
            names = "--min-isr",
            paramLabel = "N",
            defaultValue = "0",
            description = "With --accept-data-loss: fewest in-sync members from now on. Default: as before; writes wait"
                    + " until so many are there.")
    private int minIsr;

    @Option(names = "--yes", description = "With --accept-data-loss: do not ask.")
    private boolean yes;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Override
    public Integer call() {
        Terminal terminal = Terminal.standard(System.getenv());
        try (SentinelAdmin admin = cluster.admin()) {
            if (!acceptDataLoss && minIsr != 0) {
                throw new FailoverFailedException("not done: --min-isr is for --accept-data-loss only");
            }
            FailoverReply reply = acceptDataLoss
                    ? giveUp(admin, terminal)
                    : admin.failover(group, toNode, Duration.ofMillis(timeoutMs));
            terminal.line(ReportText.line(ClusterReporter.failover(reply.getRecord())));
            return 0;
        } catch (FailoverFailedException e) {
            spec.commandLine().getErr().println("interrex failover: " + e.getMessage());
            return 1;
        }
    }

    private FailoverReply giveUp(SentinelAdmin admin, Terminal terminal) throws FailoverFailedException {
        if (toNode.isEmpty()) {
            throw new FailoverFailedException("not done: say with --to which node's data is to be the group's");
        }
        if (!yes && !confirmed(terminal)) {
            throw new FailoverFailedException("not done: not confirmed");
        }
        String who = System.getProperty("user.name", "unknown") + "@" + host();
        FailoverReply reply = admin.acceptDataLoss(group, toNode, who, minIsr, Duration.ofMillis(timeoutMs));
        DataLoss loss = reply.getState().getLosses(reply.getState().getLossesCount() - 1);
        terminal.line("given up by " + loss.getRequestedBy() + ": " + lost(loss));
        return reply;
    }

    private static String lost(DataLoss loss) {
        String from = "everything behind LSN " + loss.getSurvivorLeo();
        return loss.getCommittedLsn() > loss.getSurvivorLeo()
                ? from + ", of which all up to " + loss.getCommittedLsn() + " was acknowledged"
                : from + "; nothing is known to have been acknowledged there";
    }

    private boolean confirmed(Terminal terminal) {
        terminal.line("Acknowledged writes that " + toNode
                + " does not have will be lost for good. Type the group's name to go on:");
        Console console = System.console();
        String typed = console == null ? "" : console.readLine();
        return group.equals(typed);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
