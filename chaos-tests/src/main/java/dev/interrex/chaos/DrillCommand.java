package dev.interrex.chaos;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code interrex drill}: the fault drills by name. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description = "Makes faults while clients work, and checks that nothing is lost and nothing applied twice.",
        subcommands = {KillPrimaryCommand.class, SwitchoverCommand.class})
public final class DrillCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything else is called
    private CommandSpec spec;

    public DrillCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
