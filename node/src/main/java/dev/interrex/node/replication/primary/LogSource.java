package dev.interrex.node.replication.primary;

import java.nio.ByteBuffer;

/** Where the shipper reads the log: memory first, disk for what memory no longer holds. Any thread. */
public interface LogSource {
    /**
     * Copies whole records from {@code fromLsn} on, as many as fit and are published; at least one if any is published, given
     * {@code target} has room for it.
     *
     * @return bytes copied; 0 if {@code fromLsn} is the published end; -1 if the record there is no longer stored; the negated
     *     size of the next record, always below -1, if it alone exceeds the room in {@code target}
     */
    int read(long fromLsn, ByteBuffer target);

    /** The commit position to tell followers. */
    long highWatermark();

    /** Epoch of the record that ends at {@code lsn}. */
    long epochAt(long lsn);
}
