package dev.interrex.client.api;

/**
 * A write was sent and its fate is unknown: the connection broke, the reply did not come in time, or the server itself does not
 * know. It may have been applied, it may still be, or never. The client does not send it again by itself, as that could apply it
 * twice.
 */
public final class IndeterminateException extends InterrexException {
    public IndeterminateException(String message) {
        super(message);
    }
}
