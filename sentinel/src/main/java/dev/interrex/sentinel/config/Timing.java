package dev.interrex.sentinel.config;

/**
 * Intervals and limits in milliseconds; directives of nearly the same names ({@code heartbeatIntervalMs} is
 * {@code heartbeat-interval-ms}), described at {@link NumberDirective}.
 */
public record Timing(
        int heartbeatIntervalMs,
        int suspectAfterMs,
        int suspicionRefreshMs,
        int electionTimeoutMs,
        int connectTimeoutMs,
        int reconnectIntervalMs,
        int silentStreamMs,
        int stallLimitMs,
        int stragglerWaitMs,
        int proposalTimeoutMs,
        int switchoverTimeoutMs,
        int isolationPatienceMaxMs,
        int spareAfterLostMs,
        int spareAfterSilentMs) {}
