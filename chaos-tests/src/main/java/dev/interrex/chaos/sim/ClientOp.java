package dev.interrex.chaos.sim;

import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.chaos.sim.invariant.ExpiryEffect;
import dev.interrex.node.engine.Slice;
import org.jspecify.annotations.Nullable;

/** One operation of a client, from its invocation to its end. */
final class ClientOp {
    /** What it is about. */
    enum Kind {
        DATA,
        OPENS_SESSION,
        CLOSES_SESSION
    }

    /** What it does to a key that expires. */
    enum Timing {
        /** SET with PX, or without: the key has another value, and with it another time. */
        SET,
        /** PEXPIRE. */
        EXPIRE,
        /** PERSIST. */
        PERSIST
    }

    final Kind kind;
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

    private @Nullable Numbered number;
    private @Nullable Timing timing;
    private long ttlMs = ExpiryEffect.NEVER;
    private int mustBeGone = -1;
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
        this(Kind.DATA, index, process, client, function, key, pair, argument, invokedNanos, mustHaveSeen);
    }

    private ClientOp(
            Kind kind,
            int index,
            int process,
            SimClient client,
            Function function,
            int key,
            boolean pair,
            long argument,
            long invokedNanos,
            int mustHaveSeen) {
        this.kind = kind;
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

    /** Not a part of any history. */
    static ClientOp ofSession(Kind kind, SimClient client, Slice session, long nowNanos) {
        ClientOp op = new ClientOp(kind, -1, -1, client, Function.WRITE, Entry.NO_KEY, false, 0, nowNanos, -1);
        op.number = new Numbered(session, 0, 0);
        return op;
    }

    /** From now on it may be asked for again. */
    void number(Numbered as) {
        number = as;
    }

    /** Null for one that must not be asked for again; without a sequence where it is about a session itself. */
    @Nullable
    Numbered number() {
        return number;
    }

    /** @param forMs from the time of its record on, or {@link ExpiryEffect#NEVER} */
    void timing(Timing what, long forMs) {
        timing = what;
        ttlMs = forMs;
    }

    /** Null for a read, and for one of a key that does not expire. */
    @Nullable
    Timing timing() {
        return timing;
    }

    long ttlMs() {
        return ttlMs;
    }

    /** When it was invoked, records of the key up to this index were known to be gone. */
    void mustBeGone(int upTo) {
        mustBeGone = upTo;
    }

    int mustBeGone() {
        return mustBeGone;
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

    long result() {
        return result;
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
        if (kind != Kind.DATA) {
            return kind.name();
        }
        return function + " k" + key + (function.writes() ? " " + argument : "");
    }
}
