package dev.interrex.node.engine;

/**
 * The id of an entry of a stream: two unsigned numbers, compared one after the other. Immutable.
 *
 * @param ms usually the wall clock in milliseconds
 * @param seq tells entries of the same millisecond apart
 */
public record StreamId(long ms, long seq) implements Comparable<StreamId> {
    public static final StreamId MIN = new StreamId(0, 0);
    public static final StreamId MAX = new StreamId(-1, -1);

    @Override
    public int compareTo(StreamId other) {
        return compare(ms, seq, other.ms, other.seq);
    }

    static int compare(long ms, long seq, long otherMs, long otherSeq) {
        int byMs = Long.compareUnsigned(ms, otherMs);
        return byMs != 0 ? byMs : Long.compareUnsigned(seq, otherSeq);
    }

    public boolean isBefore(StreamId other) {
        return compareTo(other) < 0;
    }

    /** The next one; {@link #MIN} after {@link #MAX}. */
    public StreamId next() {
        return new StreamId(seq == -1 ? ms + 1 : ms, seq + 1);
    }

    /** The one before; {@link #MAX} before {@link #MIN}. */
    public StreamId previous() {
        return new StreamId(seq == 0 ? ms - 1 : ms, seq - 1);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(ms) + "-" + Long.toUnsignedString(seq);
    }
}
