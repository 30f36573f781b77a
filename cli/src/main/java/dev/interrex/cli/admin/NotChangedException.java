package dev.interrex.cli.admin;

/** A change that was asked for did not succeed; the message says whether it was done and why not. */
public final class NotChangedException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotChangedException(String message) {
        super(message);
    }
}
