package dev.interrex.chaos.report;

/**
 * What a change of primary was made of, as the nodes measured it, in milliseconds; {@link Timeline#NEVER} where it did not happen or is
 * not known. All but the first count from the time at which the new primary heard of its reign.
 *
 * @param parkedMs how long commands waited at the old primary before it gave its lease up
 * @param epochSyncedMs the new epoch was on the new primary's disk
 * @param barrierMs it had applied its log, and appended the barrier
 * @param firstFollowerMs the first follower was accepted
 * @param lastFollowerMs the last one that came before it served
 * @param barrierSyncedMs its own disk had the barrier
 * @param servingMs the barrier was committed, and it began to serve
 */
public record PromotionSteps(
        double parkedMs,
        double epochSyncedMs,
        double barrierMs,
        double firstFollowerMs,
        double lastFollowerMs,
        double barrierSyncedMs,
        double servingMs) {
    public static final PromotionSteps UNKNOWN = ofMicros(0, 0, 0, 0, 0, 0, 0);

    /** 0 = not known. */
    public static PromotionSteps ofMicros(
            int parked, int epochSynced, int barrier, int firstFollower, int lastFollower, int synced, int serving) {
        return new PromotionSteps(
                ms(parked), ms(epochSynced), ms(barrier), ms(firstFollower), ms(lastFollower), ms(synced), ms(serving));
    }

    private static double ms(int micros) {
        return micros == 0 ? Timeline.NEVER : micros / 1e3;
    }
}
