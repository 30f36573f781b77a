package dev.interrex.sentinel.suspicion;

import org.jspecify.annotations.Nullable;

/**
 * A node of a group, whatever data is on its disk: what is watched is a process at an address.
 *
 * @param group name of the group
 * @param nodeId name of the node, unique in the group
 */
public record NodeKey(String group, String nodeId) {
    /** By hand, as is {@link #hashCode}: this is looked up hundreds of times a second, and what a record brings costs many times as much without C2. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof NodeKey key && nodeId.equals(key.nodeId) && group.equals(key.group);
    }

    @Override
    public int hashCode() {
        return 31 * group.hashCode() + nodeId.hashCode();
    }

    @Override
    public String toString() {
        return group + "/" + nodeId;
    }
}
