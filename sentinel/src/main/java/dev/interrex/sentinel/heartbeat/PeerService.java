package dev.interrex.sentinel.heartbeat;

import dev.interrex.proto.v1.SentinelPeerGrpc;
import dev.interrex.proto.v1.SuspicionAck;
import dev.interrex.proto.v1.SuspicionReport;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Takes the reports of the other sentinels. Called on gRPC's threads; hands them to the loop. */
public final class PeerService extends SentinelPeerGrpc.SentinelPeerImplBase {
    private final Executor loop;
    private final SentinelClock clock;
    private final PeerListener listener;
    private final Supplier<String> leaderId;

    /** @param leaderId the leader that this sentinel knows, empty if none; any thread */
    public PeerService(Executor loop, SentinelClock clock, PeerListener listener, Supplier<String> leaderId) {
        this.loop = loop;
        this.clock = clock;
        this.listener = listener;
        this.leaderId = leaderId;
    }

    @Override
    public void report(SuspicionReport report, StreamObserver<SuspicionAck> reply) {
        long atMs = clock.monotonicMs();
        loop.execute(() -> listener.onPeerReport(report, atMs));
        reply.onNext(SuspicionAck.newBuilder().setLeaderId(leaderId.get()).build());
        reply.onCompleted();
    }
}
