package dev.interrex.node.group;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.persistence.SnapshotStream;
import dev.interrex.node.replication.primary.SnapshotSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot file as the shipper reads it.
 *
 * @param sent hears of bytes
 * @param ended hears of the end, once
 */
record OpenSnapshot(SnapshotStream stream, LongConsumer sent, Runnable ended) implements SnapshotSource {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSnapshot.class);

    @Override
    public LogPosition position() {
        return stream.file().position();
    }

    @Override
    public EpochHistory history() {
        return stream.file().history();
    }

    @Override
    public long sizeBytes() {
        return stream.file().sizeBytes();
    }

    @Override
    public int crc32c() {
        return stream.file().crc32c();
    }

    @Override
    public int read(long offsetBytes, ByteBuffer target) throws IOException {
        int bytes = stream.read(offsetBytes, target);
        sent.accept(bytes);
        return bytes;
    }

    @Override
    public void close() {
        ended.run();
        try {
            stream.close();
        } catch (IOException e) {
            LOG.warn("closing a snapshot that was read failed: {}", e.getMessage());
        }
    }
}
