package dev.interrex.sentinel.failover;

import org.jspecify.annotations.Nullable;

/**
 * What the sentinels together know about a node at one moment, as one of them holds it.
 *
 * @param reachableHere this sentinel hears it
 * @param suspecting how many sentinels say that they cannot reach it
 * @param suspectedByMajority a majority of all configured sentinels says so
 * @param reachedByMajority a majority says that it can reach it
 * @param firstSuspectedMs when the first of those began to suspect it; -1 if nobody does
 * @param majoritySuspectsMs when a majority was first known to suspect it; -1 if none does
 * @param refusedByMajority a majority knows why: its address refuses connections
 * @param facts its newest report, to this sentinel or to another that passed it on; null if there never was one
 */
public record NodeSight(
        boolean reachableHere,
        int suspecting,
        boolean suspectedByMajority,
        boolean reachedByMajority,
        long firstSuspectedMs,
        long majoritySuspectsMs,
        boolean refusedByMajority,
        @Nullable NodeFacts facts) {
    /** A node of which nothing is known. */
    static final NodeSight NOTHING = new NodeSight(false, 0, false, false, -1, -1, false, null);

    /** Its process ended, and is not back as far as this sentinel knows. Reports that others pass on may look younger than that. */
    boolean gone() {
        return refusedByMajority && !reachableHere;
    }

    /** Somebody heard it after the first of those who suspect it had begun to. */
    boolean mayBeBack() {
        NodeFacts known = facts;
        return suspectedByMajority && known != null && known.takenAtMs() >= firstSuspectedMs;
    }

    /** Its report, if one was made at {@code sinceMs} or later. */
    @Nullable
    NodeFacts factsSince(long sinceMs) {
        NodeFacts known = facts;
        return known != null && known.takenAtMs() >= sinceMs ? known : null;
    }
}
