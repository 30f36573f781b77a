package dev.interrex.sentinel.view;

import dev.interrex.model.GroupTopology;
import dev.interrex.sentinel.view.NodeAnswer.NodeRole;
import java.util.List;
import java.util.Optional;

/**
 * A group as this sentinel knows it.
 *
 * @param topology as applied from the Raft log
 * @param primarySeenServing the primary of this epoch was seen serving, by this sentinel or one that told it
 * @param nodes all nodes of the topology, in its order
 * @param failovers changes of primary that this sentinel saw, newest first
 * @param failoverCount how many it has seen since its start, founding not counted
 */
public record GroupSnapshot(
        GroupTopology topology,
        boolean primarySeenServing,
        List<NodeSnapshot> nodes,
        List<FailoverSnapshot> failovers,
        long failoverCount) {
    public GroupSnapshot {
        nodes = List.copyOf(nodes);
        failovers = List.copyOf(failovers);
    }

    public String name() {
        return topology.group();
    }

    public long epoch() {
        return topology.epoch();
    }

    /** The primary by the topology; empty only where it is none of the nodes, which no topology should say. */
    public Optional<NodeSnapshot> primary() {
        return node(topology.primary().nodeId());
    }

    public Optional<NodeSnapshot> node(String nodeId) {
        return nodes.stream().filter(node -> node.nodeId().equals(nodeId)).findFirst();
    }

    /** All nodes but the primary. */
    public List<NodeSnapshot> replicas() {
        return nodes.stream()
                .filter(node -> !node.nodeId().equals(topology.primary().nodeId()))
                .toList();
    }

    /** The primary, by its own last word and heard here, executes reads and writes in the epoch that is applied here. */
    public boolean primaryServesNow() {
        return primary().filter(this::servesNow).isPresent();
    }

    private boolean servesNow(NodeSnapshot primary) {
        NodeAnswer said = primary.said();
        return primary.reachable()
                && said != null
                && said.role() == NodeRole.PRIMARY
                && said.serving()
                && said.epoch() == epoch()
                && said.incarnation().equals(topology.primary().incarnation());
    }

    /** The primary serves and has most of its in-sync set behind it: no other can have taken its place. */
    public boolean primaryRules() {
        boolean supported = primary()
                .map(NodeSnapshot::said)
                .filter(said -> said.reachesIsr() || topology.isr().size() == 1)
                .isPresent();
        return supported && primaryServesNow();
    }

    /** A node knows of a higher epoch than this sentinel has applied: what is known here about the primary is outdated. */
    public boolean outdated() {
        return nodes.stream().map(NodeSnapshot::said).anyMatch(said -> said != null && said.epoch() > epoch());
    }
}
