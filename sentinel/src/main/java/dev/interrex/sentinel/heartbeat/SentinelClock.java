package dev.interrex.sentinel.heartbeat;

/** The two times of a sentinel. Any thread. */
public interface SentinelClock {
    /** Milliseconds from an arbitrary point on, never falling; every decision is made on this one. */
    long monotonicMs();

    /** Milliseconds since 1970, for people only. */
    long unixMs();
}
