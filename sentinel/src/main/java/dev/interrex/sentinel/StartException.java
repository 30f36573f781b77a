package dev.interrex.sentinel;

/** Why a sentinel cannot start: one line for the operator, and the exit code of the process. */
public final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Bad configuration, or a port in use. */
    public static final int EXIT_CONFIGURATION = 2;

    /** The data directory cannot be used. */
    public static final int EXIT_DATA_DIRECTORY = 3;

    private final int exitCode;

    public StartException(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
