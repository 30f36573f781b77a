package dev.interrex.node.persistence;

/** A snapshot or a part of one is damaged or does not fit. It is never loaded. */
public final class CorruptSnapshotException extends Exception {
    private static final long serialVersionUID = 1L;

    public CorruptSnapshotException(String what) {
        super(what);
    }
}
