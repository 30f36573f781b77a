package dev.interrex.chaos.report;

import dev.interrex.chaos.checker.Violation;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One round.
 *
 * @param round from 1
 * @param fault what was done, to whom
 * @param trouble why the round did not recover; empty if it did
 * @param timeline of the first change of primary after the fault
 * @param changes of primary from the fault until all was well again, oldest first
 * @param steps of the last change of primary
 * @param ordinaryWrites how long writes took before the fault, in milliseconds: what the machine can do at the time
 * @param gaps per client: longest time without an acknowledged write, from the fault until all clients wrote again
 * @param rejoinGapMs longest time without an acknowledged write by anybody while the node came back
 * @param unavailableMs longest time without an acknowledged write by anybody, from the fault until all clients wrote again
 * @param refusedMs from the first operation that was refused after the fault to the last, until all clients wrote again; 0 if none was
 * @param samples write latencies around the fault, for the plot
 */
public record RoundResult(
        int round,
        String fault,
        long oldEpoch,
        long newEpoch,
        String newPrimary,
        String trouble,
        Timeline timeline,
        List<Change> changes,
        PromotionSteps steps,
        Spread ordinaryWrites,
        List<ClientGap> gaps,
        double rejoinGapMs,
        double unavailableMs,
        double refusedMs,
        Counts counts,
        List<Violation> violations,
        List<Sample> samples) {
    public RoundResult {
        changes = List.copyOf(changes);
        gaps = List.copyOf(gaps);
        violations = List.copyOf(violations);
        samples = List.copyOf(samples);
    }

    /** @param client name of the library; its process number tells clients of the same kind apart */
    public record ClientGap(int process, String client, double gapMs) {}

    /**
     * A change of primary.
     *
     * @param cause why, as the sentinels say it
     * @param committedMs when it was, since the fault; {@link Timeline#NEVER} if no sentinel tells
     */
    public record Change(long epoch, String primary, String cause, double committedMs) {}

    /** Operations by how they ended. */
    public record Counts(long ackedWrites, long failedWrites, long unknownWrites, long okReads, long failedReads) {
        public static final Counts ZERO = new Counts(0, 0, 0, 0, 0);

        public Counts plus(Counts other) {
            return new Counts(
                    ackedWrites + other.ackedWrites,
                    failedWrites + other.failedWrites,
                    unknownWrites + other.unknownWrites,
                    okReads + other.okReads,
                    failedReads + other.failedReads);
        }
    }

    /**
     * One acknowledged write.
     *
     * @param atMs its acknowledgement, since the fault; negative before it
     */
    public record Sample(int process, double atMs, double latencyMs) {}

    /** A round that could not even start. */
    public static RoundResult neverBegun(int round, String trouble) {
        return new RoundResult(
                round,
                "none",
                0,
                0,
                "",
                trouble,
                Timeline.EMPTY,
                List.of(),
                PromotionSteps.UNKNOWN,
                Spread.of(DoubleStream.empty()),
                List.of(),
                Timeline.NEVER,
                Timeline.NEVER,
                Timeline.NEVER,
                Counts.ZERO,
                List.of(),
                List.of());
    }

    public boolean recovered() {
        return trouble.isEmpty();
    }

    public long count(Violation.Kind kind) {
        return violations.stream().filter(violation -> violation.kind() == kind).count();
    }
}
