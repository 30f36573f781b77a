package dev.interrex.chaos.report;

/**
 * What happened when, in milliseconds since the fault; {@link #NEVER} where it was not seen. The first four come from the
 * sentinels' leader, whose clock has a resolution of a millisecond, so that they may be off by one.
 *
 * @param suspectedMs the first sentinel suspected the primary
 * @param decidedMs the leader decided to replace it
 * @param committedMs the new epoch was committed
 * @param servingMs the new primary served
 * @param firstAckMs the first write that a client got acknowledged in the new epoch
 * @param healedMs every node was in sync again
 */
public record Timeline(
        double suspectedMs,
        double decidedMs,
        double committedMs,
        double servingMs,
        double firstAckMs,
        double healedMs) {
    public static final double NEVER = -1;

    public static final Timeline EMPTY = new Timeline(NEVER, NEVER, NEVER, NEVER, NEVER, NEVER);
}
