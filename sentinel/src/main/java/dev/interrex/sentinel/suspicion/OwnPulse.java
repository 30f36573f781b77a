package dev.interrex.sentinel.suspicion;

/**
 * Whether this sentinel itself was running all the time. A process that was stopped, starved or moved finds every deadline
 * passed when it goes on; what it concludes then says something about itself (Redis Sentinel calls that TILT).
 */
final class OwnPulse {
    private final long stallLimitMs;
    private long lastTickMs;

    OwnPulse(long stallLimitMs, long nowMs) {
        this.stallLimitMs = stallLimitMs;
        this.lastTickMs = nowMs;
    }

    /** How long this sentinel was stalled before {@code nowMs}; 0 if the time since the tick before is within the limit. */
    long onTick(long nowMs) {
        long sinceTickMs = nowMs - lastTickMs;
        lastTickMs = nowMs;
        return sinceTickMs > stallLimitMs ? sinceTickMs : 0;
    }
}
