package dev.interrex.chaos.sim.invariant;

import org.jspecify.annotations.Nullable;

/**
 * A record of the simulated log. The very object travels from log to log: two logs agree at a place if they hold the same object
 * there, and on everything before, as each entry knows the one before it.
 *
 * <p>All entries have the same size, so that an index is an LSN divided by {@link #BYTES}.
 */
public final class Entry {
    /** Size of every record. */
    public static final int BYTES = 100;

    /** Key of a barrier, which changes nothing, and of what is about sessions only. */
    public static final int NO_KEY = -1;

    public final long epoch;
    /** Its place: records before it. */
    public final int index;
    /** The record before it; null for the first. */
    public final @Nullable Entry before;

    public final int key;
    /** A second key that gets the same value in the same record (MULTI), or {@link #NO_KEY}. */
    public final int otherKey;

    public final long value;
    public final long logTimeMs;
    /** The operation that made it; 0 for a barrier, and where only sessions begin or end. */
    public final long operation;
    /** What it says of a session: in a numbered operation's record, the reply; null if nothing. */
    public final @Nullable SessionEffect session;
    /** What it says of a key that may expire; null if nothing. */
    public final @Nullable ExpiryEffect expiry;
    /** Digest of the state after it: a fold over the log. */
    public final long digest;

    public Entry(
            long epoch,
            @Nullable Entry before,
            int key,
            int otherKey,
            long value,
            long logTimeMs,
            long operation,
            @Nullable SessionEffect session) {
        this(epoch, before, key, otherKey, value, logTimeMs, operation, session, null);
    }

    public Entry(
            long epoch,
            @Nullable Entry before,
            int key,
            int otherKey,
            long value,
            long logTimeMs,
            long operation,
            @Nullable SessionEffect session,
            @Nullable ExpiryEffect expiry) {
        this.epoch = epoch;
        this.index = before == null ? 0 : before.index + 1;
        this.before = before;
        this.key = key;
        this.otherKey = otherKey;
        this.value = value;
        this.logTimeMs = logTimeMs;
        this.operation = operation;
        this.session = session;
        this.expiry = expiry;
        this.digest = fold(before == null ? 0 : before.digest, this);
    }

    /** Digest of a state with {@code digest} after {@code entry} was applied to it. */
    public static long fold(long digest, Entry entry) {
        long mixed = (digest ^ entry.value) * 0x9E3779B97F4A7C15L + entry.key * 31L + entry.otherKey;
        mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L + entry.epoch;
        return mixed ^ (mixed >>> 32);
    }

    /** LSN behind it. */
    public long endLsn() {
        return (index + 1L) * BYTES;
    }

    @Override
    public String toString() {
        return epoch + ":" + endLsn();
    }
}
