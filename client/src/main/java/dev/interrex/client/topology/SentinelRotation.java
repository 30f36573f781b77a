package dev.interrex.client.topology;

import java.util.List;
import java.util.stream.Stream;

/**
 * Which sentinel to ask next, and after which wait: at once while there is one that was not tried since the last good one, then with a
 * growing wait between rounds.
 *
 * <p>Not thread-safe.
 */
final class SentinelRotation {
    static final long FIRST_WAIT_MS = 20;

    private final List<String> configured;
    private final long longestWaitMs;
    private List<String> sentinels;
    private int current;
    private int failures;

    /** @param longestWaitMs between two rounds */
    SentinelRotation(List<String> sentinels, int first, long longestWaitMs) {
        this.longestWaitMs = longestWaitMs;
        this.configured = List.copyOf(sentinels);
        this.sentinels = configured;
        this.current = Math.floorMod(first, sentinels.size());
    }

    /** The sentinel to watch now. */
    String current() {
        return sentinels.get(current);
    }

    /** The sentinels are these by now; those of the configuration are asked after them. The current one stays the current one. */
    void learn(List<String> members) {
        List<String> all =
                Stream.concat(members.stream(), configured.stream()).distinct().toList();
        if (members.isEmpty() || all.equals(sentinels)) {
            return;
        }
        int place = all.indexOf(current());
        sentinels = all;
        current = Math.max(0, place);
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
        return rounds == 0 ? 0 : Math.min(longestWaitMs, FIRST_WAIT_MS << Math.min(rounds - 1, 10));
    }
}
