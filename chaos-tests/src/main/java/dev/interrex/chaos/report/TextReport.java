package dev.interrex.chaos.report;

import dev.interrex.chaos.checker.Violation;
import java.util.List;
import java.util.Locale;

/** A report for a terminal. */
public final class TextReport {
    private static final int VIOLATIONS_SHOWN = 20;

    private TextReport() {}

    /** One line for a round that just ended. */
    public static String round(RoundResult round) {
        Timeline at = round.timeline();
        double gap = round.gaps().stream()
                .mapToDouble(RoundResult.ClientGap::gapMs)
                .max()
                .orElse(Timeline.NEVER);
        String line = String.format(
                Locale.ROOT,
                "round %3d  epoch %d -> %d (%s)  suspected %s  decided %s  committed %s  serving %s  first ack %s"
                        + "  unavailable %s  gap %s  in sync %s  acked %d  failed %d  unknown %d  lost %d  twice %d",
                round.round(),
                round.oldEpoch(),
                round.newEpoch(),
                round.newPrimary(),
                ms(at.suspectedMs()),
                ms(at.decidedMs()),
                ms(at.committedMs()),
                ms(at.servingMs()),
                ms(at.firstAckMs()),
                ms(round.unavailableMs()),
                ms(gap),
                ms(at.healedMs()),
                round.counts().ackedWrites(),
                round.counts().failedWrites(),
                round.counts().unknownWrites(),
                round.count(Violation.Kind.ACKED_AND_LOST),
                round.count(Violation.Kind.APPLIED_TWICE));
        line += steps(round) + furtherChanges(round);
        return round.recovered() ? line : line + "  NOT RECOVERED: " + round.trouble();
    }

    private static String steps(RoundResult round) {
        PromotionSteps steps = round.steps();
        return String.format(
                Locale.ROOT,
                "%n           waited for the handover %s; new primary, since it heard: epoch synced %s  barrier %s "
                        + " followers %s to %s  own sync %s  serving %s; ordinary writes p50 %s  p99 %s",
                ms(steps.parkedMs()),
                ms(steps.epochSyncedMs()),
                ms(steps.barrierMs()),
                ms(steps.firstFollowerMs()),
                ms(steps.lastFollowerMs()),
                ms(steps.barrierSyncedMs()),
                ms(steps.servingMs()),
                ms(round.ordinaryWrites().p50()),
                ms(round.ordinaryWrites().p99()));
    }

    /** A round makes one change of primary; why there were more is the first that one wants to know. */
    private static String furtherChanges(RoundResult round) {
        StringBuilder text = new StringBuilder();
        if (round.changes().size() > 1) {
            for (RoundResult.Change change : round.changes()) {
                text.append(String.format(
                        Locale.ROOT,
                        "%n           epoch %d (%s) at %s: %s",
                        change.epoch(),
                        change.primary(),
                        ms(change.committedMs()),
                        change.cause()));
            }
        }
        return text.toString();
    }

    /** What is printed at the end. */
    public static String summary(DrillReport report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT, "%n%-34s %8s %10s %10s %10s%n", "ms since the fault", "rounds", "p50", "p99", "max"));
        report.spreads()
                .forEach((name, spread) -> text.append(String.format(
                        Locale.ROOT,
                        "%-34s %8d %10s %10s %10s%n",
                        name,
                        spread.count(),
                        ms(spread.p50()),
                        ms(spread.p99()),
                        ms(spread.max()))));
        RoundResult.Counts totals = report.totals();
        text.append(String.format(
                Locale.ROOT,
                "%nwrites: %d acked, %d failed, %d unknown; reads: %d ok, %d failed%n",
                totals.ackedWrites(),
                totals.failedWrites(),
                totals.unknownWrites(),
                totals.okReads(),
                totals.failedReads()));
        report.violationCounts()
                .forEach((kind, count) -> text.append(String.format(
                        Locale.ROOT,
                        "  %-22s %d%n",
                        kind.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        count)));
        text.append(String.format(Locale.ROOT, "%ninvariants of the protocol%n"));
        for (InvariantCheck check : report.invariants()) {
            text.append(String.format(
                    Locale.ROOT,
                    "  %2d %-62s %8d checks  %s%n",
                    check.number(),
                    check.claim(),
                    check.checks(),
                    check.broken() == 0 ? "held" : "BROKEN " + check.broken() + " times"));
        }
        appendViolations(text, report.violations());
        text.append(report.passed() ? "\nPASSED\n" : "\nFAILED\n");
        return text.toString();
    }

    private static void appendViolations(StringBuilder text, List<Violation> violations) {
        violations.stream()
                .limit(VIOLATIONS_SHOWN)
                .forEach(violation -> text.append('\n').append(violation));
        if (violations.size() > VIOLATIONS_SHOWN) {
            text.append("\n… and ").append(violations.size() - VIOLATIONS_SHOWN).append(" more in the JSON report");
        }
        text.append(violations.isEmpty() ? "" : "\n");
    }

    /** Milliseconds for people; a dash for "never". */
    static String ms(double value) {
        return value == Timeline.NEVER ? "-" : String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }
}
