package dev.interrex.node.log;

/**
 * The time of records: the primary's wall clock, but never before the time of a record that this node holds in memory. Keys expire by it,
 * so what one primary saw expired no later one sees again, wherever its clock stands (invariant 13 of docs/PROTOCOL.md). While a wall clock
 * is behind, because it was set back or because the primary before was ahead, log time stands still.
 *
 * <p>Pure; loop thread only.
 */
public final class LogTime {
    private long newestMs;

    /** A record is opened; returns its time. */
    public long next(long wallClockMs) {
        newestMs = Math.max(newestMs, wallClockMs);
        return newestMs;
    }

    /** Memory holds a record, or a snapshot that ends with one, of this time. */
    public void holds(long recordMs) {
        newestMs = Math.max(newestMs, recordMs);
    }

    /** Milliseconds since 1970 of the newest record that was opened or is in memory; 0 if there is none. */
    public long newestMs() {
        return newestMs;
    }
}
