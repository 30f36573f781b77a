package dev.interrex.chaos.sim.invariant;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * 11: an operation takes effect at most once, and whoever asks for it again by its number gets the reply that is in its record; a
 * session ends by a committed record only, and is not said to have ended before.
 */
public final class CountsOnce extends Invariant {
    private final CommittedLog committed;
    private final Map<Long, Entry> effects = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    /** Committed records that were looked at. */
    private int seen;

    public CountsOnce(CommittedLog committed) {
        super(11);
        this.committed = committed;
    }

    /** A new history began. */
    public void beginsAnew() {
        effects.clear();
        open.clear();
        seen = 0;
    }

    /** More is committed. */
    public void committed() {
        while (seen < committed.size()) {
            Entry entry = committed.at(seen++);
            if (entry != null) {
                look(entry);
            }
        }
    }

    private void look(Entry entry) {
        Entry before = entry.operation == 0 ? null : effects.putIfAbsent(entry.operation, entry);
        if (before != null) {
            throw broken("operation " + entry.operation + " took effect twice: by " + before + " and by " + entry);
        }
        SessionEffect said = entry.session;
        if (said != null && said.opens()) {
            open.add(said.session());
        } else if (said != null && said.closes()) {
            open.remove(said.session());
        }
    }

    /** A client is told that its numbered operation took effect, now or before; returns the record. */
    public Entry acknowledged(NodeView node, long operation, long reply) {
        committed();
        Entry entry = effects.get(operation);
        if (entry == null) {
            throw broken(node.member() + " acknowledges operation " + operation + ", which is not committed");
        }
        SessionEffect said = entry.session;
        if (said == null || said.reply() != reply) {
            throw broken(node.member() + " answers operation " + operation + " with " + reply + ", but its record "
                    + entry + " has " + (said == null ? "no reply" : said.reply()));
        }
        return entry;
    }

    /** A client was told by {@code node} that its session is not known. */
    public void unknown(NodeView node, String session) {
        committed();
        if (open.contains(session)) {
            throw broken(node.member() + " does not know session " + session + ", which is open");
        }
    }

    /** A client asked once more for what it had been answered. */
    public void repeated(long operation, long first, long again) {
        if (first != again) {
            throw broken("operation " + operation + " was answered " + first + ", then " + again);
        }
    }

    /** A client was told that it had acknowledged what it had not. */
    public void misunderstood(String ruling, long operation) {
        throw broken("operation " + operation + " is not answered: " + ruling);
    }
}
