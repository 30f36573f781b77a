package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.rpc.Connection;
import com.alipay.sofa.jraft.rpc.RpcContext;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.interrex.proto.v1.RaftFrame;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A stream that another sentinel opened to this one: what JRaft's processors know as the connection. Requests are handed on
 * in the order of their arrival; responses leave in any order, from any thread.
 */
final class PeerStream implements StreamObserver<RaftFrame>, Connection {
    /** What serves the requests. */
    interface Server {
        /** Called in the order of arrival, one at a time. */
        void request(PeerStream stream, long requestId, Message request);

        /** Called once. */
        void closed(PeerStream stream);
    }

    /** Stands for the peer's address, which JRaft only logs. */
    static final String REMOTE = "sentinel";

    private final Server server;
    private final TransportLimits limits;
    private final ServerCallStreamObserver<RaftFrame> responses;
    private final Map<String, Object> attributes = new ConcurrentHashMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean heard;
    /** Ticker's thread only. */
    private int silentTicks;
    /** Responses since gRPC was last ready for more; guarded by {@code responses}. */
    private int unread;

    PeerStream(Server server, TransportLimits limits, ServerCallStreamObserver<RaftFrame> responses) {
        this.server = server;
        this.limits = limits;
        this.responses = responses;
        responses.setOnCancelHandler(this::markClosed);
    }

    @Override
    public void onNext(RaftFrame frame) {
        if (closed.get()) {
            return;
        }
        heard = true;
        if (inFlight.incrementAndGet() > 2 * limits.maxInFlight()) {
            close(Status.RESOURCE_EXHAUSTED.withDescription("too many requests in flight"));
            return;
        }
        Message request;
        try {
            request = RaftMessages.parse(frame);
        } catch (InvalidProtocolBufferException e) {
            send(RaftMessages.errorFrame(frame.getRequestId(), String.valueOf(e.getMessage())));
            return;
        }
        server.request(this, frame.getRequestId(), request);
    }

    @Override
    public void onError(Throwable failure) {
        markClosed();
    }

    @Override
    public void onCompleted() {
        close(Status.OK);
    }

    /** Answers a request; every request that was handed on must be answered once, by this or by {@link #refuse}. */
    void respond(long requestId, Message response) {
        send(RaftMessages.frame(requestId, response));
    }

    void refuse(long requestId, String error) {
        send(RaftMessages.errorFrame(requestId, error));
    }

    /** Called at the pace of the client's pings; closes the stream when nothing came for long. */
    void tick() {
        silentTicks = heard ? 0 : silentTicks + 1;
        heard = false;
        // Twice the client's patience: the client, which knows more, should be the first to give up.
        if (silentTicks >= 2 * limits.maxSilentPings()) {
            close(Status.DEADLINE_EXCEEDED.withDescription("the client is silent"));
        }
    }

    @Override
    public void close() {
        close(Status.ABORTED.withDescription("closed by the server"));
    }

    void close(Status status) {
        if (!markClosed()) {
            return;
        }
        synchronized (responses) {
            if (status.isOk()) {
                responses.onCompleted();
            } else {
                responses.onError(status.asRuntimeException());
            }
        }
    }

    @Override
    public @Nullable Object getAttribute(String key) {
        return attributes.get(key);
    }

    @Override
    public void setAttribute(String key, Object value) {
        attributes.put(key, value);
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(String key, Object value) {
        return attributes.putIfAbsent(key, value);
    }

    /** The request and its way back, as JRaft's processors see it. */
    RpcContext contextOf(long requestId) {
        return new RpcContext() {
            @Override
            public void sendResponse(Object response) {
                respond(requestId, (Message) response);
            }

            @Override
            public Connection getConnection() {
                return PeerStream.this;
            }

            @Override
            public String getRemoteAddress() {
                return REMOTE;
            }
        };
    }

    private void send(RaftFrame frame) {
        boolean flooded;
        synchronized (responses) {
            inFlight.decrementAndGet();
            if (closed.get() || responses.isCancelled()) {
                return;
            }
            unread = responses.isReady() ? 0 : unread + 1;
            flooded = unread > limits.maxInFlight();
            if (!flooded) {
                responses.onNext(frame);
            }
        }
        if (flooded) {
            close(Status.RESOURCE_EXHAUSTED.withDescription("the client does not read its responses"));
        }
    }

    private boolean markClosed() {
        if (!closed.compareAndSet(false, true)) {
            return false;
        }
        server.closed(this);
        return true;
    }
}
