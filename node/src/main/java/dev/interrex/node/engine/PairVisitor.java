package dev.interrex.node.engine;

/** Takes the pairs of an iteration over a hash. Must not change the keyspace. */
@FunctionalInterface
public interface PairVisitor {
    /** Both slices are valid during the call. */
    void pair(Slice field, Slice value);
}
