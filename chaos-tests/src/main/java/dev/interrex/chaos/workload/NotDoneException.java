package dev.interrex.chaos.workload;

/** The operation had no effect and never will. */
public final class NotDoneException extends Exception {
    private static final long serialVersionUID = 1;

    public NotDoneException(String message, Throwable cause) {
        super(message, cause);
    }
}
