package dev.interrex.chaos.sim.invariant;

import java.util.ArrayDeque;
import java.util.Deque;

/** 18, too: a new reign gets time to begin. Many of them in no time mean that sentinels depose whom they have just chosen. */
public final class ReignsLast extends Invariant {
    private static final int MOST_REIGNS = 6;
    private static final long WITHIN_NANOS = 200_000_000;

    private final Deque<Long> begunNanos = new ArrayDeque<>();

    public ReignsLast() {
        super(18);
    }

    /** A new epoch was recorded. */
    public void begins(long epoch, long nowNanos) {
        begunNanos.addLast(nowNanos);
        if (begunNanos.size() > MOST_REIGNS && nowNanos - begunNanos.removeFirst() < WITHIN_NANOS) {
            throw broken("epoch " + epoch + " is the last of " + (MOST_REIGNS + 1) + " within "
                    + WITHIN_NANOS / 1_000_000 + " ms");
        }
    }
}
