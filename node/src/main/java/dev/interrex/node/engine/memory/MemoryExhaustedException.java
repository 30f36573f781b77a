package dev.interrex.node.engine.memory;

/** The operating system gives no more memory, or the reserved addresses are used up. What was asked for was not done, nothing was changed. */
public final class MemoryExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MemoryExhaustedException(String message) {
        super(message);
    }
}
