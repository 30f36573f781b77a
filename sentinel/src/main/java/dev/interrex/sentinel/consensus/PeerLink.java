package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.interrex.proto.v1.PeerStateReply;
import dev.interrex.proto.v1.PeerStateRequest;
import dev.interrex.proto.v1.RaftFrame;
import dev.interrex.proto.v1.RaftTransportGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One life of a connection to a peer: opening → up → broken. A broken link fails everything that it owes at once and is
 * never used again; {@link PeerConnection} opens the next.
 *
 * <p>Each link has its own gRPC channel, for two reasons: gRPC's own reconnect waits a second and more, and a channel whose
 * peer accepts the socket and then says nothing stays "connecting" for ever. So a link is up only when the peer answered the
 * first ping, whatever gRPC thinks.
 *
 * <p>All methods and callbacks run on the client's event loop.
 */
final class PeerLink implements ClientResponseObserver<RaftFrame, RaftFrame> {
    /** Hears what becomes of the link. */
    interface Owner {
        void linkUp(PeerLink link);

        void peerState(PeerLink link, PeerStateReply state);

        /** Called once; nothing is called after it. */
        void linkBroken(PeerLink link, String reason);
    }

    /** Gets the response or why there is none, once; called on the event loop. */
    interface ResponseHandler {
        void complete(@Nullable Message response, @Nullable Throwable error);
    }

    private record Pending(ResponseHandler handler, int requestBytes, ScheduledFuture<?> timeout) {}

    private static final long PING_REQUEST_ID = 0;
    private static final RaftFrame PING = RaftMessages.frame(PING_REQUEST_ID, PeerStateRequest.getDefaultInstance());

    private final EventLoop loop;
    private final TransportLimits limits;
    private final Owner owner;
    private final ManagedChannel channel;
    private final Map<Long, Pending> pending = new HashMap<>();
    private final ScheduledFuture<?> ticker;
    private @Nullable ClientCallStreamObserver<RaftFrame> requests;
    private long lastRequestId = PING_REQUEST_ID;
    private long inFlightBytes;
    private boolean heard;
    private int silentPings;
    private boolean up;
    private boolean broken;

    /** Starts to open; {@code channel} belongs to this link from now on. */
    PeerLink(EventLoop loop, TransportLimits limits, ManagedChannel channel, Owner owner) {
        this.loop = loop;
        this.limits = limits;
        this.owner = owner;
        this.channel = channel;
        this.ticker = loop.scheduleAtFixedRate(
                this::tick, limits.pingIntervalMs(), limits.pingIntervalMs(), TimeUnit.MILLISECONDS);
    }

    /** Begins the call; not in the constructor, as it may break the link at once. */
    void open() {
        RaftTransportGrpc.newStub(channel).exchange(this);
        ping();
    }

    boolean isUp() {
        return up && !broken;
    }

    /** Sends a request; fails through the handler where that is not possible. */
    void send(Message request, int timeoutMs, ResponseHandler handler) {
        ClientCallStreamObserver<RaftFrame> out = requests;
        if (!isUp() || out == null) {
            handler.complete(null, new RemotingException("not connected"));
            return;
        }
        int bytes = request.getSerializedSize();
        if (bytes > limits.maxFrameBytes()) {
            handler.complete(null, new RemotingException("request of " + bytes + " bytes is too large"));
            return;
        }
        if (pending.size() >= limits.maxInFlight() || inFlightBytes + bytes > limits.maxInFlightBytes()) {
            handler.complete(null, new RemotingException("too many requests in flight: " + pending.size()));
            return;
        }
        long id = ++lastRequestId;
        ScheduledFuture<?> timeout = loop.schedule(() -> expire(id), timeoutMs, TimeUnit.MILLISECONDS);
        pending.put(id, new Pending(handler, bytes, timeout));
        inFlightBytes += bytes;
        out.onNext(RaftMessages.frame(id, request));
    }

    /** Breaks the link; a second call does nothing. */
    void breakOff(String reason) {
        if (broken) {
            return;
        }
        broken = true;
        ticker.cancel(false);
        if (requests != null) {
            requests.cancel(reason, null);
        }
        channel.shutdownNow();
        List<Pending> owed = List.copyOf(pending.values());
        pending.clear();
        for (Pending request : owed) {
            request.timeout().cancel(false);
            request.handler().complete(null, new RemotingException("connection lost: " + reason));
        }
        owner.linkBroken(this, reason);
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<RaftFrame> requestStream) {
        requests = requestStream;
    }

    @Override
    public void onNext(RaftFrame frame) {
        if (broken) {
            return;
        }
        heard = true;
        if (!up) {
            up = true;
            owner.linkUp(this);
        }
        Message message = null;
        Throwable error = null;
        try {
            if (frame.getError().isEmpty()) {
                message = RaftMessages.parse(frame);
            } else {
                error = new RemotingException("peer: " + frame.getError());
            }
        } catch (InvalidProtocolBufferException e) {
            error = new RemotingException("unreadable response: " + e.getMessage());
        }
        if (message instanceof PeerStateReply state) {
            owner.peerState(this, state);
        } else {
            respond(frame.getRequestId(), message, error);
        }
    }

    @Override
    public void onError(Throwable failure) {
        breakOff(String.valueOf(failure.getMessage()));
    }

    @Override
    public void onCompleted() {
        breakOff("closed by the peer");
    }

    private void respond(long requestId, @Nullable Message response, @Nullable Throwable error) {
        Pending request = pending.remove(requestId);
        if (request != null) {
            inFlightBytes -= request.requestBytes();
            request.timeout().cancel(false);
            request.handler().complete(response, error);
        }
    }

    private void expire(long requestId) {
        respond(requestId, null, new InvokeTimeoutException("no response in time"));
    }

    private void tick() {
        silentPings = heard ? 0 : silentPings + 1;
        heard = false;
        if (silentPings >= limits.maxSilentPings()) {
            breakOff(up ? "the peer is silent" : "the peer does not answer");
        } else {
            ping();
        }
    }

    /** gRPC keeps what is sent while it connects; at most {@code maxSilentPings} of these. */
    private void ping() {
        if (requests != null && !broken) {
            requests.onNext(PING);
        }
    }
}
