package dev.interrex.sentinel.consensus;

/**
 * What bounds the transport between sentinels. These times fit one another and {@code election-timeout-ms}, so they are no directives:
 * a dead peer is noticed before an election could wait for it.
 *
 * @param pingIntervalMs how often each connection is tried out; the wait before a silent peer is given up is
 *     {@code pingIntervalMs * maxSilentPings}, for a connection that is being opened too
 * @param maxSilentPings pings in a row without hearing anything
 * @param firstBackoffMs wait before the first attempt to connect again; doubles with each one
 * @param maxBackoffMs longest such wait
 * @param syncWaitMs longest wait of a caller that holds JRaft's node lock
 * @param maxFrameBytes largest frame in either direction
 * @param maxInFlight requests without a response, per connection; a further one fails at once
 * @param maxInFlightBytes size of these
 */
public record TransportLimits(
        int pingIntervalMs,
        int maxSilentPings,
        int firstBackoffMs,
        int maxBackoffMs,
        int syncWaitMs,
        int maxFrameBytes,
        int maxInFlight,
        int maxInFlightBytes) {
    public static final TransportLimits DEFAULT =
            new TransportLimits(100, 5, 25, 250, 50, 4 * 1024 * 1024, 1024, 16 * 1024 * 1024);
}
