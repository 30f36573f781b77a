package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Operation;
import org.jspecify.annotations.Nullable;

/** One counter with INCR and GET; it starts without a value, which counts as 0. */
public final class CounterModel implements Model<Long> {
    @Override
    public Long initial() {
        return 0L;
    }

    @Override
    public @Nullable Long step(Long state, Operation operation) {
        return switch (operation.function()) {
            case INCREMENT -> matches(state + 1, operation) ? Long.valueOf(state + 1) : null;
            case READ -> matches(state, operation) ? state : null;
            default -> throw new IllegalArgumentException("not an operation on a counter: " + operation.describe());
        };
    }

    @Override
    public boolean interchangeable(Operation a, Operation b) {
        return a.function() == b.function();
    }

    private static boolean matches(long expected, Operation operation) {
        return !operation.ok() || expected == number(operation);
    }

    /** The number that an operation on a counter answered; a missing value counts as 0, one that is no number as -1. */
    static long number(Operation operation) {
        return switch (operation.answer()) {
            case Answer.Number number -> number.number();
            case Answer.Value value -> value.value() == null ? 0 : parse(value.value());
            default -> -1;
        };
    }

    private static long parse(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
