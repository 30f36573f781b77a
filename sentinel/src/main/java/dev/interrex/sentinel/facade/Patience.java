package dev.interrex.sentinel.facade;

import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeSnapshot;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a question for a group's primary should wait, because a better answer is about to exist.
 *
 * <p>Between the suspicion of a primary and the first moment at which its successor serves there is no right answer, and every
 * answer that could be given costs a stock client more time than the failover takes:
 *
 * <ul>
 *   <li><em>the old address</em>: the client connects to a dead machine. Where it is silent rather than refusing, that takes the
 *       client's connect timeout: 2 s in Jedis, 5 s in go-redis and node-redis, 10 s in Lettuce and ioredis;
 *   <li><em>the new address</em>: it answers LOADING, which Lettuce and Jedis pass on to the application; clients that check the
 *       role back off, and ioredis waits a whole second where INFO says {@code loading:1};
 *   <li><em>null, or {@code s_down} in the flags</em>: node-redis sleeps 1 s, redis-py 8 about as long; go-redis throws its
 *       sentinel connection with the subscription away; StackExchange.Redis gives up connecting.
 * </ul>
 *
 * So the question is held until the new primary serves, and answered at that moment: every client then arrives where it is
 * served, without having backed off. A hold ends {@link FacadeSettings#holdMs()} after the group became unsettled, whenever the
 * question was asked; so a group that stays down delays nobody for long. After that the answer says what is known.
 *
 * <p>Plain object; time is monotonic milliseconds.
 */
final class Patience {
    private final long holdMs;
    /** By group; absent while it is settled. */
    private final Map<String, Long> unsettledAtMs = new HashMap<>();

    Patience(long holdMs) {
        this.holdMs = holdMs;
    }

    /** Call after every change. True if a group became unsettled: look again in {@code holdMs}. */
    boolean onSnapshot(ClusterSnapshot snapshot, long nowMs) {
        unsettledAtMs.keySet().removeIf(name -> snapshot.group(name).isEmpty());
        boolean began = false;
        for (GroupSnapshot group : snapshot.groups()) {
            if (settled(snapshot, group)) {
                unsettledAtMs.remove(group.name());
            } else {
                began |= unsettledAtMs.putIfAbsent(group.name(), nowMs) == null;
            }
        }
        return began;
    }

    /** Questions about this group wait now. */
    boolean holds(String group, long nowMs) {
        Long since = unsettledAtMs.get(group);
        return since != null && nowMs - since < holdMs;
    }

    /** Questions about all groups wait now. */
    boolean holdsAny(long nowMs) {
        return unsettledAtMs.keySet().stream().anyMatch(group -> holds(group, nowMs));
    }

    /** The primary is known for sure, and serves. */
    static boolean settled(ClusterSnapshot snapshot, GroupSnapshot group) {
        boolean suspected =
                group.primary().map(NodeSnapshot::suspectedByMajority).orElse(true);
        return group.primarySeenServing() && group.primaryServesNow() && !suspected && trusted(snapshot, group);
    }

    /**
     * Whether what is applied here may be told to clients as the truth. A sentinel that hears no leader may have missed a
     * failover, on the side of a partition where the deposed primary is, too. It then answers only while the primary itself says
     * that it serves, with most of its in-sync set behind it, which a deposed one cannot say for longer than the stall limit.
     * So a healthy group stays reachable when the sentinels have lost their majority, and nobody is sent to a deposed primary.
     */
    static boolean trusted(ClusterSnapshot snapshot, GroupSnapshot group) {
        return !group.outdated() && (snapshot.leaderKnown() || group.primaryRules());
    }
}
