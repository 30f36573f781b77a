package dev.interrex.node.engine;

import org.jspecify.annotations.Nullable;

/**
 * What ZUNION and its kin make of several sets, sorted or not; members of plain sets have the score 1.
 *
 * @param weights that scores are multiplied by, one for each set; null = 1
 */
public record ScoreOperation(SetOperation operation, Aggregate aggregate, double @Nullable [] weights) {
    /** What becomes of several scores of a member. The order of the constants is on disk. */
    public enum Aggregate {
        SUM,
        MIN,
        MAX
    }

    double weight(int set) {
        return weights == null ? 1 : weights[set];
    }

    /** The aggregate of two scores; two infinities that cancel each other are 0. */
    double aggregated(double one, double other) {
        return switch (aggregate) {
            case SUM -> number(one + other);
            case MIN -> other < one ? other : one;
            case MAX -> other > one ? other : one;
        };
    }

    static double number(double score) {
        return Double.isNaN(score) ? 0 : score;
    }
}
