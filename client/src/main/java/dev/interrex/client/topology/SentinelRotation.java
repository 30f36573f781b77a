package dev.interrex.client.topology;

import java.util.List;

/**
 * Which sentinel to ask next, and after which wait: at once while there is one that was not tried since the last good one, then with a
 * growing wait between rounds.
 *
 * <p>Not thread-safe.
 */
final class SentinelRotation {
    static final long FIRST_WAIT_MS = 20;
    static final long LONGEST_WAIT_MS = 500;

    private final List<String> sentinels;
    private int current;
    private int failures;

    SentinelRotation(List<String> sentinels, int first) {
        this.sentinels = List.copyOf(sentinels);
        this.current = Math.floorMod(first, sentinels.size());
    }

    /** The sentinel to watch now. */
    String current() {
        return sentinels.get(current);
    }

    /** The current one answered. */
    void succeeded() {
        failures = 0;
    }

    /**
     * The current one did not answer, or went away: turns to the next.
     *
     * @return how long to wait before that one is asked
     */
    long failedWaitMs() {
        failures++;
        current = (current + 1) % sentinels.size();
        int rounds = failures / sentinels.size();
        return rounds == 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(rounds - 1, 10));
    }
}
