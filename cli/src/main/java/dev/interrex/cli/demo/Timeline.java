package dev.interrex.cli.demo;

import dev.interrex.cli.admin.ClusterReport.Failover;
import dev.interrex.cli.terminal.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The steps of one failover in milliseconds after the kill. */
record Timeline(List<Step> steps) {
    private static final int BAR_COLUMNS = 40;

    /** @param afterMs null = not known */
    record Step(String name, @Nullable Long afterMs) {}

    /**
     * @param failover as the sentinels' leader recorded it
     * @param killWallMs when the signal was sent, in milliseconds since 1970
     * @param firstAckAfterMs the first acknowledgement of the new primary to any client
     */
    static Timeline of(Failover failover, long killWallMs, long firstAckAfterMs) {
        long suspected = failover.suspectedAtUnixMs() - killWallMs;
        List<Step> steps = new ArrayList<>();
        steps.add(new Step("primary killed", 0L));
        steps.add(new Step("suspected by a sentinel", suspected));
        steps.add(new Step("failover decided", plus(suspected, failover.decidedAfterMs())));
        steps.add(new Step("new epoch committed", plus(suspected, failover.committedAfterMs())));
        steps.add(new Step("new primary serves", plus(suspected, failover.servingAfterMs())));
        steps.add(new Step("first acknowledged write", firstAckAfterMs));
        return new Timeline(steps);
    }

    private static @Nullable Long plus(long base, @Nullable Long ms) {
        return ms == null ? null : base + ms;
    }

    /** One line for each step, with a bar from the step before. */
    List<String> lines(Terminal terminal) {
        long end = steps.stream()
                .mapToLong(step -> step.afterMs == null ? 0 : step.afterMs)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        long before = 0;
        for (Step step : steps) {
            String ms = step.afterMs == null ? "-" : step.afterMs + " ms";
            String bar = step.afterMs == null ? "" : terminal.bar(before, step.afterMs, end, BAR_COLUMNS);
            lines.add(String.format(Locale.ROOT, "  %-26s %8s  %s", step.name, ms, terminal.warning(bar))
                    .stripTrailing());
            before = step.afterMs == null ? before : step.afterMs;
        }
        return lines;
    }
}
