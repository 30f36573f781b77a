package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/**
 * A key and its value; a subclass per type of value. Linked from exactly one place, its bucket of the {@link Table}; one with an
 * expiry is also in the database's {@link ExpiryHeap}.
 */
abstract class Entry {
    static final long NO_EXPIRY = -1;

    /** What an entry without its key and value takes on the Java heap, with the slot that refers to it. */
    static final long OVERHEAD_BYTES = 64;

    byte[] key;
    long hash;

    @Nullable
    Entry next;

    /** Milliseconds since 1970 after which the key no longer exists, or {@link #NO_EXPIRY}. */
    long expireAtMs = NO_EXPIRY;

    /** Place in the {@link ExpiryHeap}, -1 without expiry. */
    int heapIndex = -1;

    /** When, or how often, it was used: see {@link AccessClock}. */
    int access;

    /** The snapshot that already has this entry's state, or needs none as the entry is younger than it. */
    int snapshot;

    Entry(byte[] key, long hash) {
        this.key = key;
        this.hash = hash;
    }

    /** As TYPE answers. */
    abstract String type();

    /** As OBJECT ENCODING answers. */
    abstract String encoding();

    /** Estimate of what key and value take, in constant time. */
    abstract long memoryBytes();

    /** A copy of the value under another key, without expiry. */
    abstract Entry duplicate(byte[] newKey, long newHash);

    /**
     * Writes effects that make this value, for a snapshot; the expiry is not among them.
     *
     * @param from 0, or what the previous call returned
     * @param mostBytes stop after the first whole effect that reaches it
     * @return where to go on, or -1 if all was written; valid until the entry changes
     */
    abstract long writeTo(Effects out, long from, int mostBytes);

    /** The value's contribution to the digest: independent of encoding and of the order of elements that have none. */
    abstract long digest(SipHash hash);

    /** Times of parts of the value, for the database to keep an eye on; null if it has none. */
    @Nullable
    TimedFields timed() {
        return null;
    }

    boolean isExpired(long nowMs) {
        return expireAtMs >= 0 && nowMs > expireAtMs;
    }

    static long arrayBytes(int length) {
        return 16 + ((length + 7L) & ~7L);
    }
}
