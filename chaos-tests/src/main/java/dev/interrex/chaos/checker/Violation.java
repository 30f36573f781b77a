package dev.interrex.chaos.checker;

/**
 * Something that must not be.
 *
 * @param kind what it means for a user
 * @param key the key on which it was seen
 * @param detail one line that names the operations
 */
public record Violation(Kind kind, String key, String detail) {
    /** The classes that a report counts. */
    public enum Kind {
        /** A write was acknowledged and is gone. */
        ACKED_AND_LOST,
        /** One write took effect more than once. */
        APPLIED_TWICE,
        /** A write was refused as "not done" and took effect all the same. */
        REFUSED_BUT_APPLIED,
        /** A value that nobody ever wrote. */
        NEVER_SENT,
        /** No order of the operations explains what the clients saw: a stale read, a reordering, a read of what never committed. */
        NOT_LINEARIZABLE,
        /** The search was given up at its bound: nothing was shown, for or against. */
        UNDECIDED
    }

    @Override
    public String toString() {
        return kind + " " + key + ": " + detail;
    }
}
