package dev.interrex.node.persistence;

/**
 * Whether the disk keeps up: how long a write of the log takes, sync included. An error needs no watch, as it halts the node; a disk that
 * does not answer stops commits without one.
 *
 * <p>Time is monotonic nanoseconds, passed in. One thread begins and ends; any may ask.
 */
public final class DiskPace {
    /**
     * @param stallMs {@code disk-stall-ms}: a write that takes so long already means that the disk does not answer
     * @param slowMs {@code disk-slow-ms}: a write that took so long was slow
     * @param memoryMs {@code disk-slow-memory-ms}: a disk counts as slow for so long after a slow write
     */
    public record Limits(int stallMs, int slowMs, int memoryMs) {
        public static final Limits DEFAULT = new Limits(1_000, 200, 10_000);
    }

    private static final long NEVER = Long.MIN_VALUE;
    private static final long MS = 1_000_000;

    private final Limits limits;
    /** Of the write under way; NEVER = there is none. */
    private volatile long beganNanos = NEVER;
    /** End of the last slow write. */
    private volatile long slowNanos = NEVER;

    public DiskPace(Limits limits) {
        this.limits = limits;
    }

    /** A write begins. */
    public void begin(long nowNanos) {
        beganNanos = nowNanos;
    }

    /** The write succeeded. */
    public void end(long nowNanos) {
        if (nowNanos - beganNanos >= limits.slowMs * MS) {
            slowNanos = nowNanos;
        }
        beganNanos = NEVER;
    }

    /** A write is under way that the disk should have answered long ago. */
    public boolean stalled(long nowNanos) {
        long began = beganNanos;
        return began != NEVER && nowNanos - began >= limits.stallMs * MS;
    }

    /** A write is slow, or one was lately. */
    public boolean slow(long nowNanos) {
        long began = beganNanos;
        long last = slowNanos;
        return began != NEVER && nowNanos - began >= limits.slowMs * MS
                || last != NEVER && nowNanos - last < limits.memoryMs * MS;
    }
}
