package dev.interrex.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of {@code interrex}. */
@Command(
        name = "interrex",
        mixinStandardHelpOptions = true,
        version = "interrex 0.1.0-SNAPSHOT",
        description = "An in-memory store that fails over in under a second and never loses an acknowledged write.")
public final class Main implements Runnable {
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
