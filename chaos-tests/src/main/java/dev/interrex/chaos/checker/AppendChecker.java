package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists to which every client appends elements that are used once. The strictest of the checkers, as each element tells what
 * became of the one operation that sent it: how often it is there, and whether it is at the position that its client was told.
 */
public final class AppendChecker implements KeyChecker {
    @Override
    public List<Violation> check(List<Operation> operations) {
        Optional<Operation> last = FinalRead.of(operations, Function.READ_LIST);
        String key = operations.getFirst().key();
        if (last.isEmpty() || !(last.get().answer() instanceof Answer.Elements(List<String> elements))) {
            return List.of(FinalRead.missing(key));
        }
        return new Lists(key, operations, elements).check();
    }

    private static final class Lists {
        private final String key;
        private final List<Operation> operations;
        private final List<String> list;
        private final Map<String, Integer> positions = new HashMap<>();
        private final Map<String, Operation> appends = new HashMap<>();
        private final List<Violation> violations = new ArrayList<>();

        Lists(String key, List<Operation> operations, List<String> list) {
            this.key = key;
            this.operations = operations;
            this.list = list;
        }

        List<Violation> check() {
            for (Operation operation : operations) {
                if (operation.function() == Function.APPEND) {
                    appends.put(operation.argument(), operation);
                }
            }
            for (int i = 0; i < list.size(); i++) {
                element(i);
            }
            for (Operation append : appends.values()) {
                acknowledged(append);
            }
            if (violations.isEmpty()) {
                orderOfAppends();
                operations.stream()
                        .filter(read -> read.function() == Function.READ_LIST && read.ok())
                        .forEach(this::read);
            }
            return violations;
        }

        private void element(int position) {
            String element = list.get(position);
            Operation append = appends.get(element);
            if (append == null) {
                report(Violation.Kind.NEVER_SENT, element + " at " + position);
            } else if (append.outcome() == Outcome.FAIL) {
                report(Violation.Kind.REFUSED_BUT_APPLIED, append.describe() + " at " + position);
            }
            Integer before = positions.putIfAbsent(element, position);
            if (before != null) {
                report(Violation.Kind.APPLIED_TWICE, element + " at " + before + " and at " + position);
            }
        }

        private void acknowledged(Operation append) {
            if (!append.ok()) {
                return;
            }
            Integer position = positions.get(append.argument());
            if (position == null) {
                report(Violation.Kind.ACKED_AND_LOST, append.describe());
            } else if (append.answer() instanceof Answer.Number(long length) && length != position + 1) {
                report(Violation.Kind.NOT_LINEARIZABLE, append.describe() + ", yet it is at " + position);
            }
        }

        /** An append that ended before another began must stand before it. */
        private void orderOfAppends() {
            Operation latestInvoked = null;
            for (String element : list) {
                Operation append = appends.get(element);
                if (append == null) {
                    continue;
                }
                if (latestInvoked != null && append.completedNs() < latestInvoked.invokedNs()) {
                    report(
                            Violation.Kind.NOT_LINEARIZABLE,
                            append.describe() + " stands after " + latestInvoked.describe());
                }
                if (latestInvoked == null || append.invokedNs() > latestInvoked.invokedNs()) {
                    latestInvoked = append;
                }
            }
        }

        /** A read sees a prefix of the list: all that was acknowledged before it began, nothing that was sent after it ended. */
        private void read(Operation read) {
            if (!(read.answer() instanceof Answer.Elements(List<String> seen))) {
                return;
            }
            if (seen.size() > list.size() || !list.subList(0, seen.size()).equals(seen)) {
                report(Violation.Kind.NOT_LINEARIZABLE, read.describe() + " is no prefix of " + list);
                return;
            }
            for (int i = 0; i < list.size(); i++) {
                Operation append = appends.get(list.get(i));
                if (append == null) {
                    continue;
                }
                if (i >= seen.size() && append.completedNs() < read.invokedNs()) {
                    report(
                            Violation.Kind.NOT_LINEARIZABLE,
                            "stale: " + read.describe() + " lacks " + append.describe());
                }
                if (i < seen.size() && append.invokedNs() > read.completedNs()) {
                    report(Violation.Kind.NOT_LINEARIZABLE, read.describe() + " saw the future: " + append.describe());
                }
            }
        }

        private void report(Violation.Kind kind, String detail) {
            violations.add(new Violation(kind, key, detail));
        }
    }
}
