package dev.interrex.chaos.report;

import dev.interrex.chaos.checker.Violation;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** A report for a browser: one file, no script, nothing loaded from anywhere. */
public final class HtmlReport {
    private static final String HEAD = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>%s</title><style>
        body { font: 14px/1.5 system-ui, sans-serif; margin: 2em auto; max-width: 1100px; padding: 0 1em; color: #1c2430; background: #fff; }
        h1 { font-size: 1.5em } h2 { font-size: 1.15em; margin-top: 2em }
        table { border-collapse: collapse; width: 100%%; font-variant-numeric: tabular-nums }
        th, td { text-align: right; padding: .25em .6em; border-bottom: 1px solid #d8dde4 }
        th:first-child, td:first-child, td.text { text-align: left }
        .good { color: #14713b; font-weight: 600 } .bad { color: #b3261e; font-weight: 600 }
        svg { width: 100%%; height: auto; display: block } svg text { font: 11px system-ui, sans-serif; fill: #4a5565 }
        pre { white-space: pre-wrap; overflow-wrap: anywhere }
        </style></head><body>
        """;

    private final DrillReport report;
    private final StringBuilder html = new StringBuilder();

    private HtmlReport(DrillReport report) {
        this.report = report;
    }

    public static String render(DrillReport report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        String title = "Drill " + report.name() + " of group " + report.group();
        html.append(HEAD.formatted(escape(title)));
        line("<h1>%s</h1>", escape(title));
        String started = Instant.ofEpochMilli(report.startedAtUnixMs()).toString();
        line(
                "<p><span class=\"%s\">%s</span>, %d rounds, started %s</p>",
                report.passed() ? "good" : "bad",
                report.passed() ? "Passed" : "Failed",
                report.rounds().size(),
                started);
        verdicts();
        line("<h2>Failover by round</h2>");
        html.append(TimelinePlot.render(report.rounds()));
        line("<h2>Write latency around the fault</h2>");
        html.append(LatencyPlot.render(report.rounds()));
        spreads();
        rounds();
        invariants();
        settings();
        violations();
        return html.append("</body></html>\n").toString();
    }

    private void verdicts() {
        RoundResult.Counts totals = report.totals();
        line("<table><tr><th>Writes</th><th>acked</th><th>failed</th><th>unknown</th>");
        report.violationCounts().keySet().forEach(kind -> line("<th>%s</th>", words(kind)));
        line("</tr><tr><td></td>");
        line("<td>%d</td><td>%d</td><td>%d</td>", totals.ackedWrites(), totals.failedWrites(), totals.unknownWrites());
        report.violationCounts()
                .values()
                .forEach(count -> line("<td class=\"%s\">%d</td>", count == 0 ? "good" : "bad", count));
        line("</tr></table>");
    }

    private void spreads() {
        line("<h2>Milliseconds since the fault, over the rounds</h2>");
        line("<table><tr><th></th><th>rounds</th><th>p50</th><th>p99</th><th>max</th></tr>");
        for (Map.Entry<String, Spread> entry : report.spreads().entrySet()) {
            Spread spread = entry.getValue();
            line(
                    "<tr><td>%s</td><td>%d</td><td>%s</td><td>%s</td><td>%s</td></tr>",
                    escape(entry.getKey()),
                    spread.count(),
                    TextReport.ms(spread.p50()),
                    TextReport.ms(spread.p99()),
                    TextReport.ms(spread.max()));
        }
        line("</table>");
    }

    private void rounds() {
        line("<h2>Rounds</h2>");
        line("<table><tr><th>round</th><th>fault</th><th>epochs</th><th>new"
                + " primary</th><th>suspected</th><th>decided</th>");
        line("<th>committed</th><th>serving</th><th>first ack</th><th>in sync</th><th>acked</th><th>failed</th>");
        line("<th>unknown</th><th>lost</th><th>twice</th></tr>");
        report.rounds().forEach(this::round);
        line("</table>");
    }

    private void round(RoundResult round) {
        Timeline at = round.timeline();
        line("<tr><td>%d</td><td class=\"text\">%s</td>", round.round(), escape(round.fault()));
        line("<td>%d → %d</td><td>%s</td>", round.oldEpoch(), round.newEpoch(), escape(round.newPrimary()));
        double[] times = {
            at.suspectedMs(), at.decidedMs(), at.committedMs(), at.servingMs(), at.firstAckMs(), at.healedMs()
        };
        for (double time : times) {
            line("<td>%s</td>", TextReport.ms(time));
        }
        RoundResult.Counts counts = round.counts();
        long[] numbers = {
            counts.ackedWrites(),
            counts.failedWrites(),
            counts.unknownWrites(),
            round.count(Violation.Kind.ACKED_AND_LOST),
            round.count(Violation.Kind.APPLIED_TWICE)
        };
        for (long number : numbers) {
            line("<td>%d</td>", number);
        }
        line("</tr>");
        if (!round.recovered()) {
            line("<tr><td></td><td class=\"text bad\" colspan=\"14\">%s</td></tr>", escape(round.trouble()));
        }
    }

    private void invariants() {
        line("<h2>Invariants of the protocol</h2>");
        line("<table><tr><th>no.</th><th>claim</th><th>looked at by</th><th>checks</th><th>verdict</th></tr>");
        for (InvariantCheck check : report.invariants()) {
            line("<tr><td>%d</td><td class=\"text\">%s</td>", check.number(), escape(check.claim()));
            line("<td class=\"text\">%s</td><td>%d</td>", escape(check.means()), check.checks());
            line(
                    "<td class=\"%s\">%s</td></tr>",
                    check.broken() == 0 ? "good" : "bad",
                    check.broken() == 0 ? "held" : "broken " + check.broken() + " times");
        }
        line("</table>");
    }

    private void settings() {
        line("<h2>Settings</h2><table>");
        report.settings().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> line(
                        "<tr><td>%s</td><td class=\"text\">%s</td></tr>",
                        escape(entry.getKey()), escape(entry.getValue())));
        line("</table>");
    }

    private void violations() {
        if (!report.violations().isEmpty()) {
            line("<h2>Violations</h2><pre>");
            report.violations().forEach(violation -> line("%s", escape(violation.toString())));
            line("</pre>");
        }
    }

    private void line(String format, Object... arguments) {
        html.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static String words(Violation.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
