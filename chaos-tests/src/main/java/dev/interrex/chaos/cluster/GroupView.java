package dev.interrex.chaos.cluster;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A group as one sentinel described it at one moment.
 *
 * @param sentinelLeader id of the sentinels' Raft leader; empty if there is none
 * @param version rises with every change of the group's committed state
 * @param primary id of the node that may serve in {@code epoch}
 * @param serving whether it was seen serving
 * @param failovers the latest, newest first
 * @param steps of the newest change of primary, as the nodes told them
 */
public record GroupView(
        String sentinelLeader,
        long epoch,
        long version,
        String primary,
        boolean serving,
        int minIsr,
        List<NodeView> nodes,
        List<Failover> failovers,
        Steps steps) {
    public GroupView {
        nodes = List.copyOf(nodes);
        failovers = List.copyOf(failovers);
    }

    /**
     * A node and its last report.
     *
     * @param reachable whether the sentinel hears it
     * @param inSync whether its data belongs to the committed in-sync set
     * @param servingAsPrimary whether it reported to serve as primary
     * @param epoch highest epoch that it reported
     */
    public record NodeView(
            String id,
            String respAddress,
            String zone,
            boolean reachable,
            boolean inSync,
            boolean servingAsPrimary,
            long epoch,
            long endLsn,
            long highWatermark,
            long appliedLsn) {}

    /**
     * A change of primary as the sentinels' leader saw it; milliseconds from the first suspicion, -1 = did not happen.
     *
     * @param suspectedAtUnixMs wall clock of the first suspicion
     */
    public record Failover(
            long oldEpoch,
            long newEpoch,
            String oldPrimary,
            String newPrimary,
            String cause,
            long suspectedAtUnixMs,
            long decidedAfterMs,
            long committedAfterMs,
            long servingAfterMs) {}

    /**
     * What the nodes did in a change of primary, in microseconds; 0 = did not happen, or is not known.
     *
     * @param handedOverUs how long commands waited at the old primary before it gave its lease up; of its last handover
     * @param epochSyncedUs from here on since the new primary heard of its reign: the epoch was on its disk
     * @param barrierUs the log was applied, and the barrier appended
     * @param firstFollowerUs the first follower was accepted
     * @param lastFollowerUs the last one that came before it served
     * @param barrierSyncedUs its own disk had the barrier
     * @param servingUs the barrier was committed, and it began to serve
     */
    public record Steps(
            int handedOverUs,
            int epochSyncedUs,
            int barrierUs,
            int firstFollowerUs,
            int lastFollowerUs,
            int barrierSyncedUs,
            int servingUs) {
        public static final Steps UNKNOWN = new Steps(0, 0, 0, 0, 0, 0, 0);
    }

    /** Ids of the nodes in the committed in-sync set. */
    public Set<String> inSync() {
        return nodes.stream().filter(NodeView::inSync).map(NodeView::id).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether the primary serves and every node is in sync and heard from. */
    public boolean healthy() {
        return serving && nodes.stream().allMatch(node -> node.inSync() && node.reachable());
    }

    public Optional<NodeView> node(String id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst();
    }

    /** The change of primary that made {@code newEpoch}. */
    public Optional<Failover> failoverTo(long newEpoch) {
        return failovers.stream()
                .filter(failover -> failover.newEpoch() == newEpoch)
                .findFirst();
    }
}
