package dev.interrex.sentinel.facade;

/** The facade's thread. */
interface Loop {
    /** Any thread. */
    void execute(Runnable task);

    void schedule(Runnable task, long delayMs);
}
