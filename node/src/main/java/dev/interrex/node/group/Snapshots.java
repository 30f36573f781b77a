package dev.interrex.node.group;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.engine.SnapshotCursor;
import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.persistence.SnapshotStore;
import dev.interrex.node.persistence.SnapshotWriter;
import dev.interrex.node.threads.Niceness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes snapshots so that the log can be cut. Memory is read on the event loop, a bounded slice a tick, while the node serves; a
 * thread of the store's writes, reads back and verifies. The log is cut only behind a verified snapshot.
 *
 * <p>A snapshot of a primary is a state that may not be committed yet: it is finished only once the high watermark has passed it, so
 * that no snapshot on any disk ever holds what could still be undone.
 */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    /** While clients change keys faster than memory is read, what they changed waits there: then a slice is so much longer. */
    private static final int LONG_SLICE_FACTOR = 5;

    private static final long MUCH_PENDING_BYTES = 1L << 20;

    /** Read before the clock is looked at. */
    private static final int SLICE_ENTRIES = 16;

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MS = 1_000_000;

    /**
     * What became of the snapshots of this process.
     *
     * @param lsn of the newest one on disk
     * @param atMs wall clock when it was finished; 0 if that was before this start
     * @param bytes its size
     * @param ok whether the last one that was tried was finished
     */
    public record Last(long lsn, long atMs, long bytes, boolean ok) {}

    private final NodeLoop loop;
    private final Member member;
    private final SnapshotStore store;
    private final GroupSettings settings;
    private final ExecutorService background;
    private final SnapshotTransfers transfers;

    private @Nullable SnapshotFile newest;
    private @Nullable Running running;
    private boolean requested;
    private long notBeforeNanos;
    private Last last;

    /**
     * A snapshot being taken: {@code chunk} is being filled; {@code read} once memory was read to the end; {@code ending} once the
     * writer's thread has all of it, until it tells what became of the file. Only then another one may begin: a writer deletes what
     * others left unfinished.
     */
    private static final class Running {
        private final LogPosition position;
        private final long entries;
        private final SnapshotCursor cursor;
        private final SnapshotWriter writer;
        private @Nullable ByteBuffer chunk;
        private boolean read;
        private boolean ending;

        private Running(LogPosition position, long entries, SnapshotCursor cursor, SnapshotWriter writer) {
            this.position = position;
            this.entries = entries;
            this.cursor = cursor;
            this.writer = writer;
        }
    }

    Snapshots(NodeLoop loop, Member member, MemberParts.SnapshotParts parts, GroupSettings settings) {
        this.loop = loop;
        this.member = member;
        this.store = parts.store();
        this.newest = parts.newest();
        this.settings = settings;
        this.transfers = new SnapshotTransfers(settings.snapshotTransfers());
        this.notBeforeNanos = member.nanoTime();
        this.last = newest == null
                ? new Last(0, 0, 0, true)
                : new Last(newest.position().lsn(), 0, newest.sizeBytes(), true);
        this.background = Executors.newSingleThreadExecutor(
                task -> Thread.ofPlatform().daemon().name("snapshot-files").unstarted(Niceness.background(task)));
    }

    /** Asks for a snapshot soon; it is begun by a later tick. False if one is being taken. */
    boolean request() {
        requested = true;
        return running == null;
    }

    /** A slice of work. */
    void step() {
        Running current = running;
        if (current == null) {
            if (member.nanoTime() - notBeforeNanos < 0) {
                return;
            }
            if (requested || isDue()) {
                begin();
            }
        } else if (!current.read) {
            readSlice(current);
        } else if (!current.ending && member.log().highWatermark() >= current.position.lsn()) {
            LOG.debug("snapshot at {} is read and committed", current.position);
            current.cursor.close();
            current.writer.finish(current.entries);
            current.ending = true;
        }
    }

    /** A large keyspace waits for more log, or it would be written out again and again for little of it. */
    private boolean isDue() {
        SnapshotFile before = newest;
        long since = before == null ? 0 : before.position().lsn();
        long ofItsSize = before == null ? 0 : before.sizeBytes() / 100 * settings.snapshotLogPercentage();
        return member.log().appliedLsn() - since >= Math.max(settings.snapshotLogBytes(), ofItsSize);
    }

    /** The state at this very moment; a replica's is committed, a primary's will be. */
    private void begin() {
        requested = false;
        NodeLog log = member.log();
        long lsn = log.appliedLsn();
        EpochHistory history = log.history().truncatedTo(lsn);
        if (lsn == 0 || (newest != null && newest.position().lsn() == lsn)) {
            return;
        }
        LogPosition position = new LogPosition(history.lastEpoch(), lsn);
        Outcome outcome = new Outcome();
        SnapshotWriter writer = store.create(position, history, log.logTimeMs(), outcome);
        Running begun = new Running(position, keys(), member.engine().beginSnapshot(), writer);
        outcome.of = begun;
        running = begun;
        LOG.info("taking a snapshot at {}", position);
    }

    private long keys() {
        long keys = 0;
        for (int i = 0; i < member.engine().settings().databases(); i++) {
            keys += member.engine().database(i).size();
        }
        return keys;
    }

    private void readSlice(Running current) {
        boolean hurries = current.cursor.pendingBytes() > MUCH_PENDING_BYTES;
        long sliceNanos = settings.snapshotSliceUs() * NANOS_PER_MICRO;
        long deadline = member.nanoTime() + (hurries ? LONG_SLICE_FACTOR * sliceNanos : sliceNanos);
        while (!current.read && member.nanoTime() < deadline) {
            ByteBuffer chunk = current.chunk;
            if (chunk == null) {
                chunk = current.writer.acquire(current.cursor.neededBytes());
                if (chunk == null) {
                    return;
                }
                current.chunk = chunk;
            }
            current.read = current.cursor.write(chunk, SLICE_ENTRIES);
            if (current.read || current.cursor.neededBytes() > chunk.remaining()) {
                current.writer.submit(chunk);
                current.chunk = null;
            }
        }
    }

    /** What is being taken is no state of this log any more; one that is ending is committed, and goes on. */
    void cancel() {
        if (running != null && !running.ending) {
            running.cursor.close();
            running.writer.abort();
            running = null;
        }
    }

    /** A snapshot that came from another node is the newest now. */
    void installed(SnapshotFile file) {
        newest = file;
        background.execute(this::tidy);
    }

    /** The newest verified snapshot, null if there is none. */
    @Nullable
    SnapshotFile newest() {
        return newest;
    }

    SnapshotTransfers transfers() {
        return transfers;
    }

    SnapshotStore store() {
        return store;
    }

    /** Where files of snapshots are written and read for followers; one thread. */
    ExecutorService background() {
        return background;
    }

    void note(String line) {
        LOG.warn("{}", line);
    }

    boolean taking() {
        return running != null;
    }

    Last last() {
        return last;
    }

    private void tidy() {
        try {
            store.deleteOld();
            member.cutLogBefore(store.oldestKeptLsn());
        } catch (IOException e) {
            LOG.warn("old snapshots could not be deleted: {}", e.getMessage());
        }
    }

    /** Told on the writer's thread. */
    private final class Outcome implements SnapshotWriter.Listener {
        /** Set before the loop can hear of it. */
        private @Nullable Running of;

        /** Another one may begin; unless this one was given up, and another one has begun already. */
        private void ended() {
            if (running == of) {
                cancel();
                running = null;
            }
        }

        @Override
        public void onFinished(SnapshotFile snapshot) {
            loop.execute(() -> {
                LOG.info("snapshot at {} is verified, {} bytes", snapshot.position(), snapshot.sizeBytes());
                ended();
                if (newest != null && newest.position().compareTo(snapshot.position()) > 0) {
                    // A primary sent a newer one in the meantime.
                    return;
                }
                newest = snapshot;
                last = new Last(snapshot.position().lsn(), member.wallClockMs(), snapshot.sizeBytes(), true);
                background.execute(Snapshots.this::tidy);
            });
        }

        @Override
        public void onFailed(String line, Throwable cause) {
            // The log still holds everything; it is tried again after a pause.
            LOG.error("no snapshot: {}", line, cause);
            loop.execute(() -> {
                ended();
                notBeforeNanos = member.nanoTime() + settings.snapshotRetryMs() * NANOS_PER_MS;
                last = new Last(last.lsn(), last.atMs(), last.bytes(), false);
            });
        }
    }
}
