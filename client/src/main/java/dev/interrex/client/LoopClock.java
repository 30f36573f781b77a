package dev.interrex.client;

import dev.interrex.client.routing.ClientLoop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client's thread, and the only clock that it reads. */
final class LoopClock implements ClientLoop {
    private static final Logger log = LoggerFactory.getLogger(LoopClock.class);

    private final ScheduledExecutorService executor;

    /** @param executor has one thread */
    LoopClock(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public boolean execute(Runnable task) {
        return accepted(0, task);
    }

    @Override
    public void schedule(long delayNanos, Runnable task) {
        if (!accepted(delayNanos, task)) {
            log.debug("the client is closed");
        }
    }

    private boolean accepted(long delayNanos, Runnable task) {
        try {
            executor.schedule(() -> guarded(task), delayNanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** An executor drops what a scheduled task throws; a defect must be seen. */
    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.error("defect in the client's thread", e);
        }
    }
}
