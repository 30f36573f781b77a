package dev.interrex.client.api;

/** The command was executed, but its reply cannot be read as the type that was asked for. */
public final class UnexpectedReplyException extends InterrexException {
    public UnexpectedReplyException(String message) {
        super(message);
    }
}
