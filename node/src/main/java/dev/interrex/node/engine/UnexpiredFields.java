package dev.interrex.node.engine;

import java.util.random.RandomGenerator;

/** The pairs of a hash without those whose time is over, for readers on a replica, which removes none by itself. Read only. */
final class UnexpiredFields extends Fields {
    final TimedFields timed;
    private final long nowMs;
    private final int size;

    UnexpiredFields(TimedFields timed, long nowMs) {
        this.timed = timed;
        this.nowMs = nowMs;
        size = timed.size() - timed.expired(nowMs);
    }

    @Override
    int size() {
        return size;
    }

    private boolean isThere(Slice field) {
        long atMs = timed.expireAtMs(field);
        return atMs < 0 || atMs >= nowMs;
    }

    @Override
    boolean get(Slice field, Slice value) {
        return isThere(field) && timed.get(field, value);
    }

    @Override
    boolean put(Slice field, Slice value) {
        throw new IllegalStateException("for reading only");
    }

    @Override
    boolean remove(Slice field) {
        throw new IllegalStateException("for reading only");
    }

    /** A place is that of the pair plus 1; so that 0, the first one, may be none of them. */
    @Override
    long read(long place, Slice field, Slice value) {
        long next = place == 0 ? following(0, field, value) : place;
        long after = timed.read(next - 1, field, value);
        return after < 0 ? -1 : following(after, new Slice(), new Slice());
    }

    /** The place of the first pair from there on; -1 if there is none. */
    private long following(long from, Slice field, Slice value) {
        long at = from;
        while (at >= 0) {
            long next = timed.read(at, field, value);
            if (isThere(field)) {
                return at + 1;
            }
            at = next;
        }
        return -1;
    }

    @Override
    void random(RandomGenerator random, Slice field, Slice value) {
        do {
            timed.random(random, field, value);
        } while (!isThere(field));
    }

    @Override
    long scan(long cursor, long count, PairVisitor visitor) {
        return timed.scan(cursor, count, (field, value) -> {
            if (isThere(field)) {
                visitor.pair(field, value);
            }
        });
    }

    @Override
    long memoryBytes() {
        return timed.memoryBytes();
    }

    @Override
    Fields copy() {
        throw new IllegalStateException("for reading only");
    }
}
