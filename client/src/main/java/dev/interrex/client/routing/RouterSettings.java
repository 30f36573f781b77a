package dev.interrex.client.routing;

/**
 * The limits of a router.
 *
 * @param group for messages
 * @param commandTimeoutNanos how long one attempt may take once it was sent
 * @param retryForNanos how long after its start a call may be sent again
 * @param maxOutstanding calls that have not ended, waiting ones included; further ones fail at once
 * @param drainNanos how long a connection to a former primary is kept for the replies that are still to come
 * @param maxBackoffNanos longest pause before a call is sent again, and before a connection is tried again
 */
public record RouterSettings(
        String group,
        long commandTimeoutNanos,
        long retryForNanos,
        int maxOutstanding,
        long drainNanos,
        long maxBackoffNanos) {}
