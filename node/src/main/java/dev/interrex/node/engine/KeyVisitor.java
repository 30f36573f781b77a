package dev.interrex.node.engine;

/** Takes the keys of an iteration. Must not change the keyspace. */
@FunctionalInterface
public interface KeyVisitor {
    /**
     * @param key valid during the call
     * @param type as TYPE answers
     */
    void key(Slice key, String type);
}
