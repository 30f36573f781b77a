package dev.interrex.node.pubsub;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one connection is subscribed to, in the order of its subscriptions. Changed by {@link PubSub} only. */
public final class SubscriberState {
    private final Map<Kind, Set<Name>> names = new EnumMap<>(Kind.class);

    /** Subscriptions of this kind. */
    public int count(Kind kind) {
        Set<Name> ofKind = names.get(kind);
        return ofKind == null ? 0 : ofKind.size();
    }

    /** All subscriptions. */
    public int total() {
        int total = 0;
        for (Set<Name> ofKind : names.values()) {
            total += ofKind.size();
        }
        return total;
    }

    boolean add(Kind kind, Name name) {
        return names.computeIfAbsent(kind, unused -> new LinkedHashSet<>()).add(name);
    }

    boolean remove(Kind kind, Name name) {
        Set<Name> ofKind = names.get(kind);
        return ofKind != null && ofKind.remove(name);
    }

    List<Name> of(Kind kind) {
        return List.copyOf(names.getOrDefault(kind, Set.of()));
    }
}
