package dev.interrex.cli;

/**
 * A subcommand that comes from another module, found by {@link java.util.ServiceLoader} on the class path.
 *
 * <p>The fault drills live with the tests, which use the command line's process control; this keeps the dependency one way.
 */
public interface Plugin {
    /**
     * The subcommand, an object of a class with picocli's {@code @Command}. Called once per run, before the arguments are
     * parsed: it must do no work.
     */
    Object command();
}
