package dev.interrex.sentinel.consensus;

/** No majority of the sentinels confirmed a linearizable read in time. Nothing was changed; try again. */
public final class LogUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public LogUnavailableException(String message) {
        super(message);
    }
}
