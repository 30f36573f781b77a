package dev.interrex.node.dispatch;

import dev.interrex.node.command.Call;
import dev.interrex.resp.RespWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Clients in WAIT and WAITAOF. Loop thread only. */
final class Waits {
    /**
     * One of them.
     *
     * @param lsn of the client's last write
     * @param local of WAITAOF: 0 or 1; -1 for WAIT
     * @param deadlineMs monotonic; Long.MAX_VALUE = never
     */
    private record Wait(Session session, long lsn, int local, long followers, long deadlineMs) {}

    private static final int NOT_AOF = -1;

    private final Gate gate;
    private final Dispatcher dispatcher;
    private final List<Wait> waiting = new ArrayList<>();
    private final RespWriter reply = new RespWriter();

    Waits(Gate gate, Dispatcher dispatcher) {
        this.gate = gate;
        this.dispatcher = dispatcher;
    }

    void received(Session session, Call call, long followers, long timeoutMs) {
        begin(new Wait(session, session.lastWriteLsn(), NOT_AOF, followers, deadline(timeoutMs)), call);
    }

    void durable(Session session, Call call, int local, long followers, long timeoutMs) {
        begin(new Wait(session, session.lastWriteLsn(), local, followers, deadline(timeoutMs)), call);
    }

    private long deadline(long timeoutMs) {
        return timeoutMs == 0 ? Long.MAX_VALUE : dispatcher.monotonicMs() + Math.min(timeoutMs, Long.MAX_VALUE / 2);
    }

    private void begin(Wait wait, Call call) {
        if (isOver(wait) || wait.session.inTransaction()) {
            answer(wait, call.reply());
        } else {
            wait.session.blocked(true);
            waiting.add(wait);
        }
    }

    /** Answers those whose followers have got there or whose time is over. */
    void check(long nowMs) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Wait> over = new ArrayList<>();
        for (Iterator<Wait> all = waiting.iterator(); all.hasNext(); ) {
            Wait wait = all.next();
            if (isOver(wait) || wait.deadlineMs <= nowMs) {
                all.remove();
                over.add(wait);
            }
        }
        for (Wait wait : over) {
            end(wait, null);
        }
    }

    /** CLIENT UNBLOCK: answers with what there is, or with the error; false if the client is not among these. */
    boolean unblock(Session session, @Nullable String error) {
        for (Wait wait : waiting) {
            if (wait.session == session) {
                waiting.remove(wait);
                end(wait, error);
                return true;
            }
        }
        return false;
    }

    private void end(Wait wait, @Nullable String error) {
        Session session = wait.session;
        reply.target(session.outbox().buffer(), session.respVersion() == 3);
        if (error == null) {
            answer(wait, reply);
        } else {
            reply.error(error);
        }
        session.outbox().settle();
        session.blocked(false);
        session.connection().changed();
        session.connection().proceed();
    }

    void forget(Session session) {
        waiting.removeIf(wait -> wait.session == session);
    }

    private boolean isOver(Wait wait) {
        if (wait.local == NOT_AOF) {
            return gate.followersReceived(wait.lsn) >= wait.followers;
        }
        return localDurable(wait) >= wait.local && gate.followersDurable(wait.lsn) >= wait.followers;
    }

    private int localDurable(Wait wait) {
        return gate.localDurableLsn() >= wait.lsn ? 1 : 0;
    }

    private void answer(Wait wait, RespWriter reply) {
        if (wait.local == NOT_AOF) {
            reply.integer(gate.followersReceived(wait.lsn));
        } else {
            reply.array(2);
            reply.integer(localDurable(wait));
            reply.integer(gate.followersDurable(wait.lsn));
        }
    }
}
