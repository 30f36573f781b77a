package dev.interrex.node.replication.replica;

import dev.interrex.proto.v1.Ack;
import dev.interrex.proto.v1.FetchSnapshot;
import dev.interrex.proto.v1.Follow;
import dev.interrex.proto.v1.FollowerMessage;
import dev.interrex.proto.v1.PrimaryMessage;
import dev.interrex.proto.v1.ReplicationGrpc;
import dev.interrex.proto.v1.SnapshotFrom;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at following one primary in one epoch: a channel and a stream. Ends for good when either breaks; the node then
 * makes another one, so that no stale message of an old stream can ever be taken for one of the new.
 *
 * <p>It may be opened long before it is needed: until {@link #follow} nothing is asked for, and nothing comes.
 *
 * <p>At most one message is under way to the event loop: gRPC's flow-control window is the only other buffer.
 */
public final class PrimaryLink {
    private final ManagedChannel channel;
    private final LinkEvents events;
    private final LongSupplier nanoTime;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long epoch;
    private volatile boolean open;
    private volatile @Nullable ClientCallStreamObserver<FollowerMessage> call;

    /** @param channel used by this link alone; shut down with it */
    public PrimaryLink(ManagedChannel channel, LinkEvents events, LongSupplier nanoTime) {
        this.channel = channel;
        this.events = events;
        this.nanoTime = nanoTime;
    }

    /** Begins to connect; returns at once. */
    public void open() {
        ReplicationGrpc.newStub(channel).follow(new Receiver());
    }

    /** Epoch of the reign that is followed; 0 before {@link #follow}. */
    public long epoch() {
        return epoch;
    }

    /** Whether the stream stands: it was opened and has not ended. */
    public boolean isOpen() {
        return open && !closed.get();
    }

    public boolean isClosed() {
        return closed.get();
    }

    /** The handshake; once. */
    public void follow(Follow follow) {
        epoch = follow.getEpoch();
        send(FollowerMessage.newBuilder().setFollow(follow).build());
    }

    public void ack(Ack ack) {
        send(FollowerMessage.newBuilder().setAck(ack).build());
    }

    /** In the place of {@link #follow}, to a replica; once. */
    public void fetch(FetchSnapshot fetch) {
        send(FollowerMessage.newBuilder().setFetchSnapshot(fetch).build());
    }

    /** From where on the snapshot is wanted that was announced; once. */
    public void snapshotFrom(long offsetBytes) {
        send(FollowerMessage.newBuilder()
                .setSnapshotFrom(SnapshotFrom.newBuilder().setOffsetBytes(offsetBytes))
                .build());
    }

    /** The message that was delivered last is dealt with. */
    public void next() {
        ClientCallStreamObserver<FollowerMessage> open = call;
        if (open != null && !closed.get()) {
            open.request(1);
        }
    }

    /** Ends the stream; no event follows. Nothing sent after this returns leaves the process. */
    public void close() {
        if (closed.compareAndSet(false, true)) {
            channel.shutdownNow();
        }
    }

    private void send(FollowerMessage message) {
        ClientCallStreamObserver<FollowerMessage> open = call;
        if (open != null && !closed.get()) {
            open.onNext(message);
        }
    }

    private void ended(boolean refused, String detail) {
        if (closed.compareAndSet(false, true)) {
            channel.shutdownNow();
            events.onClosed(this, refused, detail);
        }
    }

    private static boolean isRefusal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof SocketException) {
                return true;
            }
        }
        String description = Status.fromThrowable(failure).getDescription();
        return Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE
                && description != null
                && (description.contains("Network closed") || description.contains("reset"));
    }

    private final class Receiver implements ClientResponseObserver<FollowerMessage, PrimaryMessage> {
        @Override
        public void beforeStart(ClientCallStreamObserver<FollowerMessage> requests) {
            call = requests;
            requests.disableAutoRequestWithInitial(1);
            AtomicBoolean opened = new AtomicBoolean();
            requests.setOnReadyHandler(() -> {
                if (opened.compareAndSet(false, true)) {
                    open = true;
                    events.onOpen(PrimaryLink.this);
                }
            });
        }

        @Override
        public void onNext(PrimaryMessage message) {
            if (!closed.get()) {
                events.onMessage(PrimaryLink.this, message, nanoTime.getAsLong());
            }
        }

        @Override
        public void onError(Throwable failure) {
            ended(isRefusal(failure), String.valueOf(Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            ended(false, "the primary ended the stream");
        }
    }
}
