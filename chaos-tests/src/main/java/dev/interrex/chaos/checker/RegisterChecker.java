package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Registers written with values that are used once. The linearizability search finds whatever is wrong; a value that was seen
 * though its write was refused, or never sent, is named for what it is.
 */
public final class RegisterChecker implements KeyChecker {
    private final LinearizabilityChecker<?> search = new LinearizabilityChecker<>(new RegisterModel());

    @Override
    public List<Violation> check(List<Operation> operations) {
        Set<String> seen = seenValues(operations);
        List<Violation> violations = new ArrayList<>(strangers(operations, seen));
        if (violations.isEmpty()) {
            // A write of unknown outcome whose value nobody saw explains nothing: any order with it is an order without
            // it.
            search.check(operations.stream()
                            .filter(operation ->
                                    operation.outcome() != Outcome.INFO || seen.contains(operation.argument()))
                            .toList())
                    .ifPresent(violations::add);
        }
        return violations;
    }

    private static List<Violation> strangers(List<Operation> operations, Set<String> seen) {
        Set<String> sent = new HashSet<>();
        Set<String> refused = new HashSet<>();
        for (Operation operation : operations) {
            if (operation.function().writes()) {
                (operation.outcome() == Outcome.FAIL ? refused : sent).add(operation.argument());
            }
        }
        List<Violation> violations = new ArrayList<>();
        for (String value : seen) {
            if (!sent.contains(value)) {
                Violation.Kind kind =
                        refused.contains(value) ? Violation.Kind.REFUSED_BUT_APPLIED : Violation.Kind.NEVER_SENT;
                violations.add(new Violation(kind, operations.getFirst().key(), "a client saw " + value));
            }
        }
        return violations;
    }

    private static Set<String> seenValues(List<Operation> operations) {
        Set<String> seen = new HashSet<>();
        for (Operation operation : operations) {
            boolean answersValue = operation.function() == Function.READ || operation.function() == Function.SWAP;
            if (answersValue && operation.answer() instanceof Answer.Value(String value) && value != null) {
                seen.add(value);
            }
        }
        return seen;
    }
}
