package dev.interrex.chaos.report;

import java.util.List;
import java.util.Locale;

/** Every sampled write as a dot, all rounds on top of each other, as SVG: time since the fault against latency, logarithmic. */
final class LatencyPlot {
    private static final int WIDTH = 1000;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 10;
    private static final int BOTTOM = HEIGHT - 30;
    private static final int TICKS = 10;
    private static final double LOWEST_MS = 0.1;

    private LatencyPlot() {}

    static String render(List<RoundResult> rounds) {
        List<RoundResult.Sample> samples =
                rounds.stream().flatMap(round -> round.samples().stream()).toList();
        StringBuilder svg = new StringBuilder();
        append(
                svg,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"write latency around the fault\">%n",
                WIDTH,
                HEIGHT);
        if (!samples.isEmpty()) {
            plot(svg, samples);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void plot(StringBuilder svg, List<RoundResult.Sample> samples) {
        double fromMs = -Axis.niceEnd(
                samples.stream().mapToDouble(sample -> -sample.atMs()).max().orElse(1) + 1);
        double toMs = Axis.niceEnd(Math.max(
                1, samples.stream().mapToDouble(RoundResult.Sample::atMs).max().orElse(1)));
        double highestMs = samples.stream()
                .mapToDouble(RoundResult.Sample::latencyMs)
                .max()
                .orElse(1);
        Axis time = new Axis(Math.min(fromMs, -1), toMs, LEFT, WIDTH - RIGHT);
        Axis latency =
                new Axis(Math.log10(LOWEST_MS), Math.ceil(Math.log10(Math.max(highestMs, 1))) + 0.1, BOTTOM, TOP);
        time.appendTicks(svg, TICKS, TOP, BOTTOM, " ms");
        for (double ms = LOWEST_MS; Math.log10(ms) <= latency.to(); ms *= 10) {
            double y = latency.at(Math.log10(ms));
            append(
                    svg,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%3$.1f\" y2=\"%3$.1f\" stroke=\"#e3e7ec\"/>",
                    LEFT,
                    WIDTH - RIGHT,
                    y);
            append(
                    svg,
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s ms</text>%n",
                    LEFT - 6,
                    y + 4,
                    Axis.label(ms));
        }
        append(
                svg,
                "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#d1495b\"/>%n",
                time.at(0),
                TOP,
                BOTTOM);
        for (RoundResult.Sample sample : samples) {
            append(
                    svg,
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.6\" fill=\"#5470c6\" fill-opacity=\"0.55\"/>%n",
                    time.at(sample.atMs()),
                    latency.at(Math.log10(Math.max(sample.latencyMs(), LOWEST_MS))));
        }
    }

    private static void append(StringBuilder svg, String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }
}
