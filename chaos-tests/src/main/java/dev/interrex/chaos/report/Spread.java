package dev.interrex.chaos.report;

import java.util.stream.DoubleStream;

/** Percentiles by nearest rank: each is a value that was measured. All {@link Timeline#NEVER} where nothing was. */
public record Spread(int count, double p50, double p99, double max) {
    /** Of all values but those that mean "never". */
    public static Spread of(DoubleStream values) {
        double[] sorted =
                values.filter(value -> value != Timeline.NEVER).sorted().toArray();
        if (sorted.length == 0) {
            return new Spread(0, Timeline.NEVER, Timeline.NEVER, Timeline.NEVER);
        }
        return new Spread(sorted.length, rank(sorted, 50), rank(sorted, 99), sorted[sorted.length - 1]);
    }

    private static double rank(double[] sorted, int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }
}
