package dev.interrex.node.dispatch;

import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.NetworkDirectives;
import dev.interrex.resp.CommandArgs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Clients whose next command waits, not executed: the log has no room, a switchover is under way, or CLIENT PAUSE. They are not
 * read meanwhile. Their commands have {@code parked-commands-bytes} at most; one too many is refused. Loop thread only.
 */
final class Parking {
    private static final String FULL =
            "TRYAGAIN nothing was changed: the commands that wait already have parked-commands-bytes";

    private final Gate gate;
    private final NodeServices node;
    private final Refusals refusals;
    private final Queue<Session> waiting = new ArrayDeque<>();
    private long limitBytes;
    /** Of the commands that wait; never above the limit that was in force when the last of them came. */
    private long bytes;

    private long pausedUntilMs;
    private boolean pausesAll;

    Parking(Gate gate, NodeServices node, Refusals refusals) {
        this.gate = gate;
        this.node = node;
        this.refusals = refusals;
        node.config().follow(NetworkDirectives.PARKED_COMMANDS_BYTES, limit -> limitBytes = limit);
    }

    /** Lets the client wait with this command; false if it was refused instead. */
    boolean park(Session session, CommandSpec spec, CommandArgs args) {
        long size = Transaction.sizeOf(args);
        String elsewhere = session.followsRedirects() ? gate.redirectsTo() : "";
        if (!elsewhere.isEmpty()) {
            refusals.redirect(session, spec, elsewhere);
            return false;
        }
        if (bytes + size > limitBytes) {
            refusals.refuse(session, spec, FULL);
            return false;
        }
        bytes += size;
        session.parkedBytes(size);
        waiting.add(session);
        node.statistics().commandParked();
        return true;
    }

    private void unpark(Session session) {
        bytes -= session.parkedBytes();
        session.parkedBytes(0);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Lets each of them try once, in the order in which they came; one that has to wait again keeps its place. */
    void retry() {
        for (int left = waiting.size(); left > 0; left--) {
            Session session = waiting.remove();
            unpark(session);
            session.connection().proceed();
        }
    }

    /** All of them, who wait no more. */
    List<Session> clear() {
        List<Session> all = new ArrayList<>(waiting);
        waiting.clear();
        all.forEach(this::unpark);
        return all;
    }

    void forget(Session session) {
        if (session.parked()) {
            waiting.remove(session);
            unpark(session);
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

    /** Whether it is worth asking what time it is. */
    boolean mayPause() {
        return pausedUntilMs > 0;
    }

    boolean pauses(Needs needs, long nowMs) {
        return nowMs < pausedUntilMs && (pausesAll || needs == Needs.WRITE || needs == Needs.SERVING);
    }
}
