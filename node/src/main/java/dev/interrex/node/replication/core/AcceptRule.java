package dev.interrex.node.replication.core;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import org.jspecify.annotations.Nullable;

/** What a follower takes from the primary of the epoch that it follows, and what it answers. Pure functions. */
public final class AcceptRule {
    private AcceptRule() {}

    /**
     * The follower's own log.
     *
     * @param end where it ends
     * @param history epochs of its records
     * @param highWatermark highest commit position it ever knew
     */
    public record Log(LogPosition end, EpochHistory history, long highWatermark) {}

    /** What to do with the primary's answer to the handshake. */
    public sealed interface Handshake {
        /** The log continues the primary's as it is. */
        record Continue() implements Handshake {}

        /** Cut the log to {@code position}, then it continues the primary's. */
        record Cut(LogPosition position) implements Handshake {}

        /** The answer is about another log than this one is now: begin anew. */
        record Reconnect(String why) implements Handshake {}

        /** What is committed would be undone: one of the two logs is damaged, and this node must not go on. */
        record Damaged(String detail) implements Handshake {}
    }

    /**
     * @param epoch that is followed
     * @param acceptedEpoch in which the primary accepted
     * @param cut up to where the primary found the two logs to be the same
     */
    public static Handshake handshake(long epoch, Log mine, long acceptedEpoch, LogPosition cut) {
        if (acceptedEpoch != epoch || cut.lsn() > mine.end.lsn()) {
            return new Handshake.Reconnect("impossible handshake: epoch " + acceptedEpoch + ", cut to " + cut);
        }
        if (cut.lsn() < mine.highWatermark) {
            return new Handshake.Damaged("the primary of epoch " + epoch + " asks to cut the log to " + cut
                    + ", below the high watermark " + mine.highWatermark);
        }
        if (mine.history.epochAt(cut.lsn()) != cut.epoch()) {
            return new Handshake.Reconnect("histories differ at " + cut);
        }
        return cut.lsn() < mine.end.lsn() ? new Handshake.Cut(cut) : new Handshake.Continue();
    }

    /** Null if an append of {@code appendEpoch} behind {@code (prevEpoch, prevLsn)} continues a log that ends at {@code end}. */
    public static @Nullable String refusesAppend(
            long epoch, LogPosition end, long appendEpoch, long prevEpoch, long prevLsn) {
        if (appendEpoch != epoch) {
            return "append of epoch " + appendEpoch;
        }
        return prevLsn == end.lsn() && prevEpoch == end.epoch()
                ? null
                : "append after " + prevEpoch + ":" + prevLsn + " to a log that ends at " + end;
    }

    /**
     * Null if this node promises for at least as long as the primary takes an ack to promise. Otherwise the primary would answer
     * reads beside a successor; so {@code promise-ms} is raised on replicas first.
     */
    public static @Nullable String refusesPromise(long primaryPromiseNanos, long ownPromiseNanos) {
        return primaryPromiseNanos <= ownPromiseNanos
                ? null
                : "promise-ms of the primary is " + primaryPromiseNanos / 1_000_000 + ", here it is only "
                        + ownPromiseNanos / 1_000_000;
    }

    /** Null if a snapshot at {@code position} may replace the log; otherwise one of the two is damaged. */
    public static @Nullable String refusesSnapshot(long epoch, LogPosition position, long highWatermark) {
        return position.lsn() >= highWatermark
                ? null
                : "the primary of epoch " + epoch + " offers a snapshot at " + position + ", below the high watermark "
                        + highWatermark;
    }

    /** Up to where a follower whose log ends at {@code endLsn} may apply when the primary says what is committed. */
    public static long committedHere(long primaryHighWatermark, long endLsn) {
        return Math.min(primaryHighWatermark, endLsn);
    }

    /** The ack of a log that ends at {@code endLsn}; the disk may still hold more, of before a cut. */
    public static FollowerAck ack(long epoch, long endLsn, long durableLsn, long appliedLsn, long echoSendNanos) {
        return new FollowerAck(epoch, endLsn, Math.min(durableLsn, endLsn), appliedLsn, echoSendNanos);
    }
}
