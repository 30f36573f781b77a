package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;

/** What a primary sends to a follower: records behind a position, or none as a sign of life. */
record Append(
        long epoch,
        long prevEpoch,
        long prevLsn,
        long highWatermark,
        long sendNanos,
        Entry[] entries,
        boolean ackMayWait) {
    static final Entry[] NONE = {};
}
