package dev.interrex.node.engine;

import java.util.random.RandomGenerator;

/** The pairs of one hash, in one of two shapes: {@link PackedFields} for a small one, {@link FieldTable} for a large one. */
abstract class Fields {
    abstract int size();

    /** Points {@code value} at the field's value; false if there is no such field. */
    abstract boolean get(Slice field, Slice value);

    /** Sets the field; true if it is new. */
    abstract boolean put(Slice field, Slice value);

    /** False if there is no such field. */
    abstract boolean remove(Slice field);

    /**
     * Points the slices at the pair at {@code place}.
     *
     * @param place 0 for the first pair, or what the previous call returned with no change in between
     * @return the next pair's place, -1 after the last
     */
    abstract long read(long place, Slice field, Slice value);

    /** Points the slices at one of the pairs, of which there are some, each with the same probability. */
    abstract void random(RandomGenerator random, Slice field, Slice value);

    /**
     * Some pairs from a cursor on; whatever changes between calls, every pair that stays is visited.
     *
     * @return 0 at the end
     */
    abstract long scan(long cursor, long count, PairVisitor visitor);

    abstract long memoryBytes();

    abstract Fields copy();

    /** What its {@link Blocks} take, in constant time. */
    long blockBytes() {
        return 0;
    }

    /** Upper bound of what is allocated when so many pairs of so many bytes are set. */
    long mostBytes(int pairs, long bytes) {
        // If it becomes a table, its pairs come along.
        return MemberTable.mostBytes(null, pairs + size(), bytes + memoryBytes());
    }

    /** See {@link Entry#release}. */
    int release(int most) {
        return 0;
    }

    /** See {@link Entry#compact}. */
    long compact(long from, int most) {
        return -1;
    }
}
