package dev.interrex.node.log;

/**
 * Bytes that should be records of the log are not: a length, checksum, LSN or epoch does not fit. Nothing of the batch was
 * used. From a peer: drop the stream. From the own disk: the node must not serve from it.
 */
public final class CorruptRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    private final long lsn;

    public CorruptRecordException(long lsn, String what) {
        super("corrupt record at LSN " + lsn + ": " + what);
        this.lsn = lsn;
    }

    /** Where the log should have continued. */
    public long lsn() {
        return lsn;
    }
}
