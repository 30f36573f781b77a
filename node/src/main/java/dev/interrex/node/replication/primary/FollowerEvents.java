package dev.interrex.node.replication.primary;

import dev.interrex.proto.v1.Ack;
import dev.interrex.proto.v1.FetchSnapshot;
import dev.interrex.proto.v1.Follow;

/** What followers do, told on gRPC's threads; the node hands it to its event loop and returns at once. */
public interface FollowerEvents {
    /** A follower asks to follow; the loop answers by {@link FollowerStream#continueFrom} or one of its siblings. */
    void onFollow(FollowerStream stream, Follow request);

    /** Somebody was sent here for a snapshot; the loop answers by {@link FollowerStream#snapshotAlone} or a refusal. */
    void onFetchSnapshot(FollowerStream stream, FetchSnapshot request);

    void onAck(FollowerStream stream, Ack ack, long receivedNanos);

    /** The stream is over; told once, also for streams that were refused. */
    void onClosed(FollowerStream stream);
}
