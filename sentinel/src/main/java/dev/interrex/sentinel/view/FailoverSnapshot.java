package dev.interrex.sentinel.view;

/**
 * A change of primary; durations are from the first suspicion, or from the request of a planned switchover, and
 * {@link ClusterSnapshot#NEVER} where it did not happen, or not here.
 *
 * @param cause for people
 * @param suspectedAtUnixMs wall clock of the first suspicion
 */
public record FailoverSnapshot(
        long oldEpoch,
        long newEpoch,
        String oldPrimary,
        String newPrimary,
        String cause,
        boolean planned,
        long suspectedAtUnixMs,
        long decidedAfterMs,
        long committedAfterMs,
        long servingAfterMs) {}
