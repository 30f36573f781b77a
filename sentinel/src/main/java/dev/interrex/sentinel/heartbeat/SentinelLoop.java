package dev.interrex.sentinel.heartbeat;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the sentinel's state. Others hand it tasks, which must not block.
 *
 * <p>An exception that a task lets out is a broken invariant: it goes to the handler, which ends the process. The other sentinels
 * go on.
 */
public final class SentinelLoop implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SentinelLoop.class);
    private static final int CLOSE_TIMEOUT_MS = 1_000;

    private final ScheduledThreadPoolExecutor executor;
    private final Consumer<Throwable> onBrokenInvariant;

    public SentinelLoop(String name, Consumer<Throwable> onBrokenInvariant) {
        this.executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory());
        this.onBrokenInvariant = onBrokenInvariant;
    }

    /** Runs the task on the loop; drops it once the loop is closed. */
    @Override
    public void execute(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("a task came after the loop was closed");
        }
    }

    /** Runs the task on the loop every {@code everyMs} from now on; a late run is not made up for. */
    public void every(long everyMs, Runnable task) {
        executor.scheduleWithFixedDelay(guarded(task), everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.error("broken invariant on the sentinel's loop", e);
                onBrokenInvariant.accept(e);
                throw e;
            }
        };
    }

    /** Stops after the tasks that wait now; what runs regularly stops at once. */
    @Override
    public void close() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)) {
            LOG.warn("the sentinel's loop did not end in {} ms", CLOSE_TIMEOUT_MS);
        }
    }
}
