package dev.interrex.cli.demo;

import java.util.Arrays;
import java.util.List;

/**
 * The longest time in which a client got no acknowledgement, from shortly before the fault on.
 *
 * @param startNanos the last acknowledgement before it
 * @param endNanos the first one after it
 */
record WriteGap(long startNanos, long endNanos) {
    /**
     * @param journals of one client's writers
     * @param faultNanos a gap that ended before is not of interest
     */
    static WriteGap around(List<Journal> journals, long faultNanos) {
        long[] acks = journals.stream()
                .flatMapToLong(journal -> Arrays.stream(journal.ackNanos()))
                .sorted()
                .toArray();
        WriteGap longest = new WriteGap(faultNanos, faultNanos);
        for (int i = 1; i < acks.length; i++) {
            boolean longer = acks[i] - acks[i - 1] > longest.endNanos - longest.startNanos;
            if (acks[i] > faultNanos && longer) {
                longest = new WriteGap(acks[i - 1], acks[i]);
            }
        }
        return longest;
    }

    long ms() {
        return Math.round((endNanos - startNanos) / 1e6);
    }
}
