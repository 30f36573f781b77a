package dev.interrex.node.replication.core;

/**
 * The protocol's times and sizes.
 *
 * @param promiseNanos for how long an ack's promise lasts, from receipt ({@code promise-ms})
 * @param isrStallNanos a member that neither acks nor progresses for so long leaves the in-sync set ({@code isr-stall-ms})
 * @param isrRejoinNanos a follower must have lagged less than a batch for so long before it joins ({@code isr-rejoin-ms})
 * @param isrRetryNanos an unanswered proposal is superseded by a fresh one after so long ({@code isr-retry-ms})
 * @param isrRefusedRetryNanos a proposal that the sentinels refused is looked at again after so long ({@code isr-refused-retry-ms})
 * @param lagLimitBytes what counts as "less than a batch" ({@code replication-batch-bytes})
 */
public record ReplicationLimits(
        long promiseNanos,
        long isrStallNanos,
        long isrRejoinNanos,
        long isrRetryNanos,
        long isrRefusedRetryNanos,
        long lagLimitBytes) {
    /** The part of a promise that the primary uses, so that clocks may drift by a fifth: 0.8 of {@link #promiseNanos}. */
    public long leaseNanos() {
        return promiseNanos / 5 * 4;
    }
}
