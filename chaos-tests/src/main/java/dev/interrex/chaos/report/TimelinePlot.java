package dev.interrex.chaos.report;

import java.util.List;
import java.util.Locale;

/** One bar per round, as SVG: from the fault to the first acknowledged write, in the colours of the phases between. */
final class TimelinePlot {
    private static final int WIDTH = 1000;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int ROW = 16;
    private static final int TICKS = 8;

    /** A plot with more bars than this would be no picture any more; the table has them all. */
    private static final int MOST_ROWS = 200;

    private static final String[] PHASES = {
        "until suspected", "until decided", "until committed", "until serving", "until first ack"
    };
    private static final String[] COLOURS = {"#8d99ae", "#e0a030", "#d1495b", "#5470c6", "#3ba272"};

    private TimelinePlot() {}

    static String render(List<RoundResult> rounds) {
        List<RoundResult> shown = rounds.subList(0, Math.min(rounds.size(), MOST_ROWS));
        double longestMs = shown.stream()
                .mapToDouble(round -> last(times(round.timeline())))
                .max()
                .orElse(0);
        double endMs = Axis.niceEnd(Math.max(longestMs, 10));
        int height = TOP + shown.size() * ROW + 30;
        StringBuilder svg = new StringBuilder();
        append(
                svg,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"failover phases by round\">%n",
                WIDTH,
                height);
        legend(svg);
        Axis axis = new Axis(0, endMs, LEFT, WIDTH - RIGHT);
        axis.appendTicks(svg, TICKS, TOP - 6, height - 24, " ms");
        for (int row = 0; row < shown.size(); row++) {
            bar(svg, axis, shown.get(row), TOP + row * ROW);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder svg) {
        for (int i = 0; i < PHASES.length; i++) {
            int x = LEFT + i * 180;
            append(svg, "<rect x=\"%d\" y=\"8\" width=\"12\" height=\"12\" fill=\"%s\"/>", x, COLOURS[i]);
            append(svg, "<text x=\"%d\" y=\"18\">%s</text>%n", x + 18, PHASES[i]);
        }
    }

    private static void bar(StringBuilder svg, Axis axis, RoundResult round, int y) {
        append(svg, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>", LEFT - 8, y + ROW - 5, round.round());
        double[] times = times(round.timeline());
        double from = 0;
        for (int phase = 0; phase < times.length; phase++) {
            double to = times[phase];
            if (to > from) {
                append(
                        svg,
                        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>round %d, %s: %.1f"
                                + " ms</title></rect>",
                        axis.at(from),
                        y,
                        Math.max(0.5, axis.at(to) - axis.at(from)),
                        ROW - 4,
                        COLOURS[phase],
                        round.round(),
                        PHASES[phase],
                        to);
                from = to;
            }
        }
        svg.append('\n');
    }

    private static double[] times(Timeline at) {
        return new double[] {at.suspectedMs(), at.decidedMs(), at.committedMs(), at.servingMs(), at.firstAckMs()};
    }

    private static double last(double[] times) {
        double last = 0;
        for (double time : times) {
            last = Math.max(last, time);
        }
        return last;
    }

    private static void append(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }
}
