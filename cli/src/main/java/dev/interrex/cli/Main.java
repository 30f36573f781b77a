package dev.interrex.cli;

import dev.interrex.cli.cluster.ClusterException;
import java.util.ServiceLoader;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Entry point of {@code interrex}. Exit codes: 0 done; 1 done, and the answer is bad news; 2 not done, the message says what to change; 3
 * nobody answers.
 */
@Command(
        name = "interrex",
        mixinStandardHelpOptions = true,
        version = "interrex 0.1.0-SNAPSHOT",
        description = "An in-memory store that fails over in under a second and never loses an acknowledged write.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            FailoverCommand.class,
            SentinelCommand.class,
            DemoCommand.class,
            CommandLine.HelpCommand.class
        },
        footerHeading = "%nPrograms:%n",
        footer = {
            "  node [FILE]      A data node; see interrex node --help",
            "  sentinel FILE    A sentinel; see interrex sentinel --help",
            "",
            "First steps:  interrex demo     a failover under load, explained",
            "              interrex up       a cluster to play with, until Ctrl-C"
        })
public final class Main implements Runnable {
    private static final int EXIT_NOT_DONE = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything else is called
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The whole command line, plugins included. */
    static CommandLine commandLine() {
        CommandLine commands = new CommandLine(new Main());
        ServiceLoader.load(Plugin.class).forEach(plugin -> commands.addSubcommand(plugin.command()));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setExecutionExceptionHandler(Main::explain);
        boolean terminal = System.console() != null && System.console().isTerminal();
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(terminal ? Ansi.AUTO : Ansi.OFF));
        return commands;
    }

    /** What the user can put right is one line; anything else is a defect, with its stack. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (failure instanceof ClusterException) {
            command.getErr().println("interrex: " + failure.getMessage());
            return EXIT_NOT_DONE;
        }
        command.getErr().println("interrex: this is a defect, please report it");
        failure.printStackTrace(command.getErr());
        return CommandLine.ExitCode.SOFTWARE;
    }

    public static void main(String[] args) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        System.exit(commandLine().execute(args));
    }
}
