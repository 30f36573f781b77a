package dev.interrex.sentinel.failover;

import java.util.Map;

/**
 * What is known of the nodes of a group at one moment.
 *
 * @param nodes by node id
 */
public record GroupSight(Map<String, NodeSight> nodes) {
    NodeSight of(String nodeId) {
        return nodes.getOrDefault(nodeId, NodeSight.NOTHING);
    }
}
