package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The read that closes a round: invoked after every operation of its key had ended or been given up. */
final class FinalRead {
    private FinalRead() {}

    /** The latest successful {@code function} of the history, provided that no other operation was invoked after it. */
    static Optional<Operation> of(List<Operation> operations, Function function) {
        return operations.stream()
                .max(Comparator.comparingInt(Operation::index))
                .filter(last -> last.ok() && last.function() == function);
    }

    static Violation missing(String key) {
        return new Violation(Violation.Kind.UNDECIDED, key, "the key could not be read at the end of the round");
    }
}
