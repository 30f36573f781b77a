package dev.interrex.node.dispatch;

/** What a client can do to the process; implemented where the node is put together. Loop thread only. */
public interface Lifecycle {
    /** Begins a snapshot in the background; false if one is being taken. */
    boolean startSnapshot();

    /** Stops cleanly once the replies written so far have left; {@code now}: without waiting for a switchover. */
    void shutdown(boolean now);

    /** Ends the process at once with this line. */
    void halt(String line, Throwable cause);
}
