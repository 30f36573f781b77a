package dev.interrex.sentinel.failover;

import dev.interrex.model.CommitMode;
import dev.interrex.model.NodeAddress;
import java.util.List;

/**
 * A group as this sentinel's configuration describes it.
 *
 * @param group its name
 * @param minIsr writes commit only while so many members are in sync; 0 = by rule
 * @param commitMode DURABLE or MEMORY
 * @param preferredZones where its primary should be, best first; empty = anywhere
 * @param nodes its nodes; empty where the group is known from the log only
 * @param spares nodes that are to stand by
 */
public record GroupSpec(
        String group,
        int minIsr,
        CommitMode commitMode,
        List<String> preferredZones,
        List<NodeAddress> nodes,
        List<NodeAddress> spares) {
    public GroupSpec {
        preferredZones = List.copyOf(preferredZones);
        nodes = List.copyOf(nodes);
        spares = List.copyOf(spares);
    }

    public GroupSpec(String group, int minIsr, CommitMode commitMode, List<NodeAddress> nodes) {
        this(group, minIsr, commitMode, List.of(), nodes, List.of());
    }

    /** The configured minimum, or by rule 2 for three nodes or more and 1 for fewer. Never more than there are nodes. */
    public int effectiveMinIsr() {
        int byRule = nodes.size() >= 3 ? 2 : 1;
        return minIsr == 0 ? byRule : Math.min(minIsr, nodes.size());
    }
}
