package dev.interrex.chaos.checker;

import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the operations on one key could have taken effect one after the other, each at some instant between its
 * invocation and its completion, with the answers that the clients got.
 *
 * <p>The search is that of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) with Lowe's memoisation ("Testing for
 * linearizability", 2017): walk the events in order of time, try to let each open operation take effect, undo the latest choice
 * when an operation completes that has not taken effect, and never visit a pair (set of operations done, state) twice.
 *
 * <p>Operations that failed are left out. Those of unknown outcome stay open to infinity: the search may let them take effect at
 * any later point or never.
 */
public final class LinearizabilityChecker<S> {
    /** Most operations of one key that are searched; above it, the answer is undecided at once. */
    public static final int MAX_OPERATIONS = 1_000;

    private static final int DEFAULT_MAX_CONFIGURATIONS = 1_000_000;

    private final Model<S> model;
    private final int maxConfigurations;

    public LinearizabilityChecker(Model<S> model) {
        this(model, DEFAULT_MAX_CONFIGURATIONS);
    }

    /** @param maxConfigurations how many pairs (operations done, state) the search may remember before it gives up */
    public LinearizabilityChecker(Model<S> model, int maxConfigurations) {
        this.model = model;
        this.maxConfigurations = maxConfigurations;
    }

    /**
     * Checks the operations of one key, in any order.
     *
     * @return empty if they are linearizable; otherwise {@code NOT_LINEARIZABLE}, or {@code UNDECIDED} at a bound
     */
    public Optional<Violation> check(List<Operation> operations) {
        List<Operation> relevant = operations.stream()
                .filter(operation -> operation.outcome() != Outcome.FAIL)
                .filter(operation -> operation.ok() || operation.function().writes())
                .sorted(Comparator.comparingLong(Operation::invokedNs))
                .toList();
        if (relevant.isEmpty()) {
            return Optional.empty();
        }
        String key = relevant.getFirst().key();
        if (relevant.size() > MAX_OPERATIONS) {
            String why = relevant.size() + " operations are more than the " + MAX_OPERATIONS + " that are searched";
            return Optional.of(new Violation(Violation.Kind.UNDECIDED, key, why));
        }
        return new Search(relevant).run().map(failure -> new Violation(failure.kind, key, failure.detail));
    }

    private record Failure(Violation.Kind kind, String detail) {}

    /** The invocation or completion of an operation; the events that are still to be explained form a doubly linked list. */
    private static final class Event {
        final int operation;
        final boolean completion;
        final long timeNs;

        @Nullable
        Event previous;

        @Nullable
        Event next;

        @Nullable
        Event match;

        Event(int operation, boolean completion, long timeNs) {
            this.operation = operation;
            this.completion = completion;
            this.timeNs = timeNs;
        }

        void remove() {
            if (previous != null) {
                previous.next = next;
            }
            if (next != null) {
                next.previous = previous;
            }
        }

        void restore() {
            if (previous != null) {
                previous.next = this;
            }
            if (next != null) {
                next.previous = this;
            }
        }

        /** Takes the operation's two events out of the list. {@link #unlift} must be called in the opposite order. */
        void lift() {
            remove();
            if (match != null) {
                match.remove();
            }
        }

        void unlift() {
            if (match != null) {
                match.restore();
            }
            restore();
        }
    }

    private record Configuration<S>(BitSet done, S state) {}

    private record Choice<S>(Event invocation, S stateBefore) {}

    private final class Search {
        private final List<Operation> operations;
        private final Event head = new Event(-1, false, Long.MIN_VALUE);
        private final BitSet done = new BitSet();
        private final Set<Configuration<S>> visited = new HashSet<>();
        private final Deque<Choice<S>> choices = new ArrayDeque<>();
        private S state = model.initial();
        private int answersLeft;
        private List<Integer> longest = List.of();
        private int stuckAt = -1;

        Search(List<Operation> operations) {
            this.operations = operations;
            link();
        }

        private void link() {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < operations.size(); i++) {
                Operation operation = operations.get(i);
                Event invocation = new Event(i, false, operation.invokedNs());
                events.add(invocation);
                if (operation.ok()) {
                    invocation.match = new Event(i, true, operation.completedNs());
                    events.add(invocation.match);
                    answersLeft++;
                }
            }
            // At the same instant an invocation comes first: operations that touch count as concurrent.
            events.sort(
                    Comparator.comparingLong((Event event) -> event.timeNs).thenComparing(event -> event.completion));
            Event last = head;
            for (Event event : events) {
                event.previous = last;
                last.next = event;
                last = event;
            }
        }

        Optional<Failure> run() {
            Event at = head.next;
            while (answersLeft > 0) {
                if (at != null && !at.completion) {
                    at = tryInvocation(at) ? head.next : at.next;
                } else {
                    remember(at);
                    if (choices.isEmpty()) {
                        return Optional.of(new Failure(Violation.Kind.NOT_LINEARIZABLE, explain()));
                    }
                    at = undo().next;
                }
                if (visited.size() > maxConfigurations) {
                    return Optional.of(new Failure(
                            Violation.Kind.UNDECIDED, "gave up after " + maxConfigurations + " configurations"));
                }
            }
            return Optional.empty();
        }

        private boolean tryInvocation(Event invocation) {
            Operation operation = operations.get(invocation.operation);
            if (!operation.ok() && hasEarlierTwin(invocation)) {
                return false;
            }
            S after = model.step(state, operation);
            if (after == null) {
                return false;
            }
            done.set(invocation.operation);
            if (!visited.add(new Configuration<>((BitSet) done.clone(), after))) {
                done.clear(invocation.operation);
                return false;
            }
            choices.push(new Choice<>(invocation, state));
            state = after;
            invocation.lift();
            answersLeft -= operation.ok() ? 1 : 0;
            return true;
        }

        private Event undo() {
            Choice<S> choice = choices.pop();
            Event invocation = choice.invocation;
            state = choice.stateBefore;
            done.clear(invocation.operation);
            invocation.unlift();
            answersLeft += operations.get(invocation.operation).ok() ? 1 : 0;
            return invocation;
        }

        /** Whether an open operation that does the same is still to be tried: then this one adds nothing. */
        private boolean hasEarlierTwin(Event invocation) {
            Operation operation = operations.get(invocation.operation);
            for (Event event = head.next; event != null && event != invocation; event = event.next) {
                if (!event.completion) {
                    Operation earlier = operations.get(event.operation);
                    if (!earlier.ok() && model.interchangeable(earlier, operation)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private void remember(@Nullable Event at) {
            if (choices.size() >= longest.size()) {
                longest = choices.stream()
                        .map(choice -> choice.invocation.operation)
                        .toList();
                stuckAt = at == null ? -1 : at.operation;
            }
        }

        private String explain() {
            StringBuilder text = new StringBuilder();
            if (stuckAt >= 0) {
                text.append("nothing explains ").append(operations.get(stuckAt).describe());
            }
            text.append("; the longest order found has ")
                    .append(longest.size())
                    .append(" of ")
                    .append(operations.size());
            text.append(" operations and ends with");
            for (int i = Math.min(3, longest.size()) - 1; i >= 0; i--) {
                text.append(" [")
                        .append(operations.get(longest.get(i)).describe())
                        .append(']');
            }
            return text.toString();
        }
    }
}
