package dev.interrex.chaos.report;

import java.util.Locale;

/** A linear scale from values to pixels. */
record Axis(double from, double to, double firstPixel, double lastPixel) {
    double at(double value) {
        return firstPixel + (value - from) / (to - from) * (lastPixel - firstPixel);
    }

    /** The smallest of 1, 2, 4, 8 × a power of ten that is not below {@code value}: divides into eight ticks. */
    static double niceEnd(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double factor : new double[] {1, 2, 4, 8}) {
            if (factor * power >= value) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** Vertical lines and the values below them. */
    void appendTicks(StringBuilder svg, int count, int top, int bottom, String unit) {
        for (int i = 0; i <= count; i++) {
            double value = from + (to - from) * i / count;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#e3e7ec\"/>"
                            + "<text x=\"%1$.1f\" y=\"%4$d\" text-anchor=\"middle\">%5$s%6$s</text>%n",
                    at(value),
                    top,
                    bottom,
                    bottom + 16,
                    label(value),
                    unit));
        }
    }

    static String label(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : String.format(Locale.ROOT, "%.1f", value);
    }
}
