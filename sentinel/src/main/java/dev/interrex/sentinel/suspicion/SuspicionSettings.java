package dev.interrex.sentinel.suspicion;

/**
 * Limits of suspicion; directives of the same names.
 *
 * @param suspectAfterMs a node that was silent for so long is suspected
 * @param stallLimitMs where the sentinel's own tick comes later than this, what it did not hear in the meantime does not count,
 *     and every node gets this much time to be heard afterwards; at most {@code suspectAfterMs}
 * @param opinionLifetimeMs what another sentinel said is forgotten after this
 * @param peerSilenceMs a sentinel that was silent for so long counts as unreachable; nothing urgent depends on it
 */
public record SuspicionSettings(long suspectAfterMs, long stallLimitMs, long opinionLifetimeMs, long peerSilenceMs) {
    public SuspicionSettings {
        if (stallLimitMs <= 0 || stallLimitMs > suspectAfterMs || opinionLifetimeMs <= 0) {
            throw new IllegalArgumentException("impossible limits: " + suspectAfterMs + ", " + stallLimitMs);
        }
    }
}
