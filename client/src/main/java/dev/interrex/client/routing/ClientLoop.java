package dev.interrex.client.routing;

/** The client's own thread and its clock. In tests both are driven by hand. */
public interface ClientLoop {
    /** Monotonic, in nanoseconds, from an arbitrary origin. Any thread. */
    long nanos();

    /** Runs the task on the client's thread. False: the thread has ended, the task will not run. Any thread. */
    boolean execute(Runnable task);

    /** Runs the task on the client's thread after a delay; drops it if the thread has ended by then. Any thread. */
    void schedule(long delayNanos, Runnable task);
}
