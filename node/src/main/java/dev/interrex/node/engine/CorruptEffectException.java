package dev.interrex.node.engine;

/**
 * Effect or snapshot bytes do not make sense, though their checksum did: memory may be half changed, so the node has to stop.
 */
public final class CorruptEffectException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptEffectException(String message) {
        super(message);
    }
}
