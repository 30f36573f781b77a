package dev.interrex.node.persistence;

import org.jspecify.annotations.Nullable;

/** The data directory cannot be used. The message is one line for the operator; the node does not start. */
public final class DataDirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    public DataDirectoryException(String line, @Nullable Throwable cause) {
        super(line, cause);
    }

    public DataDirectoryException(String line) {
        super(line);
    }
}
