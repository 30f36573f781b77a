package dev.interrex.sentinel.failover;

/**
 * Limits of the failover machine.
 *
 * @param suspectAfterMs as in suspicion: what was reported longer ago says nothing about now
 * @param stragglerWaitMs how long an election waits for positions of members that are reachable but have not answered
 * @param proposalTimeoutMs a proposal without an answer for so long counts as unknown
 * @param retryMs pause before a failed read or a rejected proposal is tried again
 * @param urgentPingMs how often reports are asked for while something is wrong
 * @param settleMs how long a switchover that was proposed may take until the new primary serves, before its caller is told
 *     that the outcome is unknown
 * @param prepareMs how long a group may take to get ready for a switchover; clients are served meanwhile
 * @param isolationPatienceMaxMs how long a primary that says it is cut off from its in-sync set is left in peace at most, where
 *     its predecessors were, too: each time twice as long as the last, beginning with {@code suspectAfterMs}
 * @param spareAfterLostMs when a spare takes the place of a node that certainly does not run
 * @param spareAfterSilentMs when it takes that of a node of which nothing is known
 */
public record FailoverSettings(
        long suspectAfterMs,
        long stragglerWaitMs,
        long proposalTimeoutMs,
        long retryMs,
        long urgentPingMs,
        long settleMs,
        long prepareMs,
        long isolationPatienceMaxMs,
        long spareAfterLostMs,
        long spareAfterSilentMs) {
    /** A replica that heard the primary within this time vetoes its deposition: two thirds of the sentinels' own patience. */
    public long witnessSilenceMs() {
        return suspectAfterMs * 2 / 3;
    }
}
