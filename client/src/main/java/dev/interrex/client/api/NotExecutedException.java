package dev.interrex.client.api;

/**
 * The command certainly had no effect: it was never sent, or every server that got it said that it did not execute it, until the time for
 * retries was over. Calling again is safe.
 */
public final class NotExecutedException extends InterrexException {
    public NotExecutedException(String message) {
        super(message);
    }
}
