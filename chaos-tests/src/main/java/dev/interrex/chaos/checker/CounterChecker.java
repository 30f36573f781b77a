package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counters: with every increment applied at most once, the value at the end is at least the number of acknowledged increments
 * and at most that plus those of unknown outcome. If the bounds hold, the answers are checked for linearizability as well.
 */
public final class CounterChecker implements KeyChecker {
    private final LinearizabilityChecker<Long> search = new LinearizabilityChecker<>(new CounterModel());

    @Override
    public List<Violation> check(List<Operation> operations) {
        Optional<Operation> last = FinalRead.of(operations, Function.READ);
        String key = operations.getFirst().key();
        if (last.isEmpty()) {
            return List.of(FinalRead.missing(key));
        }
        List<Violation> violations = new ArrayList<>(bounds(key, operations, CounterModel.number(last.get())));
        if (violations.isEmpty()) {
            search.check(operations).ifPresent(violations::add);
        }
        return violations;
    }

    private static List<Violation> bounds(String key, List<Operation> operations, long value) {
        long acked = count(operations, Outcome.OK);
        long unknown = count(operations, Outcome.INFO);
        long refused = count(operations, Outcome.FAIL);
        String sums = "value " + value + ", acknowledged " + acked + ", unknown " + unknown + ", refused " + refused;
        if (value < acked) {
            return List.of(new Violation(Violation.Kind.ACKED_AND_LOST, key, sums));
        }
        if (value > acked + unknown) {
            boolean refusedExplain = value <= acked + unknown + refused;
            Violation.Kind kind = refusedExplain ? Violation.Kind.REFUSED_BUT_APPLIED : Violation.Kind.APPLIED_TWICE;
            return List.of(new Violation(kind, key, sums));
        }
        return List.of();
    }

    private static long count(List<Operation> operations, Outcome outcome) {
        return operations.stream()
                .filter(operation -> operation.function() == Function.INCREMENT && operation.outcome() == outcome)
                .count();
    }
}
