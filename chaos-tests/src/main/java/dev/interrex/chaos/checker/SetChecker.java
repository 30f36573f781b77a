package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sets of keys written once each: nothing acknowledged is lost, and nothing appears that was not sent or was refused. */
public final class SetChecker implements KeyChecker {
    @Override
    public List<Violation> check(List<Operation> operations) {
        Optional<Operation> last = FinalRead.of(operations, Function.READ_SET);
        String key = operations.getFirst().key();
        if (last.isEmpty() || !(last.get().answer() instanceof Answer.Elements(List<String> elements))) {
            return List.of(FinalRead.missing(key));
        }
        Set<String> present = new HashSet<>(elements);
        Map<String, Operation> sent = new HashMap<>();
        for (Operation operation : operations) {
            if (operation.function() == Function.ADD) {
                sent.put(operation.argument(), operation);
            }
        }
        List<Violation> violations = new ArrayList<>();
        for (Operation add : sent.values()) {
            boolean there = present.contains(add.argument());
            switch (add.outcome()) {
                case OK -> report(violations, !there, Violation.Kind.ACKED_AND_LOST, key, add.describe());
                case FAIL -> report(violations, there, Violation.Kind.REFUSED_BUT_APPLIED, key, add.describe());
                case INFO -> {}
            }
        }
        for (String member : present) {
            report(violations, !sent.containsKey(member), Violation.Kind.NEVER_SENT, key, member);
        }
        return violations;
    }

    private static void report(
            List<Violation> violations, boolean wrong, Violation.Kind kind, String key, String detail) {
        if (wrong) {
            violations.add(new Violation(kind, key, detail));
        }
    }
}
