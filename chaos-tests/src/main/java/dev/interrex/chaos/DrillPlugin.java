package dev.interrex.chaos;

import dev.interrex.cli.Plugin;

/** Puts {@code drill} into the command line. */
public final class DrillPlugin implements Plugin {
    public DrillPlugin() {}

    @Override
    public Object command() {
        return new DrillCommand();
    }
}
