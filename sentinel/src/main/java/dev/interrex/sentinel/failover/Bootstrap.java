package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.Spares;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The birth of a group. It is created only when all of its nodes are there and blank: where one of them holds data, there was
 * a group before that the sentinels do not remember, and whom its data belongs to is for people to say. So a lost sentinel
 * log never starts a new history over an old one.
 */
final class Bootstrap {
    private Bootstrap() {}

    sealed interface Decision {
        /** Not now, and why, for people. */
        record Wait(String why) implements Decision {}

        record Create(GroupTopology state) implements Decision {}
    }

    /** @param freshSinceMs reports count if they were made at this time or later */
    static Decision decide(GroupSpec spec, GroupSight sight, long freshSinceMs) {
        if (spec.nodes().isEmpty()) {
            return new Decision.Wait("no node of this group is configured");
        }
        List<MemberId> members = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (NodeAddress node : spec.nodes()) {
            NodeFacts facts = sight.of(node.nodeId()).factsSince(freshSinceMs);
            if (facts == null) {
                missing.add(node.nodeId());
                continue;
            }
            String objection = objection(spec, node, facts);
            if (!objection.isEmpty()) {
                return new Decision.Wait(objection);
            }
            members.add(facts.member());
        }
        return missing.isEmpty()
                ? create(spec, members)
                : new Decision.Wait(
                        "to be created when all its nodes are there; missing: " + String.join(", ", missing));
    }

    private static String objection(GroupSpec spec, NodeAddress node, NodeFacts facts) {
        if (!facts.group().equals(spec.group()) || !facts.member().nodeId().equals(node.nodeId())) {
            return "at the address of " + node.nodeId() + " is node "
                    + facts.member().nodeId() + " of group " + facts.group() + ": check the configuration";
        }
        if (!facts.blank()) {
            return "not created: node " + node.nodeId() + " holds data (epoch " + facts.epoch() + ", log up to "
                    + facts.end() + ") of a group that the sentinels do not remember. Bring back the sentinels' data"
                    + " directories, or empty the node if its data is not needed";
        }
        return facts.healthy() ? "" : "not created: node " + node.nodeId() + " is unhealthy";
    }

    private static Decision create(GroupSpec spec, List<MemberId> members) {
        NodeAddress best = spec.nodes().stream()
                .filter(node -> node.priority() > 0)
                .min(Comparator.comparingInt((NodeAddress node) -> Succession.zoneRank(spec.preferredZones(), node))
                        .thenComparingInt(NodeAddress::priority)
                        .thenComparing(NodeAddress::nodeId))
                .orElse(null);
        if (best == null) {
            return new Decision.Wait("not created: every node has priority 0");
        }
        MemberId primary = members.stream()
                .filter(member -> member.nodeId().equals(best.nodeId()))
                .findFirst()
                .orElseThrow();
        return new Decision.Create(new GroupTopology(
                spec.group(),
                1,
                1,
                primary,
                members,
                spec.nodes(),
                spec.effectiveMinIsr(),
                spec.commitMode(),
                "",
                0,
                List.of(),
                spec.preferredZones(),
                List.of(),
                new Spares(spec.spares(), List.of())));
    }
}
