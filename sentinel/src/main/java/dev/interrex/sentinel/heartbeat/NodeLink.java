package dev.interrex.sentinel.heartbeat;

import dev.interrex.proto.v1.NodeControlGrpc;
import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.Ping;
import dev.interrex.proto.v1.SentinelMessage;
import dev.interrex.sentinel.suspicion.NodeKey;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream to one node, kept open for ever.
 *
 * <pre>
 *              attempt                first report
 *   WAITING ─────────────► TRYING ──────────────────► OPEN
 *      ▲                     │ failed, or silent        │ silent: another attempt at once
 *      └─────────────────────┘                          │ broken: another attempt at once
 *                            ▲                          │
 *                            └──────────────────────────┘
 * </pre>
 *
 * Every attempt has a channel of its own. A shared one would wait for a second or more before it connects again, and answer
 * meanwhile with the failure of the last time: a refusal of then looks like a refusal of now.
 *
 * <p>Owned by the sentinel loop.
 */
public final class NodeLink {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);

    /** No more pings are sent while so many have no answer: the node is stopped, and would only queue them. */
    static final int MAX_UNANSWERED_PINGS = 64;

    private enum State {
        WAITING,
        TRYING,
        OPEN,
        CLOSED
    }

    private final NodeKey node;
    private final String address;
    private final String sentinelId;
    private final LinkSettings settings;
    private final GrpcChannels channels;
    private final Executor loop;
    private final SentinelClock clock;
    private final NodeListener listener;

    private State state = State.WAITING;
    private @Nullable ManagedChannel channel;
    private @Nullable StreamObserver<SentinelMessage> stream;
    private int attempt;
    private long attemptMs;
    private long retryMs;
    private long heardMs;
    private long sentPings;
    private long answeredPings;
    /** When the ping was sent whose number leaves this remainder. */
    private final long[] pingSentMs = new long[2 * MAX_UNANSWERED_PINGS];

    /** Does nothing until the first {@link #tick}. */
    public NodeLink(
            NodeKey node,
            String address,
            String sentinelId,
            LinkSettings settings,
            GrpcChannels channels,
            Executor loop,
            SentinelClock clock,
            NodeListener listener) {
        this.node = node;
        this.address = address;
        this.sentinelId = sentinelId;
        this.settings = settings;
        this.channels = channels;
        this.loop = loop;
        this.clock = clock;
        this.listener = listener;
    }

    /** {@code host:port} of the node's gRPC server. */
    public String address() {
        return address;
    }

    /** Call regularly: makes the attempts that are due. */
    public void tick(long nowMs) {
        switch (state) {
            case WAITING -> {
                if (nowMs >= retryMs) {
                    connect(nowMs);
                }
            }
            case TRYING, OPEN -> {
                if (nowMs - Math.max(heardMs, attemptMs) >= settings.silentStreamMs()) {
                    LOG.debug("{} is silent on its stream; opening another one", node);
                    connect(nowMs);
                }
            }
            case CLOSED -> {}
        }
    }

    private void connect(long nowMs) {
        dropChannel();
        attempt++;
        attemptMs = nowMs;
        state = State.TRYING;
        sentPings = 0;
        answeredPings = 0;
        ManagedChannel opened = channels.open(address);
        channel = opened;
        stream = NodeControlGrpc.newStub(opened).watch(new Incoming(attempt));
        listener.onStream(node);
        ping(nowMs);
    }

    private void dropChannel() {
        stream = null;
        if (channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }

    /** Asks for a report, unless the node owes too many already. */
    public void ping(long nowMs) {
        if (stream == null || sentPings - answeredPings >= MAX_UNANSWERED_PINGS) {
            return;
        }
        sentPings++;
        pingSentMs[(int) (sentPings % pingSentMs.length)] = nowMs;
        Ping ping = Ping.newBuilder()
                .setSentinelId(sentinelId)
                .setSequence(sentPings)
                .build();
        send(SentinelMessage.newBuilder().setPing(ping).build());
    }

    /** Sends a message if there is a stream; it may be lost. False: there is none. */
    public boolean send(SentinelMessage message) {
        StreamObserver<SentinelMessage> open = stream;
        if (open == null) {
            return false;
        }
        try {
            open.onNext(message);
            return true;
        } catch (IllegalStateException e) {
            LOG.debug("the stream to {} ended meanwhile", node, e);
            return false;
        }
    }

    private void received(int ofAttempt, NodeMessage message, long atMs) {
        if (ofAttempt != attempt || state == State.CLOSED) {
            return;
        }
        heardMs = atMs;
        if (message.hasReport()) {
            state = State.OPEN;
            listener.onReport(node, message.getReport(), takenAtMs(message.getReport(), atMs), atMs);
        } else {
            listener.onMessage(node, message);
        }
    }

    private long takenAtMs(NodeReport report, long receivedAtMs) {
        long sequence = report.getPingSequence();
        if (sequence <= 0 || sequence > sentPings || sequence <= sentPings - pingSentMs.length) {
            // Not an answer to a ping of this stream: all that is known is that it is not younger than its arrival.
            return Math.min(receivedAtMs, attemptMs);
        }
        answeredPings = Math.max(answeredPings, sequence);
        return pingSentMs[(int) (sequence % pingSentMs.length)];
    }

    private void ended(int ofAttempt, @Nullable Throwable failure) {
        if (ofAttempt != attempt || state == State.CLOSED) {
            return;
        }
        long nowMs = clock.monotonicMs();
        boolean wasOpen = state == State.OPEN;
        boolean lasted = nowMs - attemptMs >= settings.reconnectIntervalMs();
        dropChannel();
        state = State.WAITING;
        if (wasOpen && lasted) {
            LOG.info("the stream to {} broke: {}", node, failure == null ? "ended by the node" : failure.getMessage());
            connect(nowMs);
            return;
        }
        retryMs = attemptMs + settings.reconnectIntervalMs();
        if (failure != null && ConnectionRefusal.isRefusal(failure)) {
            listener.onRefused(node);
        } else {
            LOG.debug("no stream to {}", node, failure);
        }
    }

    /** Ends the stream and makes no other. */
    public void close() {
        state = State.CLOSED;
        dropChannel();
    }

    /** Callbacks of gRPC, on its I/O thread. */
    private final class Incoming implements StreamObserver<NodeMessage> {
        private final int ofAttempt;

        Incoming(int ofAttempt) {
            this.ofAttempt = ofAttempt;
        }

        @Override
        public void onNext(NodeMessage message) {
            long atMs = clock.monotonicMs();
            loop.execute(() -> received(ofAttempt, message, atMs));
        }

        @Override
        public void onError(Throwable failure) {
            loop.execute(() -> ended(ofAttempt, failure));
        }

        @Override
        public void onCompleted() {
            loop.execute(() -> ended(ofAttempt, null));
        }
    }
}
