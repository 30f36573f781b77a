package dev.interrex.chaos.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The operations of one round, recorded as they happen by any number of threads. Bounded: an operation beyond the capacity is
 * refused before it is sent, so that nothing happens which the checkers do not know of.
 */
public final class History {
    private final int capacity;
    private final LongSupplier nanos;
    private final List<Pending> operations = new ArrayList<>();

    /**
     * @param capacity most operations that it takes
     * @param nanos a monotonic clock
     */
    public History(int capacity, LongSupplier nanos) {
        this.capacity = capacity;
        this.nanos = nanos;
    }

    /**
     * Records that an operation is about to be sent. Until one of the methods of the result is called, its outcome is unknown.
     *
     * @throws HistoryFullException if the history has no room; nothing must be sent then
     */
    public Pending invoke(int process, Function function, String key, String argument) throws HistoryFullException {
        synchronized (operations) {
            if (operations.size() >= capacity) {
                throw new HistoryFullException(capacity);
            }
            Pending pending = new Pending(operations.size(), process, function, key, argument, nanos.getAsLong());
            operations.add(pending);
            return pending;
        }
    }

    /** All operations so far in the order of their invocations; those without an answer as {@link Outcome#INFO}. */
    public List<Operation> operations() {
        synchronized (operations) {
            return operations.stream().map(Pending::operation).toList();
        }
    }

    private record Completion(long completedNs, Outcome outcome, Answer answer, String error) {}

    private static final Completion OPEN = new Completion(Long.MAX_VALUE, Outcome.INFO, Answer.NONE, "");

    /** An operation on its way. Completed at most once, by the thread that invoked it. */
    public final class Pending {
        private final int index;
        private final int process;
        private final Function function;
        private final String key;
        private final String argument;
        private final long invokedNs;
        private Completion completion = OPEN;

        private Pending(int index, int process, Function function, String key, String argument, long invokedNs) {
            this.index = index;
            this.process = process;
            this.function = function;
            this.key = key;
            this.argument = argument;
            this.invokedNs = invokedNs;
        }

        /** It took effect, and this was the answer. */
        public void ok(Answer answer) {
            complete(new Completion(nanos.getAsLong(), Outcome.OK, answer, ""));
        }

        /** It certainly had no effect. */
        public void fail(String error) {
            complete(new Completion(nanos.getAsLong(), Outcome.FAIL, Answer.NONE, error));
        }

        /** Nobody knows whether it had or will have an effect. */
        public void info(String error) {
            complete(new Completion(Long.MAX_VALUE, Outcome.INFO, Answer.NONE, error));
        }

        private synchronized void complete(Completion done) {
            if (completion != OPEN) {
                throw new IllegalStateException("operation " + index + " was completed twice");
            }
            completion = done;
        }

        private synchronized Operation operation() {
            Completion done = completion;
            return new Operation(
                    index,
                    process,
                    key,
                    function,
                    argument,
                    invokedNs,
                    done.completedNs,
                    done.outcome,
                    done.answer,
                    done.error);
        }
    }
}
