package dev.interrex.sentinel.suspicion;

/**
 * A node of a group, whatever data is on its disk: what is watched is a process at an address.
 *
 * @param group name of the group
 * @param nodeId name of the node, unique in the group
 */
public record NodeKey(String group, String nodeId) {
    @Override
    public String toString() {
        return group + "/" + nodeId;
    }
}
