package dev.interrex.node.persistence;

/**
 * A write, sync or read of the node's own disk failed, or what it read is damaged. The node must stop; what was asked for may or
 * may not be on disk. The message is one line for the operator.
 */
public final class DiskFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DiskFailureException(String line, Throwable cause) {
        super(line, cause);
    }

    public DiskFailureException(String line) {
        super(line);
    }
}
