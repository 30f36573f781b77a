package dev.interrex.sentinel.facade;

/**
 * Limits and address of the Redis Sentinel protocol; directives of nearly the same names.
 *
 * @param bind address to listen on
 * @param port TCP port; 0 = any free one
 * @param password of the user {@code default}, {@code requirepass}; empty = none
 * @param maxClients connections at one time, {@code maxclients}; one more is told so and closed
 * @param holdMs how long after the beginning of a disturbance questions for the primary wait for the new one,
 *     {@code hold-answers-ms}; 0 = they never wait
 * @param suspectAfterMs shown as {@code down-after-milliseconds}
 * @param failoverTimeoutMs shown as {@code failover-timeout}
 * @param buffers what a client may make this sentinel keep
 */
public record FacadeSettings(
        String bind,
        int port,
        String password,
        int maxClients,
        long holdMs,
        long suspectAfterMs,
        long failoverTimeoutMs,
        Buffers buffers) {
    /** Below the shortest read timeout that a client has by default for sentinels, which is Ruby's: one second. */
    public static final long DEFAULT_HOLD_MS = 800;

    public static final int DEFAULT_MAX_CLIENTS = 10_000;

    /**
     * Limits of buffers and queues.
     *
     * @param queryBytes of one client's unfinished or waiting requests, {@code client-query-buffer-bytes}; above it the client is disconnected
     * @param unreadBytes what a client may leave unread, {@code client-unread-bytes}: above it its commands wait, and a subscriber is
     *     disconnected; at least 64 KB
     * @param backlog connections that the kernel holds until they are accepted, {@code tcp-backlog}
     */
    public record Buffers(int queryBytes, int unreadBytes, int backlog) {
        /** The directives' defaults. */
        public static final Buffers DEFAULT = new Buffers(1024 * 1024, 1024 * 1024, 511);
    }

    @Override
    public String toString() {
        return "FacadeSettings[" + bind + ":" + port + "]";
    }
}
