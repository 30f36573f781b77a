package dev.interrex.node.replication.core;

/**
 * What a follower acked.
 *
 * @param epoch epoch of the stream; an ack of any other epoch is ignored
 * @param receivedLsn checked and in its memory log up to here
 * @param durableLsn synced to its disk up to here
 * @param appliedLsn applied to its memory up to here
 * @param echoSendNanos send time, on the primary's clock, of the newest Append it received on this stream, or {@link #NO_ECHO}
 */
public record FollowerAck(long epoch, long receivedLsn, long durableLsn, long appliedLsn, long echoSendNanos) {
    /** Nothing was received on this stream yet: the ack tells positions and proves no promise. */
    public static final long NO_ECHO = Long.MIN_VALUE;
}
