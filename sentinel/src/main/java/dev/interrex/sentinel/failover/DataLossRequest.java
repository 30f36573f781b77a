package dev.interrex.sentinel.failover;

/**
 * An operator's order to go on with what one node has, as nobody who has everything can be had back.
 *
 * @param requestId comes back in the answer
 * @param nodeId whose data is to be the group's
 * @param requestedBy for the audit
 * @param requestedAtUnixMs wall clock, for the audit
 * @param minIsr fewest in-sync members from then on; 0 = as before
 */
public record DataLossRequest(
        String requestId, String nodeId, String requestedBy, long requestedAtUnixMs, int minIsr) {}
