package dev.interrex.chaos.sim;

/**
 * Something that goes wrong, or that an operator does.
 *
 * @param atMs when it begins
 * @param a index of a machine of the kind that it is about, or a number; see {@link Kind}
 * @param b another one
 * @param forMs how long it lasts
 */
public record Fault(int atMs, Kind kind, int a, int b, int forMs) {
    /** What goes wrong. */
    public enum Kind {
        /** Node {@code a} dies, and starts again afterwards. */
        KILL_NODE,
        /** Whoever is primary by the sentinels' log then dies. */
        KILL_PRIMARY,
        /** All nodes die at once. */
        KILL_ALL,
        /** All nodes but the primary die at once. */
        KILL_REPLICAS,
        /** Node {@code a} stands still. */
        PAUSE_NODE,
        PAUSE_PRIMARY,
        /** Node {@code a}, or the primary if that is -1, is told to stop, takes its leave, and starts again {@code forMs} after it stopped. */
        LEAVE,
        /** Node {@code a} loses its disk, and starts again empty. */
        WIPE_NODE,
        /** Syncs of node {@code a} take until the end of the fault. */
        STALL_DISK,
        /** The next sync of node {@code a} fails. */
        FAIL_DISK,
        /** Node {@code a} dies and gets an older image of its disk back: taken {@code b} ms before. */
        ROLL_BACK_DISK,
        KILL_SENTINEL,
        KILL_LEADER,
        PAUSE_SENTINEL,
        PAUSE_LEADER,
        /** Node {@code a} is cut off from everybody. */
        ISOLATE_NODE,
        ISOLATE_PRIMARY,
        /** The primary is cut off from the other nodes, but not from the sentinels and clients. */
        PRIMARY_WITHOUT_NODES,
        /** The primary is cut off from the sentinels only. */
        PRIMARY_WITHOUT_SENTINELS,
        /** Nothing gets from node {@code a} to node {@code b}. */
        ONE_WAY,
        /** Nothing that the primary sends arrives at another node. */
        PRIMARY_MUTE,
        /** Nodes {@code a} and {@code b} do not reach each other. */
        CUT_PAIR,
        ISOLATE_SENTINEL,
        /** Machines are split into two camps by the bits of {@code a}. */
        SPLIT,
        /** The sentinels' log decides nothing. */
        LOG_UNAVAILABLE,
        /** Another sentinel leads. */
        MOVE_LEADER,
        /** Answers of the log are lost, {@code a} of a thousand. */
        LOSE_ANSWERS,
        /** Of a thousand messages {@code a} are lost, {@code b} come in another order and {@code b} twice. */
        BAD_WEATHER,
        /** Everything takes {@code a} times as long. */
        SLOW,
        /** The wall clock of node {@code a} is turned by {@code b} ms. */
        TURN_CLOCK,
        /** An operator asks for a switchover to node {@code a}, or to any if that is -1. */
        SWITCH_OVER,
        /** An operator orders to go on with what the best node has that can be reached, again and again, until that is done. */
        ACCEPT_DATA_LOSS,
        /** All sentinels die at once. */
        RESTART_SENTINELS,
        /** Sentinel {@code a} loses its log, and starts again without a vote until it has caught up. */
        WIPE_SENTINEL
    }

    @Override
    public String toString() {
        return kind + "(" + a + ", " + b + ") at " + atMs + " ms for " + forMs + " ms";
    }
}
