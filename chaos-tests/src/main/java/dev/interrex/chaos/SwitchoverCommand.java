package dev.interrex.chaos;

import dev.interrex.chaos.nemesis.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code interrex drill switchover}. */
@Command(
        name = "switchover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Moves the primary on purpose in each round while clients write, and checks every operation as kill-primary"
                    + " does.",
            "'unavailable' is the longest time in which no write of any client was acknowledged, 'refused' the time in"
                    + " which",
            "operations were refused. Exit code 1 if anything was lost or applied twice, or a round did not recover."
        })
final class SwitchoverCommand extends ChangeOfPrimaryCommand {
    @Option(
            names = "--sigterm",
            description =
                    "Stop the primary gracefully (SIGTERM, as at an upgrade) instead of asking the sentinels; it is"
                            + " started again afterwards.")
    private boolean sigterm;

    @Override
    String fault() {
        return (sigterm ? Fault.SIGTERM : Fault.SWITCHOVER).label();
    }
}
