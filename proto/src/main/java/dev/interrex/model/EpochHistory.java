package dev.interrex.model;

import java.util.ArrayList;
import java.util.List;

/**
 * Which epoch wrote which part of a log: ascending {@code (epoch, startLsn)}. Two logs of one group are equal up to the end of
 * the newest epoch span that they share, so comparing histories finds the truncation point without reading records
 * (Kafka KIP-101, KIP-279).
 *
 * <p>Immutable. An empty history belongs to an empty log.
 *
 * @param starts ascending in both epoch and startLsn; several epochs may start at the same LSN only if all but the last wrote nothing
 */
public record EpochHistory(List<Start> starts) {
    /** The records of {@code epoch} begin at {@code startLsn}. */
    public record Start(long epoch, long startLsn) {}

    public static final EpochHistory EMPTY = new EpochHistory(List.of());

    public EpochHistory {
        starts = List.copyOf(starts);
        for (int i = 1; i < starts.size(); i++) {
            Start before = starts.get(i - 1);
            Start start = starts.get(i);
            if (start.epoch <= before.epoch || start.startLsn < before.startLsn) {
                throw new IllegalArgumentException("history not ascending: " + starts);
            }
        }
    }

    /** Epoch of the newest record, 0 for an empty log. */
    public long lastEpoch() {
        return starts.isEmpty() ? 0 : starts.get(starts.size() - 1).epoch;
    }

    /** This history after a record of {@code epoch} was appended at {@code lsn}; the same object if the epoch is not new. */
    public EpochHistory withRecord(long epoch, long lsn) {
        if (epoch == lastEpoch()) {
            return this;
        }
        List<Start> next = new ArrayList<>(starts);
        next.add(new Start(epoch, lsn));
        return new EpochHistory(next);
    }

    /** This history of a log cut to end at {@code lsn}. */
    public EpochHistory truncatedTo(long lsn) {
        List<Start> kept = new ArrayList<>(starts);
        kept.removeIf(start -> start.startLsn >= lsn);
        return kept.size() == starts.size() ? this : new EpochHistory(kept);
    }

    /** Epoch of the record that ends at {@code lsn}: of the newest span that starts below it; 0 at the start of the log. */
    public long epochAt(long lsn) {
        for (int i = starts.size() - 1; i >= 0; i--) {
            if (starts.get(i).startLsn < lsn) {
                return starts.get(i).epoch;
            }
        }
        return 0;
    }

    /**
     * The highest LSN up to which this log, ending at {@code leo}, and another one are certainly the same.
     *
     * <p>One epoch has one primary, which writes one sequence of records: two logs that both hold records of an epoch agree on
     * what both hold of it, and on everything before. So the answer is the smaller end of the newest epoch that both know.
     */
    public long commonPrefix(long leo, EpochHistory other, long otherLeo) {
        for (int i = starts.size() - 1; i >= 0; i--) {
            long epoch = starts.get(i).epoch;
            int j = other.indexOf(epoch);
            if (j >= 0) {
                return Math.min(endOf(i, leo), other.endOf(j, otherLeo));
            }
        }
        return 0;
    }

    private int indexOf(long epoch) {
        for (int i = 0; i < starts.size(); i++) {
            if (starts.get(i).epoch == epoch) {
                return i;
            }
        }
        return -1;
    }

    private long endOf(int index, long leo) {
        return index + 1 < starts.size() ? starts.get(index + 1).startLsn : leo;
    }
}
