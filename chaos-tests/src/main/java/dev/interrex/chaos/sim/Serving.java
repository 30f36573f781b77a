package dev.interrex.chaos.sim;

import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.sim.ClientOp.Kind;
import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.node.engine.ExactlyOnce.Ruling;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.role.ClientAccess;
import dev.interrex.node.role.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The clients' side of a node, as {@code NodeGate} and {@code dispatch} are: may it be executed here and now, execute it, hold the
 * reply until what it depends on is committed and, for a read without a lease, until a round of acks has confirmed the reign.
 */
final class Serving {
    private static final long NO_ROUND = Long.MIN_VALUE;

    private record Parked(ClientOp op, long attempt, long sinceNanos) {}

    /**
     * A reply that may not leave yet.
     *
     * @param ruling why it was executed, or why it was not
     */
    private record Held(
            ClientOp op, long attempt, ExpiringKeys.Outcome told, long round, long otherResult, Ruling ruling) {}

    private final SimNode node;
    private final List<Parked> parked = new ArrayList<>();
    private final List<Held> held = new ArrayList<>();
    /** Since when this node has given its lease up; NO_ROUND where it has not. */
    private long handedOverSinceNanos = NO_ROUND;

    private long handedOverNanos;
    private boolean inTurn;
    private final Runnable end = this::endTurn;
    private final Randomness random;

    Serving(SimNode node) {
        this.node = node;
        random = node.world.turnRandom();
    }

    /** The process is gone. */
    void clear() {
        parked.clear();
        held.clear();
        inTurn = false;
        handedOverSinceNanos = NO_ROUND;
    }

    void request(ClientOp op, long attempt) {
        switch (node.access().answer()) {
            case SERVES -> execute(op, attempt);
            case PARKS_KEYS, PARKS_ALL -> parked.add(new Parked(op, attempt, node.nanoTime()));
            case PROMOTING, REPLICA, UNASSIGNED -> refuse(op, attempt);
        }
    }

    private void refuse(ClientOp op, long attempt) {
        node.world.invariants().refused(node, attempt);
        node.world.network().send(node, op.client, () -> op.client.onRefused(attempt));
    }

    /** Something happened that parked operations may have waited for. */
    void goOn() {
        if (!parked.isEmpty() && !node.access().answer().parks()) {
            List<Parked> waiting = List.copyOf(parked);
            parked.clear();
            waiting.forEach(one -> request(one.op, one.attempt));
        }
    }

    /** Clients that follow redirections, every other one here, need not wait for a successor to serve. */
    void sendAway() {
        List<Parked> waiting = List.copyOf(parked);
        parked.clear();
        for (Parked one : waiting) {
            if (one.op.client.index % 2 == 0) {
                refuse(one.op, one.attempt);
            } else {
                parked.add(one);
            }
        }
    }

    void tick(long nowNanos) {
        goOn();
        boolean handedOver = node.role().role() == Role.HANDED_OVER;
        if (handedOver) {
            handedOverSinceNanos = handedOverSinceNanos == NO_ROUND ? nowNanos : handedOverSinceNanos;
            handedOverNanos = nowNanos;
        } else {
            handedOverSinceNanos = NO_ROUND;
        }
        if (!parked.isEmpty()) {
            // They wait for the sentinels to decide who goes on, then for the successor to serve: for each of them so
            // long at most.
            long phaseNanos = handedOver ? handedOverSinceNanos : handedOverNanos;
            node.world.invariants().waits(node, nowNanos - Math.max(parked.getFirst().sinceNanos, phaseNanos));
        }
    }

    private void execute(ClientOp op, long attempt) {
        Memory memory = node.storage().memory();
        Numbered number = op.number();
        if (number != null) {
            SessionTable sessions = memory.sessions();
            Ruling ruling = op.kind == Kind.DATA ? sessions.rule(number) : changeSession(op, number.session(), attempt);
            if (ruling != Ruling.EXECUTE) {
                long told = ruling == Ruling.ANSWERED ? sessions.answer(number) : 0;
                hold(op, attempt, told, 0, null, ruling);
            }
            if (ruling != Ruling.EXECUTE || op.kind != Kind.DATA) {
                return;
            }
        }
        if (op.key >= node.world.settings().keys()) {
            executeExpiring(op, attempt);
            return;
        }
        long before = memory.value(op.key);
        if (op.function == Function.READ) {
            long other = op.pair ? memory.value(op.key + 1) : before;
            hold(op, attempt, before, other, memory.writer(op.key), Ruling.EXECUTE);
            return;
        }
        node.world.invariants().executed(node, attempt);
        boolean counts = op.function == Function.INCREMENT;
        long value = counts ? before + 1 : op.argument;
        long result = counts ? value : before;
        Entry entry = node.storage().execute(node.role().epoch(), op, value, result);
        hold(op, attempt, result, 0, entry, Ruling.EXECUTE);
        turnEnds();
    }

    /**
     * Something was executed. The loop shows that to the disk and to followers when the turn ends; until then more commands may be executed, and
     * what was waiting in its queue goes first.
     */
    private void turnEnds() {
        int longestMicros = node.world.settings().longestTurnMicros();
        if (longestMicros == 0) {
            node.onAppended();
        } else if (!inTurn) {
            inTurn = true;
            node.after(random.below(longestMicros * 1_000), end);
        }
    }

    private void endTurn() {
        inTurn = false;
        node.onAppended();
    }

    private void executeExpiring(ClientOp op, long attempt) {
        if (op.function.writes()) {
            node.world.invariants().executed(node, attempt);
        }
        ExpiringKeys.Outcome told = node.expiring().execute(op);
        hold(op, attempt, told, 0, Ruling.EXECUTE);
        if (told.logged()) {
            turnEnds();
        }
    }

    private Ruling changeSession(ClientOp op, Slice session, long attempt) {
        long epoch = node.role().epoch();
        Entry entry = op.kind == Kind.OPENS_SESSION
                ? node.storage().openSession(epoch, session)
                : node.storage().closeSession(epoch, session);
        if (entry == null) {
            return Ruling.NO_SESSION;
        }
        node.world.invariants().executed(node, attempt);
        hold(op, attempt, 0, 0, entry, Ruling.EXECUTE);
        turnEnds();
        return Ruling.EXECUTE;
    }

    /** Sessions that were not used for long end by a record, as everything does. */
    void expireSessions() {
        boolean serves = node.isServing() && node.access().answer() == ClientAccess.Answer.SERVES;
        if (serves && node.storage().expireSession(node.role().epoch())) {
            node.onAppended();
        }
    }

    private void hold(ClientOp op, long attempt, long result, long otherResult, @Nullable Entry entry, Ruling ruling) {
        boolean wrote = op.function != Function.READ;
        boolean proven = wrote && ruling == Ruling.EXECUTE;
        ExpiringKeys.Outcome told =
                new ExpiringKeys.Outcome(result, entry, wrote, node.disk().endLsn(), proven);
        hold(op, attempt, told, otherResult, ruling);
    }

    private void hold(ClientOp op, long attempt, ExpiringKeys.Outcome told, long otherResult, Ruling ruling) {
        CommitRule reign = node.reign();
        if (reign == null) {
            throw new IllegalStateException(node.name + " executes without a reign");
        }
        long round = NO_ROUND;
        if (!told.logged()) {
            if (reign.leaseValid(node.nanoTime())) {
                node.world.invariants().readsByLease(node, reign.epoch());
            } else {
                round = node.nanoTime();
            }
        }
        Held reply = new Held(op, attempt, told, round, otherResult, ruling);
        if (mayLeave(reply, reign)) {
            leave(reply);
        } else {
            held.add(reply);
        }
    }

    private boolean mayLeave(Held reply, CommitRule reign) {
        return reply.told.lsn() <= node.storage().highWatermark()
                && (reply.round == NO_ROUND || reply.round <= reign.confirmedSendNanos());
    }

    /** The high watermark rose. */
    void committed() {
        release();
        goOn();
    }

    /** The high watermark rose, or a round was confirmed. */
    void release() {
        CommitRule reign = node.reign();
        if (reign == null || held.isEmpty()) {
            return;
        }
        int kept = 0;
        for (int i = 0; i < held.size(); i++) {
            Held reply = held.get(i);
            if (mayLeave(reply, reign)) {
                leave(reply);
            } else {
                held.set(kept++, reply);
            }
        }
        held.subList(kept, held.size()).clear();
    }

    private void leave(Held reply) {
        ClientOp op = reply.op;
        if (reply.ruling != Ruling.EXECUTE && reply.ruling != Ruling.ANSWERED) {
            node.world.invariants().notExecuted(node, op, reply.ruling);
            node.world.network().send(node, op.client, () -> op.client.onNotExecuted(reply.attempt, reply.ruling));
            return;
        }
        Entry entry = reply.told.entry();
        long result = reply.told.result();
        if (!reply.told.wrote()) {
            node.world.invariants().answered(node, op, result, reply.otherResult, entry);
            tell(reply, null);
        } else {
            tell(reply, node.world.invariants().acknowledged(node, op, result, entry));
        }
    }

    private void tell(Held reply, @Nullable Entry entry) {
        SimClient client = reply.op.client;
        long epoch = node.epoch();
        node.world.network().send(node, client, () -> client.onReply(reply.attempt, epoch, reply.told.result(), entry));
    }

    /** Nobody is served any more: what was executed stays unanswered, what was not is refused. */
    void stop() {
        for (Parked one : parked) {
            refuse(one.op, one.attempt);
        }
        for (Held reply : held) {
            node.world.network().send(node, reply.op.client, () -> reply.op.client.onClosed(reply.attempt));
        }
        clear();
    }
}
