package dev.interrex.node.persistence;

import java.nio.ByteBuffer;
import org.rocksdb.RocksIterator;

/** Keys and values of the log without garbage: an LSN as 8 bytes big endian, so that byte order is LSN order. One thread. */
final class LogKey {
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(Long.BYTES);

    /** The key of this LSN; valid until the next call. */
    ByteBuffer of(long lsn) {
        return bytes.clear().putLong(lsn).flip();
    }

    /** LSN of the key that {@code commits} stands on. */
    long read(RocksIterator commits) {
        bytes.clear();
        commits.key(bytes);
        return bytes.getLong(0);
    }

    static byte[] array(long lsn) {
        return LogMeta.bytes(lsn);
    }

    /** The value that {@code commits} stands on, from 0 to the limit of {@code scratch} or, where that is too small, of a larger one. */
    static ByteBuffer value(RocksIterator commits, ByteBuffer scratch) {
        int size = commits.value(scratch.clear());
        if (size <= scratch.capacity()) {
            return scratch.position(0).limit(size);
        }
        ByteBuffer larger = ByteBuffer.allocateDirect(Integer.highestOneBit(size - 1) << 1);
        commits.value(larger);
        return larger.position(0).limit(size);
    }
}
