package dev.interrex.node.engine;

/**
 * How ZADD gives scores.
 *
 * @param onlyNew NX: members that exist keep theirs
 * @param onlyExisting XX: no member is added
 * @param onlyGreater GT: a member that exists gets only a greater one
 * @param onlyLess LT: only a lesser one
 * @param increments INCR: the score is added to that of the member
 */
public record ScoreUpdate(
        boolean onlyNew, boolean onlyExisting, boolean onlyGreater, boolean onlyLess, boolean increments) {
    /** Sets scores. */
    public static final ScoreUpdate SET = new ScoreUpdate(false, false, false, false, false);

    /** Adds to them. */
    public static final ScoreUpdate INCREMENT = new ScoreUpdate(false, false, false, false, true);

    /**
     * What became of it.
     *
     * @param added members
     * @param updated members that got another score
     * @param score of the last member, NaN if it was passed over
     */
    public record Result(int added, int updated, double score) {}

    /**
     * The score that a member gets, NaN for none; {@code old} is NaN for one that does not exist.
     *
     * @throws ArithmeticException if a sum of infinities is no number
     */
    double of(double old, double given) {
        boolean exists = !Double.isNaN(old);
        if (exists ? onlyNew : onlyExisting) {
            return Double.NaN;
        }
        double score = exists && increments ? old + given : given;
        if (Double.isNaN(score)) {
            throw new ArithmeticException("resulting score is not a number (NaN)");
        }
        boolean passedOver = exists && (onlyLess && score >= old || onlyGreater && score <= old);
        return passedOver ? Double.NaN : score;
    }
}
