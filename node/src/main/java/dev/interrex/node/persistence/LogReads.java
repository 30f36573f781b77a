package dev.interrex.node.persistence;

import dev.interrex.node.log.RecordReader;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/**
 * Copies records out of the database for followers and replay. A reader that goes on where it stopped finds the rest of its
 * last group commit in memory: up to {@link #POOLED} of them are kept, so one value is not fetched again for each slice. Any thread.
 */
final class LogReads {
    /** How many readers keep their place. */
    static final int POOLED = 4;

    private static final int SCRATCH_BYTES = 1 << 20;

    /** One reader's last group commit. */
    private static final class Place {
        final LogKey key = new LogKey();
        ByteBuffer value = ByteBuffer.allocateDirect(SCRATCH_BYTES).limit(0);
        long firstLsn;

        boolean holds(long lsn) {
            return lsn >= firstLsn && lsn < firstLsn + value.limit();
        }
    }

    private final LogDatabase database;
    private volatile ArrayBlockingQueue<Place> places = new ArrayBlockingQueue<>(POOLED);

    LogReads(LogDatabase database) {
        this.database = database;
    }

    /** What was read before may be gone. */
    void forget() {
        places = new ArrayBlockingQueue<>(POOLED);
    }

    /**
     * Copies whole records of {@code [fromLsn, endLsn)} to {@code target}, as many as fit.
     *
     * @return bytes copied; below 0 the size of the first record, which does not fit
     */
    int read(long fromLsn, long endLsn, ByteBuffer target) throws RocksDBException {
        ArrayBlockingQueue<Place> pool = places;
        Place place = take(pool, fromLsn);
        long at = fromLsn;
        try (Commits commits = new Commits(place)) {
            while (at < endLsn) {
                commits.load(at);
                int offset = (int) (at - place.firstLsn);
                int end = wholeRecords(place.value, offset, target.remaining());
                if (end == offset) {
                    return at > fromLsn ? (int) (at - fromLsn) : -RecordReader.lengthAt(place.value, offset);
                }
                target.put(target.position(), place.value, offset, end - offset);
                target.position(target.position() + end - offset);
                at += end - offset;
                if (end < place.value.limit()) {
                    break;
                }
            }
            return (int) (at - fromLsn);
        } finally {
            pool.offer(place);
        }
    }

    private static Place take(ArrayBlockingQueue<Place> pool, long lsn) {
        for (int i = pool.size(); i > 0; i--) {
            Place place = pool.poll();
            if (place == null) {
                break;
            }
            if (place.holds(lsn) || i == 1) {
                return place;
            }
            pool.offer(place);
        }
        return new Place();
    }

    /** Where the last record ends that begins at or after {@code offset} and fits in {@code room} bytes along with those before. */
    private static int wholeRecords(ByteBuffer value, int offset, int room) {
        if (value.limit() - offset <= room) {
            return value.limit();
        }
        int end = offset;
        int length = RecordReader.lengthAt(value, end);
        while (end + length - offset <= room) {
            end += length;
            length = RecordReader.lengthAt(value, end);
        }
        return end;
    }

    /** Fetches group commits in order, with an iterator only if one is needed. */
    private final class Commits implements AutoCloseable {
        private final Place place;
        private @Nullable RocksIterator iterator;

        Commits(Place place) {
            this.place = place;
        }

        void load(long lsn) throws RocksDBException {
            if (place.holds(lsn)) {
                return;
            }
            RocksIterator it = iterator;
            if (it == null) {
                it = database.groupCommits();
                iterator = it;
                it.seekForPrev(place.key.of(lsn));
            } else {
                it.next();
            }
            place.value.limit(0);
            if (it.isValid()) {
                place.firstLsn = place.key.read(it);
                place.value = LogKey.value(it, place.value);
            }
            if (!place.holds(lsn)) {
                it.status();
                throw new DiskFailureException("the log is damaged: nothing holds LSN " + lsn);
            }
        }

        @Override
        public void close() {
            if (iterator != null) {
                iterator.close();
            }
        }
    }
}
