package dev.interrex.sentinel.failover;

/**
 * A wish for a planned switchover.
 *
 * @param requestId comes back in the answer; empty = nobody waits for one
 * @param targetNodeId the new primary; empty = the best in-sync replica
 * @param timeoutMs the primary gives up, and goes on serving, where the target has not caught up in this time
 */
public record SwitchoverRequest(String requestId, String targetNodeId, long timeoutMs) {}
