package dev.interrex.sentinel.suspicion;

/**
 * What the sentinels together think of one node, as known here and now.
 *
 * @param sentinels how many there are, by configuration
 * @param suspecting how many of them say that they cannot reach the node
 * @param reaching how many of them say that they can; the others are silent or doubt themselves
 * @param refused how many of those that suspect it know why: its address refuses connections
 * @param suspectedHere this sentinel cannot reach it, whether or not that counts
 * @param firstSinceMs when the first of those who suspect it began to; {@link #NEVER} if nobody does
 * @param majoritySinceMs when a majority was first known to suspect it; {@link #NEVER} if none does
 */
public record Verdict(
        int sentinels,
        int suspecting,
        int reaching,
        int refused,
        boolean suspectedHere,
        long firstSinceMs,
        long majoritySinceMs) {
    public static final long NEVER = -1;

    public boolean suspectedByMajority() {
        return suspecting > sentinels / 2;
    }

    public boolean refusedByMajority() {
        return refused > sentinels / 2;
    }

    public boolean reachedByMajority() {
        return reaching > sentinels / 2;
    }
}
