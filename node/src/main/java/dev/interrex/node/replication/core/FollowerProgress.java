package dev.interrex.node.replication.core;

import dev.interrex.model.CommitMode;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;

/**
 * What a primary knows of one follower in the current epoch. Nothing of it outlives the epoch: positions acked to an earlier
 * primary prove nothing about this one's log.
 *
 * <p>Invariant: {@code durableLsn <= receivedLsn}, and each only rises while a stream lasts. A new stream begins at nothing: in mode
 * MEMORY the follower may have restarted, and hold less than it had acked.
 */
public final class FollowerProgress {
    /** Not acked anything in this epoch. */
    private static final long NEVER = Long.MIN_VALUE;

    private final MemberId member;
    /** Of its process, in which it acked what is counted here; without an id where it did not say. */
    private MemberBoot start;

    private long receivedLsn = -1;
    private long durableLsn = -1;
    private long appliedLsn = -1;
    /** When the newest Append that this follower acked was sent; its promise counts from there (on this node's clock). */
    private long ackedSendNanos = NEVER;

    private long lastAckNanos;
    /** When the acked LSN last rose, or was last seen equal to the end of the log: a stall is counted from here. */
    private long lastProgressNanos;
    /** Since when the follower has lagged less than a batch and has not stalled; NEVER while it lags more, and after a stall until it acks. */
    private long closeSinceNanos = NEVER;

    private boolean connected;
    /** It said that it is about to stop. */
    private boolean leaving;

    FollowerProgress(MemberId member, long nowNanos) {
        this.member = member;
        start = new MemberBoot(member, 0, "");
        lastAckNanos = nowNanos;
        lastProgressNanos = nowNanos;
    }

    /** Takes an ack over; {@code lagLimitBytes} is how little it may lag to count as close. */
    void onAck(FollowerAck ack, CommitMode mode, long leo, long lagLimitBytes, long nowNanos) {
        long before = ackedLsn(mode);
        receivedLsn = Math.max(receivedLsn, ack.receivedLsn());
        durableLsn = Math.max(durableLsn, ack.durableLsn());
        appliedLsn = Math.max(appliedLsn, ack.appliedLsn());
        ackedSendNanos = Math.max(ackedSendNanos, ack.echoSendNanos());
        lastAckNanos = nowNanos;
        long acked = ackedLsn(mode);
        if (acked > before || acked >= leo) {
            lastProgressNanos = nowNanos;
        }
        if (acked >= leo - lagLimitBytes) {
            closeSinceNanos = closeSinceNanos == NEVER ? nowNanos : closeSinceNanos;
        } else {
            closeSinceNanos = NEVER;
        }
    }

    void connected(MemberBoot inStart, long nowNanos) {
        start = inStart;
        connected = true;
        closeSinceNanos = NEVER;
        leaving = false;
        receivedLsn = -1;
        durableLsn = -1;
        appliedLsn = -1;
        lastAckNanos = nowNanos;
        lastProgressNanos = nowNanos;
    }

    void disconnected() {
        connected = false;
        closeSinceNanos = NEVER;
    }

    /** The log grew behind a follower that held everything: its stall, if there will be one, begins now. */
    void onLogGrew(CommitMode mode, long leoBefore, long nowNanos) {
        if (ackedLsn(mode) >= leoBefore) {
            lastProgressNanos = nowNanos;
        }
    }

    /** The LSN up to which this follower's ack counts in {@code mode}; -1 before the first ack of its stream. */
    public long ackedLsn(CommitMode mode) {
        return mode == CommitMode.DURABLE ? durableLsn : receivedLsn;
    }

    void leaves() {
        leaving = true;
    }

    /** Neither acking nor progressing for {@code stallNanos}, or about to stop. */
    boolean stalled(CommitMode mode, long leo, long stallNanos, long nowNanos) {
        boolean silent = nowNanos - lastAckNanos > stallNanos;
        boolean stuck = ackedLsn(mode) < leo && nowNanos - lastProgressNanos > stallNanos;
        return leaving || silent || stuck;
    }

    /** It was found {@link #stalled}: it has to prove itself anew before it may join. */
    void onStalled() {
        closeSinceNanos = NEVER;
    }

    boolean closeFor(long nanos, long nowNanos) {
        return connected && closeSinceNanos != NEVER && nowNanos - closeSinceNanos >= nanos;
    }

    /** Whether its promise, counted from the send time of what it acked, still holds for {@code leaseNanos}. */
    boolean promiseHolds(long leaseNanos, long nowNanos) {
        return ackedSendNanos != NEVER && nowNanos - ackedSendNanos < leaseNanos;
    }

    /** Whether it acked something that was sent at that time or later. */
    boolean answeredSince(long sinceNanos) {
        return ackedSendNanos != NEVER && ackedSendNanos - sinceNanos >= 0;
    }

    /** Send time of the newest Append it acked; {@code Long.MIN_VALUE} before the first. */
    long ackedSendNanos() {
        return ackedSendNanos;
    }

    public MemberId member() {
        return member;
    }

    MemberBoot start() {
        return start;
    }

    public boolean connected() {
        return connected;
    }

    public long receivedLsn() {
        return receivedLsn;
    }

    public long durableLsn() {
        return durableLsn;
    }

    public long appliedLsn() {
        return appliedLsn;
    }

    public long lastAckNanos() {
        return lastAckNanos;
    }
}
