package dev.interrex.client.topology;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import java.util.Optional;

/**
 * The newest known state of the group.
 *
 * @param serving whether the primary of {@code topology.epoch()} was seen serving; never goes back within an epoch
 */
public record TopologySnapshot(GroupTopology topology, boolean serving) {
    /** RESP address of the primary; empty if the topology names a primary that it does not list. */
    public Optional<String> primaryAddress() {
        return topology.node(topology.primary().nodeId()).map(NodeAddress::respAddress);
    }

    /** Whether this says more than {@code older}: a higher (epoch, version), or the same one now serving. */
    boolean isNewerThan(TopologySnapshot older) {
        int byEpoch = Long.compare(topology.epoch(), older.topology.epoch());
        int byVersion = Long.compare(topology.version(), older.topology.version());
        int order = byEpoch != 0 ? byEpoch : byVersion;
        return order > 0 || (order == 0 && serving && !older.serving);
    }

    /** This one, serving also if {@code older} is of the same epoch and was: another sentinel may not have seen it yet. */
    TopologySnapshot withKnowledgeOf(TopologySnapshot older) {
        boolean sameReign = topology.epoch() == older.topology.epoch();
        return new TopologySnapshot(topology, serving || (sameReign && older.serving));
    }
}
