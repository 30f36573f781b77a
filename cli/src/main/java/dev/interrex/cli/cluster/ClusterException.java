package dev.interrex.cli.cluster;

/** Something about the local processes that the user can put right; the message is one line for people. */
public class ClusterException extends RuntimeException {
    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
