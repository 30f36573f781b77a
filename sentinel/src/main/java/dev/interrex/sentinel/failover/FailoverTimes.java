package dev.interrex.sentinel.failover;

/**
 * One change of primary, as this sentinel saw it; {@code …Ms} are points on its monotonic clock, {@link #NEVER} = did not happen,
 * or not here.
 *
 * @param oldEpoch 0 for a group's first reign
 * @param oldPrimary node id; empty for a group's first reign
 * @param suspectedMs first suspicion of any sentinel, or the request of a planned switchover
 * @param decidedMs when this sentinel proposed the new reign
 * @param committedMs when it was applied here
 * @param servingMs when the new primary was first seen serving
 */
public record FailoverTimes(
        long oldEpoch,
        long newEpoch,
        String oldPrimary,
        String newPrimary,
        Cause cause,
        long suspectedMs,
        long decidedMs,
        long committedMs,
        long servingMs) {
    public static final long NEVER = -1;

    FailoverTimes servingAt(long nowMs) {
        return new FailoverTimes(
                oldEpoch, newEpoch, oldPrimary, newPrimary, cause, suspectedMs, decidedMs, committedMs, nowMs);
    }

    public boolean planned() {
        return cause == Cause.SWITCHOVER;
    }
}
