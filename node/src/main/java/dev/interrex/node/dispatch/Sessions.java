package dev.interrex.node.dispatch;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** All connections of a node, the oldest first. Loop thread only. */
public final class Sessions {
    private final Set<Session> open = new LinkedHashSet<>();
    private long lastId;

    long nextId() {
        return ++lastId;
    }

    void add(Session session) {
        open.add(session);
    }

    void remove(Session session) {
        open.remove(session);
    }

    public int size() {
        return open.size();
    }

    /** A copy. */
    public List<Session> list() {
        return List.copyOf(open);
    }

    /** The sessions themselves; nothing may be opened or closed while they are gone through. */
    Collection<Session> all() {
        return open;
    }
}
