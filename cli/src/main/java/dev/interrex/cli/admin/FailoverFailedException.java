package dev.interrex.cli.admin;

/** A failover that was asked for did not succeed; the message says whether it was done and why not. */
public final class FailoverFailedException extends Exception {
    public FailoverFailedException(String message) {
        super(message);
    }
}
