package dev.interrex.node.replication.primary;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A verified snapshot file being read for one follower. Used by the shipper thread, which closes it. */
public interface SnapshotSource extends AutoCloseable {
    /** Gives the file back; a failure to close a file that was only read concerns nobody. */
    @Override
    void close();

    /** The state it holds: of all records before this position. */
    LogPosition position();

    EpochHistory history();

    long sizeBytes();

    /** CRC32C of the whole file. */
    int crc32c();

    /** Fills {@code target} from {@code offsetBytes}; returns the number of bytes copied, 0 at the end. */
    int read(long offsetBytes, ByteBuffer target) throws IOException;
}
