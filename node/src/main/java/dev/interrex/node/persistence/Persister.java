package dev.interrex.node.persistence;

import dev.interrex.model.CommitMode;
import dev.interrex.node.log.LogRing;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The thread "persister": copies what is published and not yet written from the ring, writes it to the durable log as one value,
 * syncs, tells, and begins again. What arrives during a sync goes into the next commit, so the batch grows with the load and no
 * timer is needed (group commit: Gawlick and Kinkade, 1985). Where nobody waits for a sync there is none that lasts, so the thread
 * makes a pause instead.
 *
 * <ul>
 *   <li>DURABLE: every commit is synced; written and durable are the same
 *   <li>MEMORY, NONE: what comes within {@code lingerMicros} is written as one commit, and commits are synced together, after at most {@code syncIntervalMs} or
 *       {@code unsyncedBytes}, whichever comes first
 * </ul>
 *
 * <p>The first failure is reported once, and nothing is tried again.
 */
public final class Persister implements AutoCloseable {
    /** Told what became of the log; called on the persister's thread. Must not block and must not call the persister. */
    public interface Listener {
        /** Everything below {@code lsn} is in the durable log and can be read from it, perhaps not synced yet: the ring may let it go. */
        default void onWritten(long lsn) {}

        /** Everything below {@code lsn} is synced. In modes MEMORY and NONE that is at most the sync interval late. */
        void onDurable(long lsn);

        /** The disk failed; called once, nothing follows it. The node must stop. */
        void onDiskFailure(String line, Throwable cause);
    }

    /**
     * @param batchBytes {@code persist-batch-bytes}: largest group commit, except for a single larger record
     * @param syncIntervalMs {@code persist-sync-interval-ms}: modes MEMORY and NONE sync at least this often
     * @param unsyncedBytes {@code persist-unsynced-bytes}: and when this much is not synced
     * @param lingerMicros {@code persist-linger-us}: modes MEMORY and NONE wait so long after a commit before the next one, unless a
     *     whole batch is there
     * @param disk what is slow
     */
    public record Settings(
            int batchBytes, int syncIntervalMs, long unsyncedBytes, int lingerMicros, DiskPace.Limits disk) {
        public static final Settings DEFAULT = new Settings(1 << 20, 1000, 16L << 20, 1000, DiskPace.Limits.DEFAULT);
    }

    private final DurableLog log;
    private final Settings settings;
    private final LongSupplier monotonicNanos;
    private final Listener listener;
    private final DiskPace pace;
    private final Thread thread;

    /** Held while a commit is made, so that the ring is replaced only between two of them; notified after each. */
    private final Object turn = new Object();

    // Guarded by turn.
    private ByteBuffer batch;
    private LogRing ring;
    private long writtenLsn;
    private long unsyncedSinceNanos;
    private boolean ended;
    private boolean wroteLast;

    private volatile long durableLsn;
    private volatile long highWatermark;
    private volatile CommitMode mode;
    private volatile boolean waiting;
    private volatile boolean draining;
    private volatile boolean closing;

    /**
     * Starts the thread.
     *
     * @param ring whose contents continue {@code log}: its end at creation was the log's
     * @param monotonicNanos clock for the sync interval
     */
    public Persister(
            DurableLog log,
            LogRing ring,
            CommitMode mode,
            Settings settings,
            LongSupplier monotonicNanos,
            Listener listener) {
        this.log = log;
        this.ring = ring;
        this.mode = mode;
        this.settings = settings;
        this.monotonicNanos = monotonicNanos;
        this.listener = listener;
        pace = new DiskPace(settings.disk());
        batch = ByteBuffer.allocateDirect(settings.batchBytes());
        writtenLsn = log.end().lsn();
        durableLsn = writtenLsn;
        highWatermark = log.highWatermark();
        thread = Thread.ofPlatform().name("persister").daemon().unstarted(this::run);
        thread.start();
    }

    // ------------------------------------------------------------------ what others call

    /**
     * Something was published, or the high watermark moved. Loop only; cheap while the persister is busy.
     *
     * @param newHighWatermark stored lazily, along with the next commit
     */
    public void wake(long newHighWatermark) {
        highWatermark = newHighWatermark;
        wake();
    }

    private void wake() {
        if (waiting) {
            waiting = false;
            LockSupport.unpark(thread);
        }
    }

    /** End of what is synced. Any thread. */
    public long durableLsn() {
        return durableLsn;
    }

    /** Whether the disk answers: no write has been under way for {@code disk-stall-ms}. Any thread. */
    public boolean diskAnswers() {
        return !pace.stalled(monotonicNanos.getAsLong());
    }

    /** Whether a write takes {@code disk-slow-ms}, or did within {@code disk-slow-memory-ms}. Any thread. */
    public boolean diskSlow() {
        return pace.slow(monotonicNanos.getAsLong());
    }

    /**
     * Waits until everything published before is synced. For truncation, full sync and shutdown; not from the listener.
     *
     * @return false if the disk failed, so that it never will be
     */
    public boolean drain() {
        boolean interrupted = false;
        long target;
        synchronized (turn) {
            target = ring.publishedLsn();
            draining = true;
            wake();
            while (durableLsn < target && !ended) {
                try {
                    turn.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return durableLsn >= target;
    }

    /**
     * Goes on from the durable log's end with this ring. While idle, after the durable log was truncated or started over; may be the
     * same ring, truncated.
     */
    public void replaceRing(LogRing newRing) {
        synchronized (turn) {
            ring = newRing;
            writtenLsn = log.end().lsn();
            durableLsn = writtenLsn;
        }
        wake();
    }

    /** The group's commit mode changed. Any thread. */
    public void commitMode(CommitMode newMode) {
        mode = newMode;
        wake();
    }

    /** Persists what is published and the high watermark, syncs, and ends the thread. Never from the listener. */
    @Override
    public void close() {
        closing = true;
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ------------------------------------------------------------------ the thread

    private void run() {
        try {
            while (true) {
                boolean last = closing;
                if (!step() && last) {
                    break;
                }
                await();
            }
            log.persistHighWatermark(highWatermark);
        } catch (DiskFailureException e) {
            listener.onDiskFailure(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException | Error e) {
            listener.onDiskFailure("the persister broke: " + e, e);
        } finally {
            synchronized (turn) {
                ended = true;
                turn.notifyAll();
            }
        }
    }

    /** One commit, one sync, or both; false if there was nothing to do. */
    private boolean step() {
        synchronized (turn) {
            boolean wrote = pending();
            wroteLast = wrote;
            if (wrote) {
                write(copy(), mode == CommitMode.DURABLE);
            }
            boolean syncs = writtenLsn > durableLsn && syncDue(wrote);
            if (syncs) {
                pace.begin(monotonicNanos.getAsLong());
                log.sync();
                pace.end(monotonicNanos.getAsLong());
                durable();
            }
            return wrote || syncs;
        }
    }

    /**
     * Whether there is something to write. Not while the log or the ring was truncated under this thread: then
     * {@link #replaceRing} comes next.
     */
    private boolean pending() {
        return ring.publishedLsn() > writtenLsn && log.end().lsn() == writtenLsn;
    }

    /** Whole records from the ring. */
    private ByteBuffer copy() {
        int copied = ring.read(writtenLsn, batch.clear().limit(settings.batchBytes()));
        if (copied < LogRing.NOT_HERE) {
            int needed = -copied;
            batch = batch.capacity() >= needed ? batch : ByteBuffer.allocateDirect(needed);
            copied = ring.read(writtenLsn, batch.clear().limit(needed));
        }
        if (copied < 0) {
            throw new IllegalStateException("LSN " + writtenLsn + " left the log ring before it was persisted");
        }
        return batch.flip();
    }

    private void write(ByteBuffer records, boolean sync) {
        if (!sync && writtenLsn == durableLsn) {
            unsyncedSinceNanos = monotonicNanos.getAsLong();
        }
        pace.begin(monotonicNanos.getAsLong());
        log.append(records, ring.history(), highWatermark, sync);
        pace.end(monotonicNanos.getAsLong());
        writtenLsn = log.end().lsn();
        listener.onWritten(writtenLsn);
        if (sync) {
            durable();
        }
    }

    private void durable() {
        durableLsn = writtenLsn;
        draining = draining && ring.publishedLsn() > durableLsn;
        listener.onDurable(durableLsn);
        turn.notifyAll();
    }

    private boolean syncDue(boolean wrote) {
        return mode == CommitMode.DURABLE
                || writtenLsn - durableLsn >= settings.unsyncedBytes()
                || (!wrote && (draining || closing))
                || untilSyncNanos() <= 0;
    }

    private long untilSyncNanos() {
        long sinceNanos = monotonicNanos.getAsLong() - unsyncedSinceNanos;
        return TimeUnit.MILLISECONDS.toNanos(settings.syncIntervalMs()) - sinceNanos;
    }

    /**
     * Sleeps until {@link #wake} or the next sync. The full fence pairs with the volatile store in {@code wake(long)}: either this
     * thread sees what was published before the wake, or the waker sees {@code waiting}.
     */
    private void await() {
        if (lingers()) {
            // Nobody has to wake it: it looks by itself.
            LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(settings.lingerMicros()));
            return;
        }
        waiting = true;
        VarHandle.fullFence();
        long nanos;
        synchronized (turn) {
            nanos = idleNanos();
        }
        if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = false;
    }

    private boolean lingers() {
        synchronized (turn) {
            return wroteLast
                    && settings.lingerMicros() > 0
                    && mode != CommitMode.DURABLE
                    && !closing
                    && !draining
                    && ring.publishedLsn() - writtenLsn < settings.batchBytes();
        }
    }

    /** How long there is nothing to do, unless woken. */
    private long idleNanos() {
        if (closing || pending()) {
            return 0;
        }
        if (writtenLsn == durableLsn) {
            return Long.MAX_VALUE;
        }
        return syncDue(false) ? 0 : untilSyncNanos();
    }
}
