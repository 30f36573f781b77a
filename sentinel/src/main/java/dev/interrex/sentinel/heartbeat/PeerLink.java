package dev.interrex.sentinel.heartbeat;

import dev.interrex.proto.v1.SentinelPeerGrpc;
import dev.interrex.proto.v1.SuspicionAck;
import dev.interrex.proto.v1.SuspicionReport;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one other sentinel what this one sees. A report that cannot be delivered at once is worth nothing: the next one follows
 * soon, so at most {@link #MAX_UNANSWERED} are under way.
 *
 * <p>Owned by the sentinel loop.
 */
public final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    static final int MAX_UNANSWERED = 4;

    private final String sentinelId;
    private final ManagedChannel channel;
    private final SentinelPeerGrpc.SentinelPeerStub stub;
    private final long deadlineMs;
    private final Executor loop;
    private int unanswered;
    private boolean failing;

    /** @param deadlineMs after which an unanswered report counts as lost, and the connection as dead */
    public PeerLink(String sentinelId, String address, GrpcChannels channels, long deadlineMs, Executor loop) {
        this.sentinelId = sentinelId;
        this.channel = channels.open(address);
        this.stub = SentinelPeerGrpc.newStub(channel);
        this.deadlineMs = deadlineMs;
        this.loop = loop;
    }

    public String sentinelId() {
        return sentinelId;
    }

    /** For other calls to that sentinel. */
    public Channel channel() {
        return channel;
    }

    /** Sends a report, unless too many are under way. */
    public void send(SuspicionReport report) {
        if (unanswered >= MAX_UNANSWERED) {
            return;
        }
        if (failing) {
            // Otherwise gRPC waits for seconds before it tries to connect again.
            channel.resetConnectBackoff();
        }
        unanswered++;
        stub.withDeadlineAfter(deadlineMs, TimeUnit.MILLISECONDS).report(report, new StreamObserver<SuspicionAck>() {
            @Override
            public void onNext(SuspicionAck ack) {}

            @Override
            public void onError(Throwable failure) {
                loop.execute(() -> failed(failure));
            }

            @Override
            public void onCompleted() {
                loop.execute(PeerLink.this::answered);
            }
        });
    }

    private void answered() {
        unanswered--;
        if (failing) {
            failing = false;
            LOG.info("sentinel {} answers again", sentinelId);
        }
    }

    private void failed(Throwable failure) {
        unanswered--;
        if (!failing) {
            failing = true;
            LOG.info("sentinel {} does not answer: {}", sentinelId, failure.getMessage());
            // A connection whose other end vanished silently would be believed in for minutes.
            channel.enterIdle();
        }
    }

    /** Begins no more calls, and lets those that are under way end. */
    public void leave() {
        channel.shutdown();
    }

    public void close() {
        channel.shutdownNow();
    }
}
