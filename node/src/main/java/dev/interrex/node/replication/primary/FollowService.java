package dev.interrex.node.replication.primary;

import dev.interrex.proto.v1.FollowerMessage;
import dev.interrex.proto.v1.PrimaryMessage;
import dev.interrex.proto.v1.Refused;
import dev.interrex.proto.v1.ReplicationGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The gRPC service that followers call. Runs on gRPC's threads; holds no state but the number of open streams. */
public final class FollowService extends ReplicationGrpc.ReplicationImplBase {
    /** Each follower may have a stream that stands by beside the one in use. */
    private static final int STREAMS_PER_FOLLOWER = 2;

    private final FollowerEvents events;
    private final LogShipper shipper;
    private final LongSupplier nanoTime;
    private final int maxFollowers;
    private final int sendBufferBytes;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * @param maxFollowers accepted at a time ({@code max-followers})
     * @param sendBufferBytes that gRPC may buffer for a follower before the shipper stops giving it more ({@code isReady})
     */
    public FollowService(
            FollowerEvents events, LogShipper shipper, LongSupplier nanoTime, int maxFollowers, int sendBufferBytes) {
        this.events = events;
        this.shipper = shipper;
        this.nanoTime = nanoTime;
        this.maxFollowers = maxFollowers;
        this.sendBufferBytes = sendBufferBytes;
    }

    @Override
    public StreamObserver<FollowerMessage> follow(StreamObserver<PrimaryMessage> responses) {
        ServerCallStreamObserver<PrimaryMessage> call = (ServerCallStreamObserver<PrimaryMessage>) responses;
        call.setOnReadyThreshold(sendBufferBytes);
        call.setOnReadyHandler(shipper::wake);
        FollowerStream stream = new FollowerStream(call);
        if (open.incrementAndGet() > STREAMS_PER_FOLLOWER * maxFollowers) {
            stream.refuse(Refused.Reason.TOO_MANY_FOLLOWERS, 0, "max-followers is " + maxFollowers);
        }
        // One of the two is called, whoever ends the call.
        call.setOnCancelHandler(() -> closed(stream));
        call.setOnCloseHandler(() -> closed(stream));
        return new FollowerObserver(stream);
    }

    private void closed(FollowerStream stream) {
        if (stream.close()) {
            open.decrementAndGet();
            events.onClosed(stream);
        }
    }

    private final class FollowerObserver implements StreamObserver<FollowerMessage> {
        private final FollowerStream stream;

        private FollowerObserver(FollowerStream stream) {
            this.stream = stream;
        }

        @Override
        public void onNext(FollowerMessage message) {
            switch (message.getMessageCase()) {
                case FOLLOW -> events.onFollow(stream, message.getFollow());
                case ACK -> events.onAck(stream, message.getAck(), nanoTime.getAsLong());
                case FETCH_SNAPSHOT -> events.onFetchSnapshot(stream, message.getFetchSnapshot());
                case SNAPSHOT_FROM -> {
                    stream.snapshotFrom(message.getSnapshotFrom().getOffsetBytes());
                    shipper.wake();
                }
                case MESSAGE_NOT_SET ->
                    stream.fail(Status.INVALID_ARGUMENT.withDescription("unknown kind of follower message"));
            }
        }

        @Override
        public void onError(Throwable cause) {
            closed(stream);
        }

        @Override
        public void onCompleted() {
            stream.fail(Status.CANCELLED.withDescription("follower ended the stream"));
            closed(stream);
        }
    }
}
