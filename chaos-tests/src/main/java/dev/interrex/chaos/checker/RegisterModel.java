package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Operation;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One key with GET, SET and SET … GET; it starts without a value. */
public final class RegisterModel implements Model<Optional<String>> {
    @Override
    public Optional<String> initial() {
        return Optional.empty();
    }

    @Override
    public @Nullable Optional<String> step(Optional<String> state, Operation operation) {
        return switch (operation.function()) {
            case READ -> matches(state, operation) ? state : null;
            case WRITE -> Optional.of(operation.argument());
            case SWAP -> matches(state, operation) ? Optional.of(operation.argument()) : null;
            default -> throw new IllegalArgumentException("not an operation on a register: " + operation.describe());
        };
    }

    private static boolean matches(Optional<String> state, Operation operation) {
        return !operation.ok()
                || operation.answer() instanceof Answer.Value(String value)
                        && Objects.equals(value, state.orElse(null));
    }
}
