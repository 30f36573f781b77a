package dev.interrex.chaos.scenario;

import dev.interrex.chaos.checker.Violation;
import dev.interrex.chaos.report.InvariantCheck;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts how often each promise was looked at and found broken. Safe for use by several threads. */
final class PromiseLedger {
    private static final class Tally {
        long checks;
        long broken;
    }

    private final Map<Promise, Tally> tallies = new EnumMap<>(Promise.class);

    PromiseLedger() {
        for (Promise promise : Promise.values()) {
            tallies.put(promise, new Tally());
        }
    }

    synchronized void checked(Promise promise, boolean held) {
        checked(promise, 1, held ? 0 : 1);
    }

    synchronized void checked(Promise promise, long checks, long broken) {
        Tally tally = tallies.get(promise);
        if (tally != null) {
            tally.checks += checks;
            tally.broken += broken;
        }
    }

    /** Counts what the checkers of {@code keys} keys found. */
    synchronized void keysChecked(long keys, List<Violation> violations) {
        checked(Promise.ACKED_SURVIVES, keys, count(violations, Violation.Kind.ACKED_AND_LOST));
        checked(Promise.AT_MOST_ONCE, keys, count(violations, Violation.Kind.APPLIED_TWICE));
        checked(Promise.REFUSED_MEANS_NOTHING, keys, count(violations, Violation.Kind.REFUSED_BUT_APPLIED));
        long unexplained =
                count(violations, Violation.Kind.NOT_LINEARIZABLE) + count(violations, Violation.Kind.NEVER_SENT);
        checked(Promise.READS_ARE_LINEARIZABLE, keys, unexplained);
    }

    private static long count(List<Violation> violations, Violation.Kind kind) {
        return violations.stream().filter(violation -> violation.kind() == kind).count();
    }

    synchronized List<InvariantCheck> checks() {
        List<InvariantCheck> checks = new ArrayList<>();
        tallies.forEach((promise, tally) -> checks.add(
                new InvariantCheck(promise.number(), promise.claim(), promise.means(), tally.checks, tally.broken)));
        return checks;
    }
}
