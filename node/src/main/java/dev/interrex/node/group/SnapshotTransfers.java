package dev.interrex.node.group;

import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.replication.primary.SnapshotSource;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Snapshots on their way from this node to others: at most {@code snapshot-transfers} at a time. Any thread. */
final class SnapshotTransfers {
    private final int limit;
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicLong sentBytes = new AtomicLong();

    SnapshotTransfers(int limit) {
        this.limit = limit;
    }

    boolean busy() {
        return running.get() >= limit;
    }

    /** Counts until it is closed. */
    SnapshotSource begin(SnapshotFile file) throws IOException {
        SnapshotSource source = new OpenSnapshot(file.openStream(), sentBytes::addAndGet, running::decrementAndGet);
        running.incrementAndGet();
        return source;
    }

    /** Since the process began. */
    long sentBytes() {
        return sentBytes.get();
    }
}
