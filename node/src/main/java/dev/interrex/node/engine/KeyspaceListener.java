package dev.interrex.node.engine;

/** Who wants to hear what happens to keys, for keyspace notifications. Loop thread only; must not call the engine. */
@FunctionalInterface
public interface KeyspaceListener {
    /** Hears nothing. */
    KeyspaceListener NONE = (database, kind, event, key) -> {};

    /**
     * Something happened to a key; it is already done.
     *
     * @param kind the class letter of {@code notify-keyspace-events}: {@code g} generic, {@code $} string, {@code h} hash,
     *     {@code x} expired, {@code e} evicted, {@code n} new, {@code m} miss, …
     * @param event {@code "set"}, {@code "expired"}, …
     * @param key valid during the call
     */
    void event(int database, char kind, String event, Slice key);
}
