package dev.interrex.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The nodes of a group that stand by, and whose place they have begun to take.
 *
 * @param nodes stand by: they hold nothing that counts, and follow nobody
 * @param replacements under way
 */
public record Spares(List<NodeAddress> nodes, List<Replacement> replacements) {
    public static final Spares NONE = new Spares(List.of(), List.of());

    /**
     * A node that is to leave the group as soon as none of its data is in the in-sync set.
     *
     * @param lost name of a node of the group; it does not come into the in-sync set again
     * @param spare name of the node of the group that came in its place
     */
    public record Replacement(String lost, String spare) {}

    public Spares {
        nodes = List.copyOf(nodes);
        replacements = List.copyOf(replacements);
    }

    /** Whether somebody else has begun to take the node's place. */
    public boolean replaces(String nodeId) {
        return replacements.stream().anyMatch(replacement -> replacement.lost().equals(nodeId));
    }

    public Spares with(NodeAddress node) {
        List<NodeAddress> more = new ArrayList<>(nodes);
        more.add(node);
        return new Spares(more, replacements);
    }

    public Spares without(NodeAddress node) {
        return new Spares(nodes.stream().filter(each -> !each.equals(node)).toList(), replacements);
    }

    public Spares with(Replacement begun) {
        List<Replacement> more = new ArrayList<>(replacements);
        more.add(begun);
        return new Spares(nodes, more);
    }

    public Spares without(Replacement ended) {
        return new Spares(
                nodes, replacements.stream().filter(each -> !each.equals(ended)).toList());
    }
}
