package dev.interrex.node.replication.core;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where the snapshot of a full sync comes from: from a replica in sync, so that the primary's disk, processor and network are spared, or
 * from the primary where none will do. A snapshot on a replica's disk is of what was committed, and the follower holds it against the primary's
 * history before a byte of it is sent; so the replica is believed nothing but that it is who the primary named. Pure functions.
 */
public final class SnapshotRule {
    private SnapshotRule() {}

    /**
     * What a follower asks a source for.
     *
     * @param source as the primary named it
     * @param primaryHistory the epochs of the primary's log
     * @param minLsn where the primary's log begins, or what the follower knows to be committed if that is more
     */
    public record Wanted(MemberId source, EpochHistory primaryHistory, long minLsn) {}

    /** Why a node does not send its snapshot. */
    public enum Refusal {
        /** This node has not heard of that epoch yet. */
        EPOCH_TOO_HIGH,
        /** Who asks has not heard of this node's epoch yet. */
        EPOCH_TOO_LOW,
        /** It is not the member that was asked for, or follows nobody. */
        NOT_A_SOURCE,
        /** It sends as many as it may. */
        TOO_MANY_TRANSFERS
    }

    /**
     * Whom a primary sends a follower to that needs a snapshot: a connected member of the recorded in-sync set, in the follower's zone if there is
     * one; empty = the primary sends its own.
     *
     * @param tried whom the follower asked already
     */
    public static Optional<MemberId> source(CommitRule reign, MemberId follower, Set<MemberId> tried) {
        GroupTopology topology = reign.topology();
        String zone = zone(topology, follower);
        return topology.isr().stream()
                .filter(member -> !member.equals(topology.primary())
                        && !member.nodeId().equals(follower.nodeId())
                        && !tried.contains(member)
                        && reign.isConnected(member)
                        && topology.node(member.nodeId()).isPresent())
                .min(Comparator.comparing(
                                (MemberId member) -> !zone(topology, member).equals(zone))
                        .thenComparing(MemberId::nodeId));
    }

    private static String zone(GroupTopology topology, MemberId member) {
        return topology.node(member.nodeId()).map(NodeAddress::zone).orElse("");
    }

    /**
     * Whether this node sends its snapshot to somebody who was sent here.
     *
     * @param epoch this node's
     * @param follows whether its log continues the primary's of that epoch
     * @param asked whom the primary named, and in which epoch
     * @param busy whether it sends as many as it may
     * @return null if it does
     */
    public static @Nullable Refusal refusesToSend(
            MemberId self, long epoch, boolean follows, MemberId asked, long askedEpoch, boolean busy) {
        if (askedEpoch != epoch) {
            return askedEpoch > epoch ? Refusal.EPOCH_TOO_HIGH : Refusal.EPOCH_TOO_LOW;
        }
        if (!asked.equals(self) || !follows) {
            return Refusal.NOT_A_SOURCE;
        }
        return busy ? Refusal.TOO_MANY_TRANSFERS : null;
    }

    /**
     * Null if what is offered is a beginning of the primary's log that this log may be replaced by and that the primary can continue. Where the
     * offer is newer than what the primary told, the rest is of its own epoch, the last in the history.
     */
    public static @Nullable String refusesOffer(
            Wanted wanted, MemberId from, LogPosition position, EpochHistory history) {
        if (!from.equals(wanted.source)) {
            return "it is " + from + ", not " + wanted.source;
        }
        if (position.lsn() < wanted.minLsn) {
            return "its snapshot at " + position + " is older than " + wanted.minLsn;
        }
        EpochHistory primarys = wanted.primaryHistory.truncatedTo(position.lsn());
        boolean sameLog = history.equals(primarys) && position.epoch() == primarys.lastEpoch();
        return sameLog ? null : "its snapshot at " + position + " is not of the primary's history";
    }
}
