package dev.interrex.node.dispatch;

import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.GroupDirectives;
import java.util.ArrayList;
import java.util.List;

/** The connections that have replies which may not leave yet. Loop thread only. */
final class HeldReplies {
    /** Hears whose oldest held reply has waited for too long; the held replies are dropped already. */
    interface TimedOut {
        void accept(Session session, boolean wrote, int timeoutMs);
    }

    private final Gate gate;
    private final NodeServices node;
    private final List<Session> sessions = new ArrayList<>();

    HeldReplies(Gate gate, NodeServices node) {
        this.gate = gate;
        this.node = node;
    }

    /**
     * What the session's outbox got last waits until {@code lsn} is committed and, unless it is proven by that commit, until it is
     * proven that this node was primary after it was read.
     */
    void hold(Session session, long lsn, boolean wrote, long nowMs) {
        Outbox outbox = session.outbox();
        if (!session.waitsForCommit()) {
            outbox.settle();
            return;
        }
        long round = wrote || gate.leaseValid() ? Outbox.NO_ROUND : gate.beginReadConfirmation();
        boolean confirmed = round == Outbox.NO_ROUND || round <= gate.confirmedReads();
        if (!outbox.holds() && confirmed && lsn <= gate.committedLsn()) {
            outbox.settle();
            return;
        }
        outbox.hold(lsn, round, wrote, nowMs);
        listed(session);
    }

    /** As {@link #hold} for a message, which depends on a commit only. */
    void holdMessage(Session session, long lsn, long nowMs) {
        Outbox outbox = session.outbox();
        if (!outbox.holds() && lsn <= gate.committedLsn()) {
            outbox.settle();
        } else {
            outbox.hold(lsn, Outbox.NO_ROUND, false, nowMs);
            listed(session);
        }
    }

    private void listed(Session session) {
        if (!session.held() && session.outbox().holds()) {
            session.held(true);
            sessions.add(session);
            node.statistics().replyHeld();
        }
    }

    void committed(long committedLsn) {
        release(committedLsn, gate.confirmedReads());
    }

    void confirmed(long round) {
        release(gate.committedLsn(), round);
    }

    private void release(long committedLsn, long confirmedRound) {
        int kept = 0;
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            if (session.outbox().advance(committedLsn, confirmedRound)) {
                session.connection().changed();
            }
            if (session.outbox().holds()) {
                sessions.set(kept++, session);
            } else {
                session.held(false);
            }
        }
        sessions.subList(kept, sessions.size()).clear();
    }

    void timeOut(long nowMs, TimedOut timedOut) {
        int timeoutMs = node.config().get(GroupDirectives.COMMIT_TIMEOUT_MS);
        List<Session> late = new ArrayList<>();
        for (Session session : sessions) {
            if (session.outbox().holds() && nowMs - session.outbox().heldSinceMs() >= timeoutMs) {
                late.add(session);
            }
        }
        for (Session session : late) {
            boolean wrote = session.outbox().heldWrite();
            session.outbox().dropHeld();
            forget(session);
            timedOut.accept(session, wrote, timeoutMs);
        }
    }

    void forget(Session session) {
        if (session.held()) {
            session.held(false);
            sessions.remove(session);
        }
    }

    void clear() {
        sessions.forEach(session -> session.held(false));
        sessions.clear();
    }
}
