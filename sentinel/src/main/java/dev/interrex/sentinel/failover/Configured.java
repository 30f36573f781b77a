package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The nodes and spares of a group by the log and by a sentinel's configuration together. The configuration says where a node is, and adds
 * nodes; which of them stand by is for the log to say, once it knows them: a spare that took a lost node's place stays in it.
 *
 * @param nodes of the group
 * @param spares that stand by
 */
public record Configured(List<NodeAddress> nodes, List<NodeAddress> spares) {
    /** @param recorded null where the group was not created yet */
    public static Configured of(GroupSpec spec, @Nullable GroupTopology recorded) {
        if (recorded == null) {
            return new Configured(spec.nodes(), spec.spares());
        }
        List<NodeAddress> nodes = new ArrayList<>(recorded.nodes());
        List<NodeAddress> spares = new ArrayList<>(recorded.spares().nodes());
        spec.nodes().forEach(node -> put(node, nodes, spares, nodes));
        spec.spares().forEach(node -> put(node, nodes, spares, spares));
        return new Configured(List.copyOf(nodes), List.copyOf(spares));
    }

    /** @param otherwise where a node belongs that the log does not know */
    private static void put(
            NodeAddress configured, List<NodeAddress> nodes, List<NodeAddress> spares, List<NodeAddress> otherwise) {
        if (nodes.contains(configured) || spares.contains(configured)) {
            return;
        }
        List<NodeAddress> place = remove(configured, nodes) ? nodes : remove(configured, spares) ? spares : otherwise;
        place.add(configured);
    }

    private static boolean remove(NodeAddress configured, List<NodeAddress> from) {
        return from.removeIf(node -> node.nodeId().equals(configured.nodeId()));
    }
}
