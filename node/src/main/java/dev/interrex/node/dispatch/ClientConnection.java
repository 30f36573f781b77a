package dev.interrex.node.dispatch;

/** The socket of a session; implemented by {@code server}. Loop thread only. */
public interface ClientConnection {
    /** {@code host:port} of the other end. */
    String remoteAddress();

    /** {@code host:port} of this end. */
    String localAddress();

    /** Replies may leave, or the session wants to be closed: look at it at the end of this turn. Called as often as that happens. */
    void changed();

    /** Execution may go on: with the command that was kept, if there is one, then with what was received after it. */
    void proceed();

    /** Bytes received and not yet executed. */
    int receivedBytes();

    /** Bytes handed to the socket that it has not taken yet. */
    long unsentBytes();
}
