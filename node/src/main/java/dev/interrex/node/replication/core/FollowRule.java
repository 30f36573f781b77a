package dev.interrex.node.replication.core;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;

/**
 * Where a follower's log and the primary's part, and what the follower needs. Compares epoch histories, never high watermarks:
 * cutting at a high watermark lost acknowledged records in Kafka before KIP-101.
 */
public final class FollowRule {
    private FollowRule() {}

    /**
     * A log as its owner describes it.
     *
     * @param history epochs of its records
     * @param startLsn first byte still stored
     * @param leo its end
     * @param highWatermark highest commit position its owner ever knew
     */
    public record Log(EpochHistory history, long startLsn, long leo, long highWatermark) {}

    /** What a follower has to do. */
    public sealed interface Decision {
        /** Cut to {@code position} and take the primary's log from there. */
        record Continue(LogPosition position) implements Decision {}

        /** The primary no longer stores what the follower needs next: start from a snapshot. */
        record NeedsSnapshot() implements Decision {}

        /** Cutting would undo what the follower knows to be committed: one of the two logs is damaged. Nothing is done. */
        record Damaged(String detail) implements Decision {}
    }

    public static Decision decide(Log primary, Log follower) {
        long common = primary.history.commonPrefix(primary.leo, follower.history, follower.leo);
        if (common < follower.highWatermark) {
            return new Decision.Damaged("follower knows " + follower.highWatermark
                    + " as committed, but the logs agree only up to " + common);
        }
        if (common < primary.startLsn || common < follower.startLsn) {
            return new Decision.NeedsSnapshot();
        }
        return new Decision.Continue(new LogPosition(primary.history.epochAt(common), common));
    }
}
