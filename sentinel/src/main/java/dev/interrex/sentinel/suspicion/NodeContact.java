package dev.interrex.sentinel.suspicion;

/**
 * This sentinel's contact with one node.
 *
 * <pre>
 *              silent for suspectAfterMs, or an attempt to connect was refused
 *   REACHABLE ─────────────────────────────────────────────────────────────────► SUSPECTED
 *       ▲                     a report arrived, or this sentinel was deaf itself     │
 *       └────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * A refused connection is a fact that the node's host states: nothing listens there. So it counts at once, where silence has to
 * last. It is only asked for after a connection broke, or was never made.
 */
final class NodeContact {
    /** No suspicion. */
    static final long NOT_SUSPECTED = -1;

    private final long suspectAfterMs;
    /** When the node was last heard; before the first time, when watching began: a node gets time to be heard at all. */
    private long heardAtMs;

    private boolean refused;
    private long suspectedSinceMs = NOT_SUSPECTED;

    NodeContact(long suspectAfterMs, long nowMs) {
        this.suspectAfterMs = suspectAfterMs;
        this.heardAtMs = nowMs;
    }

    /** A report arrived at {@code atMs}, which may lie in the past: it waited in a queue. */
    void onHeard(long atMs) {
        heardAtMs = Math.max(heardAtMs, atMs);
        refused = false;
    }

    /** An attempt to connect was refused. */
    void onRefused() {
        refused = true;
    }

    /**
     * This sentinel was deaf until now, for {@code deafMs}: that long nobody was silent. What arrived meanwhile waits in queues, so
     * the node gets {@code graceMs} to be heard. A refusal stays: it was no silence of this sentinel's making.
     */
    void onOwnStall(long deafMs, long graceMs, long nowMs) {
        long silentMs = Math.max(0, nowMs - heardAtMs - deafMs);
        heardAtMs = nowMs - Math.min(silentMs, suspectAfterMs - graceMs);
    }

    /** Draws the conclusion at {@code nowMs}; true if it is another one than before. */
    boolean update(long nowMs) {
        boolean suspected = refused || nowMs - heardAtMs >= suspectAfterMs;
        if (suspected == suspected()) {
            return false;
        }
        suspectedSinceMs = suspected ? nowMs : NOT_SUSPECTED;
        return true;
    }

    boolean suspected() {
        return suspectedSinceMs != NOT_SUSPECTED;
    }

    boolean refused() {
        return refused;
    }

    /** {@link #NOT_SUSPECTED} or when this suspicion began. */
    long suspectedSinceMs() {
        return suspectedSinceMs;
    }
}
