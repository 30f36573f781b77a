package dev.interrex.node.replication.core;

/**
 * What a follower acked.
 *
 * @param epoch epoch of the stream; an ack of any other epoch is ignored
 * @param receivedLsn checked and in its memory log up to here
 * @param durableLsn synced to its disk up to here
 * @param appliedLsn applied to its memory up to here
 * @param echoSendNanos send time, on the primary's clock, of the newest Append it received
 */
public record FollowerAck(long epoch, long receivedLsn, long durableLsn, long appliedLsn, long echoSendNanos) {}
