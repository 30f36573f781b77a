package dev.interrex.model;

/**
 * A position in a group's log: the epoch of the record that ends there, and the LSN (byte offset, exclusive).
 *
 * <p>Ordered by epoch, then LSN: of two logs of one group the one with the higher position holds every committed record
 * that the other holds (Raft §5.4.1 states the same for its logs). {@link #START} is the position of an empty log.
 *
 * @param epoch epoch of the last record before {@code lsn}; 0 for an empty log
 * @param lsn end of the log in bytes since the group's first record, never negative
 */
public record LogPosition(long epoch, long lsn) implements Comparable<LogPosition> {
    public static final LogPosition START = new LogPosition(0, 0);

    public LogPosition {
        if (epoch < 0 || lsn < 0) {
            throw new IllegalArgumentException("negative position " + epoch + ":" + lsn);
        }
    }

    @Override
    public int compareTo(LogPosition other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(lsn, other.lsn);
    }

    @Override
    public String toString() {
        return epoch + ":" + lsn;
    }
}
