package dev.interrex.node.replication.core;

import dev.interrex.model.CommitMode;

/**
 * Which messages of a primary a follower acks at once, and which when their records are durable. In mode DURABLE nothing is committed
 * before that, so that an ack at once only renews the lease: for that, one now and then is enough, and every other one would cost all
 * of them a message. One for each stream; whoever sends calls.
 */
public final class AckPace {
    private final CommitMode mode;
    private final long atLeastEveryNanos;
    private boolean asked;
    private long askedNanos;

    /** @param atLeastEveryNanos acks at once are this far apart at most, however slow the follower's disk is */
    public AckPace(CommitMode mode, long atLeastEveryNanos) {
        this.mode = mode;
        this.atLeastEveryNanos = atLeastEveryNanos;
    }

    /** Whether the ack of the message that is sent now may wait until what it carries is durable; false asks for one at once. */
    public boolean mayWait(boolean carriesRecords, long nowNanos) {
        boolean recently = asked && nowNanos - askedNanos < atLeastEveryNanos;
        if (mode == CommitMode.DURABLE && carriesRecords && recently) {
            return true;
        }
        asked = true;
        askedNanos = nowNanos;
        return false;
    }
}
