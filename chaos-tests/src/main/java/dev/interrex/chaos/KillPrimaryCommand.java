package dev.interrex.chaos;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code interrex drill kill-primary}. */
@Command(
        name = "kill-primary",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Takes the primary away in each round while clients write, waits until writes are acknowledged again and"
                    + " the",
            "node is back in sync, then checks every operation. Starts a cluster of its own in a temporary folder,"
                    + " unless",
            "--dir names one that runs. Exit code 1 if anything was lost or applied twice, or a round did not recover."
        })
final class KillPrimaryCommand extends ChangeOfPrimaryCommand {
    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            defaultValue = "kill",
            description = "kill (SIGKILL), stop (SIGSTOP, SIGCONT after the failover), kill-with-leader (primary and"
                    + " sentinel leader together). Default: ${DEFAULT-VALUE}.")
    private String fault = "kill";

    @Override
    String fault() {
        return fault;
    }
}
