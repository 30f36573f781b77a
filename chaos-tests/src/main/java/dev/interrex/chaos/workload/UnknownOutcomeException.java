package dev.interrex.chaos.workload;

/** The operation may have had an effect, may have one later, or never. */
public final class UnknownOutcomeException extends Exception {
    private static final long serialVersionUID = 1;

    public UnknownOutcomeException(String message, Throwable cause) {
        super(message, cause);
    }
}
