package dev.interrex.client.routing;

import dev.interrex.client.api.Command;
import dev.interrex.client.api.Reply;
import java.util.List;

/** A connection to one server, authenticated, speaking RESP3. Any thread. */
public interface ServerConnection {
    /** Told the end of what was sent: exactly one call, on any thread, possibly before the sending method returns. */
    interface ReplyHandler {
        /** Errors of the server are {@link Reply.Failure}. */
        void onReplies(List<Reply> replies);

        /** There will be no replies. {@code written} = any of the bytes may have left. */
        void onBroken(boolean written, String reason);
    }

    /** {@code host:port}. */
    String address();

    /**
     * Sends one command; one reply. Never throws, never blocks.
     *
     * @param prefix words before the command's name; empty for none
     */
    void send(List<byte[]> prefix, Command<?> command, ReplyHandler handler);

    /**
     * Sends MULTI, the commands and EXEC with nothing of others in between; the replies to all of them, MULTI and EXEC included. Never
     * throws, never blocks.
     *
     * @param prefix words before EXEC; empty for none
     */
    void sendTransaction(List<byte[]> prefix, List<Command<?>> commands, ReplyHandler handler);

    /** Commands sent whose replies have not come. */
    int pending();

    /** Closes at once; what is pending breaks. */
    void close();
}
