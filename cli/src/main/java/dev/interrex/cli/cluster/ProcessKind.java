package dev.interrex.cli.cluster;

/** The two programs of a cluster. */
public enum ProcessKind {
    NODE("node"),
    SENTINEL("sentinel");

    private final String program;

    ProcessKind(String program) {
        this.program = program;
    }

    /** Name of the program, of its folder in the distribution and of its ready line. */
    public String program() {
        return program;
    }
}
