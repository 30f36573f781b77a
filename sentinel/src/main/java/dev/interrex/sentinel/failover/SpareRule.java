package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.Spares;
import dev.interrex.model.Spares.Replacement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * When a spare takes the place of a lost node, in two steps that are each a change of the log. First the spare becomes a node of the
 * group, and it is written down whose place it takes; it follows, and joins the in-sync set by the rules for every follower. Then, once no
 * data of the lost node is in the in-sync set, that node leaves the group and stands by itself: if it comes back, it
 * follows nobody until it is needed.
 *
 * <p>A node is lost when a majority of sentinels cannot reach it, and the primary could do without it already, or cannot for want of
 * others. It counts as certain where its address refuses connections, or its last words were of a failed disk; a node that answers, with
 * an empty disk too, fills itself again and is not lost. One at a time.
 */
final class SpareRule {
    private SpareRule() {}

    /** The next state; empty if there is nothing to be done. The primary serves. */
    static Optional<GroupTopology> next(GroupTopology now, GroupSight sight, FailoverSettings settings, long nowMs) {
        long freshSinceMs = nowMs - settings.suspectAfterMs();
        return end(now).or(() -> callOff(now, sight, freshSinceMs)).or(() -> begin(now, sight, settings, nowMs));
    }

    /** The lost node is out of the in-sync set: it leaves. */
    private static Optional<GroupTopology> end(GroupTopology now) {
        return now.spares().replacements().stream()
                .filter(replacement -> !inSync(now, replacement.lost()))
                .findFirst()
                .map(ended -> {
                    NodeAddress lost = now.node(ended.lost()).orElseThrow();
                    return changed(
                            now,
                            without(now.nodes(), lost),
                            now.spares().without(ended).with(lost));
                });
    }

    /** The lost node is back, with what it had, before anybody could do without it. */
    private static Optional<GroupTopology> callOff(GroupTopology now, GroupSight sight, long freshSinceMs) {
        return now.spares().replacements().stream()
                .filter(replacement -> isBack(now, sight.of(replacement.lost()), freshSinceMs))
                .findFirst()
                .map(off -> {
                    Spares spares = now.spares().without(off);
                    NodeAddress spare = now.node(off.spare()).orElse(null);
                    return spare == null || inSync(now, off.spare())
                            ? changed(now, now.nodes(), spares)
                            : changed(now, without(now.nodes(), spare), spares.with(spare));
                });
    }

    private static boolean isBack(GroupTopology now, NodeSight sight, long freshSinceMs) {
        NodeFacts facts = sight.factsSince(freshSinceMs);
        return sight.reachedByMajority() && facts != null && facts.healthy() && now.inSync(facts.member());
    }

    private static Optional<GroupTopology> begin(
            GroupTopology now, GroupSight sight, FailoverSettings settings, long nowMs) {
        for (NodeAddress node : now.nodes()) {
            if (isLost(now, node, sight.of(node.nodeId()), settings, nowMs)) {
                Optional<GroupTopology> next = best(now, node, sight, nowMs - settings.suspectAfterMs())
                        .map(spare -> replaced(now, node, spare));
                if (next.isPresent()) {
                    return next;
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isLost(
            GroupTopology now, NodeAddress node, NodeSight sight, FailoverSettings settings, long nowMs) {
        boolean needed = inSync(now, node.nodeId()) && now.isr().size() > now.minIsr();
        if (needed
                || node.nodeId().equals(now.primary().nodeId())
                || now.spares().replaces(node.nodeId())
                || !sight.suspectedByMajority()) {
            return false;
        }
        NodeFacts last = sight.facts();
        boolean certain = sight.refusedByMajority() || last != null && !last.healthy();
        long patienceMs = certain ? settings.spareAfterLostMs() : settings.spareAfterSilentMs();
        return nowMs - sight.majoritySuspectsMs() >= patienceMs;
    }

    /** The lost node's zone first, then by priority. */
    private static Optional<NodeAddress> best(
            GroupTopology now, NodeAddress lost, GroupSight sight, long freshSinceMs) {
        return now.spares().nodes().stream()
                .filter(spare -> canServe(now, spare, sight.of(spare.nodeId()), freshSinceMs))
                .min(Comparator.comparing((NodeAddress spare) -> !spare.zone().equals(lost.zone()))
                        .thenComparing(spare -> spare.priority() == 0)
                        .thenComparingInt(NodeAddress::priority)
                        .thenComparing(NodeAddress::nodeId));
    }

    private static boolean canServe(GroupTopology now, NodeAddress spare, NodeSight sight, long freshSinceMs) {
        NodeFacts facts = sight.factsSince(freshSinceMs);
        return sight.reachedByMajority()
                && facts != null
                && facts.healthy()
                && facts.group().equals(now.group())
                && facts.member().nodeId().equals(spare.nodeId());
    }

    private static GroupTopology replaced(GroupTopology now, NodeAddress lost, NodeAddress spare) {
        List<NodeAddress> nodes = new ArrayList<>(now.nodes());
        nodes.add(spare);
        Spares spares = now.spares().without(spare).with(new Replacement(lost.nodeId(), spare.nodeId()));
        return changed(now, nodes, spares);
    }

    private static boolean inSync(GroupTopology now, String nodeId) {
        return now.isr().stream().anyMatch(member -> member.nodeId().equals(nodeId));
    }

    private static List<NodeAddress> without(List<NodeAddress> nodes, NodeAddress gone) {
        return nodes.stream().filter(node -> !node.equals(gone)).toList();
    }

    private static GroupTopology changed(GroupTopology now, List<NodeAddress> nodes, Spares spares) {
        return now.nextVersion(now.isr(), nodes, now.preferredZones(), spares);
    }
}
