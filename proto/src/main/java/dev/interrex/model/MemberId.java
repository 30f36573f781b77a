package dev.interrex.model;

import java.util.Objects;

/**
 * A node's data: the name of the node and the incarnation of what is on its disk. Membership of the in-sync set is always
 * of a {@code MemberId}, never of an address, so that a node that came back empty cannot pass for the one that held the data.
 *
 * @param nodeId name of the node, see {@link #NODE_ID_PATTERN}
 * @param incarnation 32 lower-case hex digits, chosen at random whenever a disk starts empty
 */
public record MemberId(String nodeId, String incarnation) implements Comparable<MemberId> {
    /** Names are DNS labels, so that they can be host names, metric labels and file names. */
    public static final String NODE_ID_PATTERN = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    public MemberId {
        Objects.requireNonNull(nodeId, "nodeId");
        Objects.requireNonNull(incarnation, "incarnation");
    }

    @Override
    public int compareTo(MemberId other) {
        int byNode = nodeId.compareTo(other.nodeId);
        return byNode != 0 ? byNode : incarnation.compareTo(other.incarnation);
    }

    @Override
    public String toString() {
        return nodeId + "/" + (incarnation.length() > 8 ? incarnation.substring(0, 8) : incarnation);
    }
}
