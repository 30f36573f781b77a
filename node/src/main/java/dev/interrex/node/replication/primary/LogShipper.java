package dev.interrex.node.replication.primary;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The thread that sends the log to every follower: round robin over the streams, one message each, until none can take more.
 *
 * <p>{@link #wake} is cheap enough for every turn of the event loop: it unparks only a parked thread.
 */
public final class LogShipper implements AutoCloseable {
    /** {@link #add} wakes it: nobody waits for this to be over, so it is no directive. */
    private static final long NOBODY_FOLLOWS_NANOS = 1_000_000_000L;

    private final LogSource log;
    private final LongSupplier nanoTime;
    private final long heartbeatNanos;
    private final ByteBuffer buffer;
    private final List<FollowerStream> streams = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final AtomicInteger wakeUps = new AtomicInteger();
    private volatile boolean parked;
    private volatile boolean running = true;

    /**
     * @param heartbeatNanos an idle stream gets an empty Append this often ({@code replication-heartbeat-ms})
     * @param batchBytes most bytes of one Append, unless a single record is larger ({@code replication-batch-bytes})
     */
    public LogShipper(LogSource log, LongSupplier nanoTime, long heartbeatNanos, int batchBytes) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.heartbeatNanos = heartbeatNanos;
        this.buffer = ByteBuffer.allocate(batchBytes);
        this.thread = Thread.ofPlatform().daemon().name("log-shipper").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** From now on the stream is fed. */
    public void add(FollowerStream stream) {
        streams.add(stream);
        wake();
    }

    /** When this returns, nothing is being sent on the stream, nor will be. */
    public void remove(FollowerStream stream) {
        streams.remove(stream);
        stream.awaitIdle();
    }

    /** There may be something new to send. Any thread. */
    public void wake() {
        wakeUps.incrementAndGet();
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        while (running) {
            int wakeUpsSeen = wakeUps.get();
            // Where one follower is due others get theirs with it: one wake-up for all.
            long idleAfterNanos = mostIdleNanos() >= heartbeatNanos ? heartbeatNanos / 2 : heartbeatNanos;
            boolean sent = false;
            for (FollowerStream stream : streams) {
                sent |= stream.ship(log, buffer, nanoTime.getAsLong(), idleAfterNanos);
            }
            if (!sent) {
                park(wakeUpsSeen);
            }
        }
    }

    private long mostIdleNanos() {
        long nowNanos = nanoTime.getAsLong();
        long most = 0;
        for (FollowerStream stream : streams) {
            most = Math.max(most, stream.idleNanos(nowNanos));
        }
        return most;
    }

    /** Whoever wakes first counts, then looks at the flag; we set the flag, then look at the count: one of the two sees the other. */
    private void park(int wakeUpsSeen) {
        parked = true;
        if (wakeUps.get() == wakeUpsSeen) {
            LockSupport.parkNanos(this, streams.isEmpty() ? NOBODY_FOLLOWS_NANOS : untilDueNanos());
        }
        parked = false;
    }

    private long untilDueNanos() {
        long untilDueNanos = heartbeatNanos - mostIdleNanos();
        // Somebody is due who cannot take a message now: he will say when he can.
        return untilDueNanos > 0 ? untilDueNanos : heartbeatNanos / 2;
    }

    @Override
    public void close() {
        running = false;
        LockSupport.unpark(thread);
    }
}
