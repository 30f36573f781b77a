package dev.interrex.node.engine;

/**
 * A place in the order of a sorted set: members are ordered by their scores, and by their bytes where these are equal. Whatever
 * comes before a member that is below the bound must be below it, too.
 */
@FunctionalInterface
public interface ScoreBound {
    /** Whether the member is before the bound. The slice is valid during the call. */
    boolean isAbove(double score, Slice member);
}
