package dev.interrex.node.group;

import java.util.concurrent.Executor;

/** The node's one thread, as everything that must get onto it sees it. */
public interface NodeLoop extends Executor {
    /** Runs {@code task} on the loop after {@code delayMs}. */
    void schedule(long delayMs, Runnable task);
}
