package dev.interrex.sentinel;

/** A sentinel that a test started. */
interface RunningSentinel {
    void stop() throws InterruptedException;

    /** Port of the Redis Sentinel protocol. */
    int respPort();
}
