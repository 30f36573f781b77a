package dev.interrex.sentinel.console;

import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeSnapshot;
import java.util.Optional;

/** What a picture means, in words. */
final class Condition {
    /** A picture older than this: the thread that paints it is stuck. It paints every 100 ms. */
    static final long STALE_PICTURE_MS = 2_000;

    private Condition() {}

    /** Why this sentinel cannot do its work; empty if it can. */
    static Optional<String> problem(ClusterSnapshot snapshot, long nowMs) {
        if (nowMs - snapshot.takenAtMs() > STALE_PICTURE_MS) {
            return Optional.of("this sentinel's loop has not moved for " + (nowMs - snapshot.takenAtMs()) + " ms");
        }
        if (!snapshot.leaderKnown()) {
            return Optional.of("no leading sentinel is known; " + snapshot.reachableSentinels() + " of "
                    + snapshot.sentinels().size() + " sentinels are reachable");
        }
        return Optional.empty();
    }

    /** One word or a short sentence about a group; {@code serving} if all is well. */
    static String of(GroupSnapshot group) {
        Optional<NodeSnapshot> primary = group.primary();
        if (group.outdated()) {
            return "a node knows of a higher epoch than this sentinel";
        }
        if (primary.map(NodeSnapshot::suspectedByMajority).orElse(true)) {
            return "primary lost by a majority of sentinels";
        }
        if (!group.primarySeenServing()) {
            return "new primary does not serve yet";
        }
        if (!primary.map(NodeSnapshot::reachable).orElse(false)) {
            return "primary not reachable from here";
        }
        if (!group.primaryServesNow()) {
            return "primary does not serve";
        }
        int inSync = group.topology().isr().size();
        int nodes = group.nodes().size();
        return inSync < nodes ? "serving, " + inSync + " of " + nodes + " in sync" : "serving";
    }

    /** A log's distance from the end of the primary's, in bytes; -1 if one of the two is unknown. */
    static long lagBytes(GroupSnapshot group, NodeSnapshot node) {
        var primary = group.primary().map(NodeSnapshot::said);
        var said = node.said();
        return primary.isEmpty() || said == null
                ? -1
                : Math.max(0, primary.get().endLsn() - said.endLsn());
    }
}
