package dev.interrex.node.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Clients whose next command waits, not executed: the log has no room, a switchover is under way, or CLIENT PAUSE. They are not
 * read meanwhile. Loop thread only.
 */
final class Parking {
    private final Queue<Session> waiting = new ArrayDeque<>();
    private long pausedUntilMs;
    private boolean pausesAll;

    void park(Session session) {
        session.parked(true);
        waiting.add(session);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Lets each of them try once, in the order in which they came; one that has to wait again keeps its place. */
    void retry() {
        for (int left = waiting.size(); left > 0; left--) {
            Session session = waiting.remove();
            session.parked(false);
            session.connection().proceed();
        }
    }

    /** All of them, who wait no more. */
    List<Session> clear() {
        List<Session> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(session -> session.parked(false));
        return all;
    }

    void forget(Session session) {
        if (session.parked()) {
            waiting.remove(session);
            session.parked(false);
        }
    }

    /** CLIENT PAUSE. A longer pause that is in force stays, as does one of all commands. */
    void pause(long untilMs, boolean all, long nowMs) {
        boolean inForce = nowMs < pausedUntilMs;
        pausedUntilMs = inForce ? Math.max(pausedUntilMs, untilMs) : untilMs;
        pausesAll = all || inForce && pausesAll;
    }

    void resume() {
        pausedUntilMs = 0;
    }

    boolean pauses(Needs needs, long nowMs) {
        return nowMs < pausedUntilMs && (pausesAll || needs == Needs.WRITE || needs == Needs.SERVING);
    }
}
