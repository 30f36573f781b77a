package dev.interrex.chaos.scenario;

import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.report.Timeline;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** When writes were acknowledged, and when not. Pure. */
final class WriteGaps {
    private static final double NS_PER_MS = 1e6;

    private final List<Operation> acked;

    WriteGaps(List<Operation> operations) {
        acked = operations.stream()
                .filter(operation -> operation.ok() && operation.function().writes())
                .toList();
    }

    /**
     * The longest time in which no write of the chosen clients was acknowledged: of all intervals between two acknowledgements
     * in a row that touch [{@code fromNs}, {@code toNs}], in milliseconds. {@link Timeline#NEVER} without acknowledgements on
     * both sides.
     */
    double longestMs(Predicate<Operation> chosen, long fromNs, long toNs) {
        long[] times = acked.stream()
                .filter(chosen)
                .mapToLong(Operation::completedNs)
                .sorted()
                .toArray();
        double longest = Timeline.NEVER;
        for (int i = 1; i < times.length; i++) {
            if (times[i] >= fromNs && times[i - 1] <= toNs) {
                longest = Math.max(longest, (times[i] - times[i - 1]) / NS_PER_MS);
            }
        }
        return longest;
    }

    /**
     * The first acknowledgement at or after {@code reignNs}, in milliseconds after {@code faultNs}. Replies that the old primary
     * sent just before the fault arrive before any new reign can begin.
     */
    double firstAckMs(long faultNs, long reignNs) {
        return acked.stream()
                .mapToLong(Operation::completedNs)
                .filter(completedNs -> completedNs >= reignNs)
                .min()
                .stream()
                .mapToDouble(completedNs -> (completedNs - faultNs) / NS_PER_MS)
                .findFirst()
                .orElse(Timeline.NEVER);
    }

    /** The end of the longest interval without any acknowledgement after {@code faultNs}: where a reign's begin is not known. */
    long endOfLongestGapNs(long faultNs) {
        long[] times = acked.stream().mapToLong(Operation::completedNs).sorted().toArray();
        long[] after = Arrays.stream(times).filter(time -> time >= faultNs).toArray();
        long longest = -1;
        long end = faultNs;
        long previous = faultNs;
        for (long time : after) {
            if (time - previous > longest) {
                longest = time - previous;
                end = time;
            }
            previous = time;
        }
        return end;
    }
}
