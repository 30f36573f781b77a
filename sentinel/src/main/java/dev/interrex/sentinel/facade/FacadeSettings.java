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
 */
public record FacadeSettings(
        String bind,
        int port,
        String password,
        int maxClients,
        long holdMs,
        long suspectAfterMs,
        long failoverTimeoutMs) {
    /** Below the shortest read timeout that a client has by default for sentinels, which is Ruby's: one second. */
    public static final long DEFAULT_HOLD_MS = 800;

    public static final int DEFAULT_MAX_CLIENTS = 10_000;

    @Override
    public String toString() {
        return "FacadeSettings[" + bind + ":" + port + "]";
    }
}
