package dev.interrex.client.topology;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The newest topology, whichever sentinels sent what in whichever order: a sentinel that lags, or is cut off from the others, cannot take
 * the client back to an older primary.
 *
 * <p>Not thread-safe.
 */
final class TopologyView {
    private @Nullable TopologySnapshot newest;

    /**
     * Takes an event.
     *
     * @return the new state if the event said anything new
     */
    Optional<TopologySnapshot> accept(TopologySnapshot event) {
        TopologySnapshot known = newest;
        TopologySnapshot merged = known == null ? event : event.withKnowledgeOf(known);
        if (known != null && !merged.isNewerThan(known)) {
            return Optional.empty();
        }
        newest = merged;
        return Optional.of(merged);
    }
}
