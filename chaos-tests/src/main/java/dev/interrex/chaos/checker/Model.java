package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Operation;
import org.jspecify.annotations.Nullable;

/**
 * The sequential behaviour that a history is measured against. States are immutable values with {@code equals} and
 * {@code hashCode}.
 */
public interface Model<S> {
    S initial();

    /**
     * The state after {@code operation}, or null if a sequential store could not have given its answer in {@code state}. An
     * operation of unknown outcome has no answer to compare.
     */
    @Nullable
    S step(S state, Operation operation);

    /**
     * Whether two operations of unknown outcome do exactly the same, so that only their number matters. Without this, k lost
     * increments would cost the search 2^k configurations.
     */
    default boolean interchangeable(Operation a, Operation b) {
        return false;
    }
}
