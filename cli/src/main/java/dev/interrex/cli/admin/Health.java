package dev.interrex.cli.admin;

/** The sum of a cluster's state, and the exit code that says so. */
public enum Health {
    /** Everything is reachable, every group serves, every node is in sync. */
    HEALTHY(0),
    /** Something is missing; groups may serve all the same. */
    DEGRADED(1),
    /** No sentinel answers. */
    UNREACHABLE(3);

    private final int exitCode;

    Health(int exitCode) {
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
