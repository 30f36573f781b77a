package dev.interrex.sentinel.config;

/**
 * More intervals and limits, which hardly anybody needs to change; directives of nearly the same names, described at
 * {@link NumberDirective}.
 */
public record Waits(
        int electionJitterMs,
        int readTimeoutMs,
        int retryIntervalMs,
        int urgentHeartbeatMs,
        int settleTimeoutMs,
        int switchoverPrepareMs,
        int peerSilenceMs,
        int keepaliveMs,
        int sentinelChangeTimeoutMs,
        int logSnapshotSeconds) {}
