package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/**
 * A key and its value as an object; a subclass per type of value. A string is always a {@link Records record}, and so is a
 * collection while it is small enough to have a {@link #packed} form: this object is then a copy that was made to look at it.
 * {@link Database#willChange} puts the object in the place of the record, and {@link Database#changed} packs it again. A large
 * collection stays an object, which exactly one slot of the {@link Table} refers to.
 */
abstract class Entry {
    static final long NO_EXPIRY = -1;

    /** What an entry without its key and value takes on the Java heap, with the slot that refers to it. */
    static final long OVERHEAD_BYTES = 64;

    /** Longer collections are tables, trees and the like, and stay objects. */
    static final int LONGEST_PACKED = 2048;

    byte[] key;
    long hash;

    /** What the table's slot has: the address of a record or, negative, the number of this object; 0 outside of a table. */
    long ref;

    /** Milliseconds since 1970 after which the key no longer exists, or {@link #NO_EXPIRY}. */
    long expireAtMs = NO_EXPIRY;

    /** Place in the {@link ExpiryHeap}, if it expires. */
    int heapIndex;

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

    /** The part of it that is in {@link Blocks}: exactly what freeing them gives back, in constant time. */
    long blockBytes() {
        return 0;
    }

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

    /**
     * The whole value as bytes, from which {@link ValueType#unpack} makes an equal one; null if it has no such form, or none now.
     * Valid until the value changes.
     */
    @Nullable
    Slice packed() {
        return null;
    }

    /** The table that members are looked up in, if they are many. */
    @Nullable
    MemberTable members() {
        return null;
    }

    /** A longer {@link #packed} form stays an object. */
    int longestPacked() {
        return LONGEST_PACKED;
    }

    /** The family of its effects, for an entry with a packed form. */
    int family() {
        throw new IllegalStateException(type() + " has no packed form");
    }

    /** From 0 to 3, where there is more than one packed form. */
    int shape() {
        return 0;
    }

    /** The value's contribution to the digest: independent of encoding and of the order of elements that have none. */
    abstract long digest(SipHash hash);

    /** Times of parts of the value, for the database to keep an eye on; null if it has none. */
    @Nullable
    TimedFields timed() {
        return null;
    }

    /**
     * Frees up to {@code most} blocks of a value that is no one's any more ({@link Blocks}); {@link #memoryBytes} tells of what is left.
     *
     * @return how many; fewer than {@code most} means that none is left
     */
    int release(int most) {
        return 0;
    }

    /**
     * Moves blocks out of sparse slabs; changes nothing that anybody can see.
     *
     * @param from 0, or what the previous call returned
     * @param most about how many blocks are looked at
     * @return where to go on, or -1 at the end; any number is allowed after the value changed
     */
    long compact(long from, int most) {
        return -1;
    }

    boolean isExpired(long nowMs) {
        return ExpiryRule.isOver(expireAtMs, nowMs);
    }

    static long arrayBytes(int length) {
        return 16 + ((length + 7L) & ~7L);
    }
}
