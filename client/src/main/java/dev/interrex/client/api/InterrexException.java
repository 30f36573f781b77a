package dev.interrex.client.api;

/**
 * A call did not return a reply. The subclass says what the caller may conclude; a {@code switch} over them is complete.
 *
 * <table>
 * <caption>What may be concluded</caption>
 * <tr><td>{@link NotExecutedException}</td><td>nothing happened: may be called again</td></tr>
 * <tr><td>{@link IndeterminateException}</td><td>it may or may not have happened: read before you write again</td></tr>
 * <tr><td>{@link RejectedException}</td><td>the server refuses this command: nothing happened, and nothing will</td></tr>
 * <tr><td>{@link UnexpectedReplyException}</td><td>it happened; its reply is of another type than was asked for</td></tr>
 * </table>
 */
public abstract sealed class InterrexException extends RuntimeException
        permits NotExecutedException, IndeterminateException, RejectedException, UnexpectedReplyException {
    InterrexException(String message) {
        super(message);
    }
}
