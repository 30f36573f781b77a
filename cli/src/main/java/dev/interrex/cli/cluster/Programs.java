package dev.interrex.cli.cluster;

import java.nio.file.Path;
import java.util.List;

/** How the programs are run. A drill may put a command in front that enters a network namespace. */
@FunctionalInterface
public interface Programs {
    /** Command line that runs {@code process} in the foreground with this configuration file. */
    List<String> command(ProcessSpec process, Path configuration);
}
