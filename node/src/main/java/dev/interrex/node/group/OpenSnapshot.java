package dev.interrex.node.group;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.persistence.SnapshotStream;
import dev.interrex.node.replication.primary.SnapshotSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A snapshot file as the shipper reads it. */
record OpenSnapshot(SnapshotStream stream) implements SnapshotSource {
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
        return stream.read(offsetBytes, target);
    }

    @Override
    public void close() {
        try {
            stream.close();
        } catch (IOException e) {
            LOG.warn("closing a snapshot that was read failed: {}", e.getMessage());
        }
    }
}
