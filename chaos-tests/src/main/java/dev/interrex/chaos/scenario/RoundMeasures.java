package dev.interrex.chaos.scenario;

import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import dev.interrex.chaos.report.RoundResult;
import dev.interrex.chaos.report.Spread;
import dev.interrex.chaos.report.Timeline;
import java.util.List;
import java.util.LongSummaryStatistics;

/** Sums and samples of a round's operations. Pure. */
final class RoundMeasures {
    private static final double NS_PER_MS = 1e6;
    private static final double SAMPLES_FROM_MS = -300;
    private static final double SAMPLES_TO_MS = 1_500;

    /** Per round, so that a report of many rounds stays a file that a browser opens. */
    private static final int MOST_SAMPLES = 300;

    private RoundMeasures() {}

    static RoundResult.Counts counts(List<Operation> operations) {
        long[] writes = new long[Outcome.values().length];
        long okReads = 0;
        long failedReads = 0;
        for (Operation operation : operations) {
            if (operation.function().writes()) {
                writes[operation.outcome().ordinal()]++;
            } else if (operation.ok()) {
                okReads++;
            } else {
                failedReads++;
            }
        }
        return new RoundResult.Counts(
                writes[Outcome.OK.ordinal()],
                writes[Outcome.FAIL.ordinal()],
                writes[Outcome.INFO.ordinal()],
                okReads,
                failedReads);
    }

    /** From the first to the last operation that ended in a refusal in [{@code fromNs}, {@code toNs}]; 0 if there was none. */
    static double refusedMs(List<Operation> operations, long fromNs, long toNs) {
        LongSummaryStatistics refused = operations.stream()
                .filter(operation -> operation.outcome() == Outcome.FAIL)
                .mapToLong(Operation::completedNs)
                .filter(completedNs -> completedNs >= fromNs && completedNs <= toNs)
                .summaryStatistics();
        return refused.getCount() == 0 ? 0 : (refused.getMax() - refused.getMin()) / NS_PER_MS;
    }

    /** How long acknowledged writes took that ended before the fault, in milliseconds. */
    static Spread latencies(List<Operation> operations, long faultNs) {
        return Spread.of(operations.stream()
                .filter(operation ->
                        operation.ok() && operation.function().writes() && operation.completedNs() < faultNs)
                .mapToDouble(operation -> (operation.completedNs() - operation.invokedNs()) / NS_PER_MS));
    }

    /** Acknowledged writes around the fault, evenly thinned to a bound. */
    static List<RoundResult.Sample> samples(List<Operation> operations, long faultNs) {
        List<RoundResult.Sample> all = operations.stream()
                .filter(operation -> operation.ok() && operation.function().writes())
                .map(operation -> new RoundResult.Sample(
                        operation.process(),
                        (operation.completedNs() - faultNs) / NS_PER_MS,
                        (operation.completedNs() - operation.invokedNs()) / NS_PER_MS))
                .filter(sample -> sample.atMs() >= SAMPLES_FROM_MS && sample.atMs() <= SAMPLES_TO_MS)
                .toList();
        int step = Math.max(1, (all.size() + MOST_SAMPLES - 1) / MOST_SAMPLES);
        return java.util.stream.IntStream.range(0, all.size())
                .filter(i -> i % step == 0)
                .mapToObj(all::get)
                .toList();
    }

    /** A time that a sentinel gave relative to its first suspicion; negative = it did not happen. */
    static double later(double suspectedMs, long afterMs) {
        return afterMs < 0 ? Timeline.NEVER : suspectedMs + afterMs;
    }
}
