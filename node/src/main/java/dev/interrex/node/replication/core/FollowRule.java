package dev.interrex.node.replication.core;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import org.jspecify.annotations.Nullable;

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

    /** Why a node does not accept a follower. */
    public enum Refusal {
        /** This node has not heard of that epoch yet. */
        EPOCH_TOO_HIGH,
        /** The follower has not heard of this node's epoch yet. */
        EPOCH_TOO_LOW,
        /** This node does not rule in that epoch. */
        NOT_PRIMARY,
        /** The follower is no node of the group. */
        STRANGER
    }

    /**
     * Whether a node accepts a follower at all.
     *
     * @param followedEpoch the epoch that the follower asks for
     * @param epoch the node's own
     * @param reign the node's; null if it has none
     * @return null if it does
     */
    public static @Nullable Refusal refuses(
            MemberId follower, long followedEpoch, long epoch, @Nullable CommitRule reign) {
        if (followedEpoch != epoch) {
            return followedEpoch > epoch ? Refusal.EPOCH_TOO_HIGH : Refusal.EPOCH_TOO_LOW;
        }
        if (reign == null) {
            return Refusal.NOT_PRIMARY;
        }
        return reign.topology().node(follower.nodeId()).isPresent() ? null : Refusal.STRANGER;
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
