package dev.interrex.sentinel.view;

import java.util.List;
import java.util.Optional;

/**
 * Everything a sentinel knew at one moment. Times in it are points on the sentinel's monotonic clock, in milliseconds.
 *
 * @param takenAtMs when this picture was taken
 * @param sentinelId the sentinel whose picture this is
 * @param leaderId the leading sentinel as known here; empty = none, so that what is known here may be outdated
 * @param sentinels all of them by configuration, this one included
 * @param groups as applied from the Raft log, by name
 * @param pending groups that are configured but not founded yet
 */
public record ClusterSnapshot(
        long takenAtMs,
        String sentinelId,
        String leaderId,
        List<SentinelSnapshot> sentinels,
        List<GroupSnapshot> groups,
        List<PendingGroup> pending) {
    /** A time that never came. */
    public static final long NEVER = -1;

    /** A sentinel that knows nothing yet. */
    public static final ClusterSnapshot NOTHING = new ClusterSnapshot(0, "", "", List.of(), List.of(), List.of());

    public ClusterSnapshot {
        sentinels = List.copyOf(sentinels);
        groups = List.copyOf(groups);
        pending = List.copyOf(pending);
    }

    public boolean leaderKnown() {
        return !leaderId.isEmpty();
    }

    /** The group of this name; names are case-sensitive. */
    public Optional<GroupSnapshot> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /** All sentinels but this one. */
    public List<SentinelSnapshot> others() {
        return sentinels.stream()
                .filter(sentinel -> !sentinel.id().equals(sentinelId))
                .toList();
    }

    /** How many sentinels are reachable, this one included. */
    public int reachableSentinels() {
        return (int) sentinels.stream().filter(SentinelSnapshot::reachable).count();
    }

    /** How many of them must agree. */
    public int majority() {
        return sentinels.size() / 2 + 1;
    }
}
