package dev.interrex.node.engine;

/** Takes members of a sorted set. Must not change the keyspace. */
@FunctionalInterface
public interface ScoreVisitor {
    /** The slice is valid during the call. */
    void member(Slice member, double score);
}
