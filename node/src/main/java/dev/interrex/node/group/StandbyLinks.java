package dev.interrex.node.group;

import dev.interrex.node.replication.replica.PrimaryLink;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open stream to each other node of the group, beside the one in use, on which nothing was asked for yet: whoever is primary next is
 * followed on it at once. To connect takes longer than all else that a switchover is made of. Event loop only.
 */
final class StandbyLinks {
    private final Function<String, PrimaryLink> links;
    private final Map<String, PrimaryLink> standing = new HashMap<>();

    /** @param links a new link to a gRPC address, not opened */
    StandbyLinks(Function<String, PrimaryLink> links) {
        this.links = links;
    }

    /** Opens what is missing, and closes what nobody needs: call regularly. */
    void keep(Set<String> addresses) {
        for (String address : new HashSet<>(standing.keySet())) {
            PrimaryLink link = standing.get(address);
            if (link != null && (!addresses.contains(address) || link.isClosed())) {
                standing.remove(address);
                link.close();
            }
        }
        addresses.forEach(this::ensure);
    }

    private void ensure(String address) {
        if (!standing.containsKey(address)) {
            PrimaryLink fresh = links.apply(address);
            standing.put(address, fresh);
            fresh.open();
        }
    }

    /** Whether there is an open link to {@code address}; if there is none at all, one is opened. */
    boolean isReady(String address) {
        PrimaryLink link = standing.get(address);
        if (link != null && link.isClosed()) {
            standing.remove(address);
        }
        ensure(address);
        return link != null && link.isOpen();
    }

    /** The open link to {@code address}, from now on the caller's; null if there is none. */
    @Nullable
    PrimaryLink take(String address) {
        PrimaryLink link = standing.get(address);
        if (link == null || !link.isOpen()) {
            return null;
        }
        standing.remove(address);
        return link;
    }
}
