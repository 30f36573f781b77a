package dev.interrex.chaos.sim;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;

/** One operation of a client, from its invocation to its end. */
final class ClientOp {
    final int index;
    final int process;
    final SimClient client;
    final Function function;
    final int key;
    /** It touches the pair of keys that are only written together. */
    final boolean pair;

    final long argument;
    final long invokedNanos;
    /** Index of the newest acknowledged write of the key when it was invoked, or -1: a read must have seen that. */
    final int mustHaveSeen;

    private long completedNanos = Long.MAX_VALUE;
    private Outcome outcome = Outcome.INFO;
    private long result;
    private long answeredInEpoch;

    ClientOp(
            int index,
            int process,
            SimClient client,
            Function function,
            int key,
            boolean pair,
            long argument,
            long invokedNanos,
            int mustHaveSeen) {
        this.index = index;
        this.process = process;
        this.client = client;
        this.function = function;
        this.key = key;
        this.pair = pair;
        this.argument = argument;
        this.invokedNanos = invokedNanos;
        this.mustHaveSeen = mustHaveSeen;
    }

    void complete(Outcome how, long value, long nowNanos) {
        outcome = how;
        result = value;
        completedNanos = how == Outcome.INFO ? Long.MAX_VALUE : nowNanos;
    }

    /** The primary of that epoch answered it. */
    void answeredIn(long epoch) {
        answeredInEpoch = epoch;
    }

    long answeredInEpoch() {
        return answeredInEpoch;
    }

    boolean acknowledged() {
        return outcome == Outcome.OK;
    }

    /** For the checkers of the drills. */
    Operation history() {
        return history(completedNanos, outcome, answer());
    }

    /** As if nobody had answered. */
    Operation historyOfUnknownFate() {
        return history(Long.MAX_VALUE, Outcome.INFO, Answer.NONE);
    }

    private Operation history(long endNanos, Outcome fate, Answer told) {
        return new Operation(
                index,
                process,
                "k" + key,
                function,
                function == Function.WRITE || function == Function.SWAP ? "v" + argument : "",
                invokedNanos,
                endNanos,
                fate,
                told,
                "");
    }

    private Answer answer() {
        if (outcome != Outcome.OK) {
            return Answer.NONE;
        }
        return switch (function) {
            case READ -> counter() ? new Answer.Number(result) : value();
            case SWAP -> value();
            case INCREMENT -> new Answer.Number(result);
            default -> Answer.NONE;
        };
    }

    private boolean counter() {
        return client.world.isCounter(key);
    }

    private Answer value() {
        return new Answer.Value(result == 0 ? null : "v" + result);
    }

    @Override
    public String toString() {
        return function + " k" + key + (function.writes() ? " " + argument : "");
    }
}
