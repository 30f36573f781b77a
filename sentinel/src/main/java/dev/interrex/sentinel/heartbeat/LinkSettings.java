package dev.interrex.sentinel.heartbeat;

/**
 * Limits of a link to a node; directives of the same names.
 *
 * @param reconnectIntervalMs pause between attempts to connect; after a break the first one is made at once
 * @param silentStreamMs a stream, or an attempt, on which nothing came for so long is replaced
 */
public record LinkSettings(long reconnectIntervalMs, long silentStreamMs) {}
