package dev.interrex.sentinel.admin;

import dev.interrex.proto.v1.AdminGrpc;
import dev.interrex.proto.v1.FailoverReply;
import dev.interrex.proto.v1.FailoverRequest;
import dev.interrex.sentinel.consensus.Leadership;
import dev.interrex.sentinel.failover.SwitchoverAnswer;
import dev.interrex.sentinel.heartbeat.PeerLink;
import dev.interrex.sentinel.heartbeat.SentinelLoop;
import dev.interrex.sentinel.promotion.Groups;
import dev.interrex.wire.TopologyWire;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Planned switchovers, and orders to go on with less than was acknowledged, wherever they are asked for: done here if this sentinel leads, passed on to the leader otherwise. For the
 * {@code Admin} service, the facade and the console.
 */
public final class Switchovers {
    /** Present in a call that was passed on once: it is not passed on again. */
    static final Metadata.Key<String> FORWARDED =
            Metadata.Key.of("interrex-forwarded", Metadata.ASCII_STRING_MARSHALLER);

    /** A passed-on call may take this much longer than the target may take to catch up: its outcome is unknown then, and can be read. */
    private static final int FORWARD_GRACE_MS = 15_000;

    private final Groups groups;
    private final SentinelLoop loop;
    private final StatusReports reports;
    private final int defaultTimeoutMs;

    /** @param defaultTimeoutMs how long the target may take to catch up, where a request does not say */
    public Switchovers(Groups groups, SentinelLoop loop, StatusReports reports, int defaultTimeoutMs) {
        this.groups = groups;
        this.loop = loop;
        this.reports = reports;
        this.defaultTimeoutMs = defaultTimeoutMs;
    }

    /**
     * Hands the group over to another node; any thread. The future fails with a {@link StatusRuntimeException}:
     * FAILED_PRECONDITION or UNAVAILABLE = nothing was done, NOT_FOUND = no such group or node, UNKNOWN = read the status.
     *
     * @param mayForward false for a request that was passed on already
     */
    public CompletableFuture<FailoverReply> begin(FailoverRequest request, boolean mayForward) {
        CompletableFuture<FailoverReply> reply = new CompletableFuture<>();
        loop.execute(() -> dispatch(request, mayForward, reply));
        return reply;
    }

    private void dispatch(FailoverRequest request, boolean mayForward, CompletableFuture<FailoverReply> reply) {
        Leadership leadership = groups.leadership();
        int timeoutMs = request.getTimeoutMs() > 0 ? request.getTimeoutMs() : defaultTimeoutMs;
        PeerLink leader = leadership.leaderId().flatMap(groups::peer).orElse(null);
        if (leadership.local() && request.getAcceptDataLoss()) {
            groups.acceptDataLoss(
                    request.getGroup(),
                    request.getToNode(),
                    request.getRequestedBy(),
                    request.getMinIsr(),
                    answer -> finish(answer, reply));
        } else if (leadership.local()) {
            groups.switchOver(request.getGroup(), request.getToNode(), timeoutMs, answer -> finish(answer, reply));
        } else if (leader != null && mayForward) {
            forward(leader, request, timeoutMs, reply);
        } else {
            reply.completeExceptionally(Status.UNAVAILABLE
                    .withDescription("not done: no leading sentinel is known; try again")
                    .asRuntimeException());
        }
    }

    private void finish(SwitchoverAnswer answer, CompletableFuture<FailoverReply> reply) {
        switch (answer) {
            case SwitchoverAnswer.Done done ->
                reply.complete(FailoverReply.newBuilder()
                        .setRecord(reports.record(done.record()))
                        .setState(TopologyWire.toWire(done.state()))
                        .build());
            case SwitchoverAnswer.NotDone(String reason) ->
                reply.completeExceptionally(Status.FAILED_PRECONDITION
                        .withDescription("not done: " + reason)
                        .asRuntimeException());
            case SwitchoverAnswer.NotFound(String reason) ->
                reply.completeExceptionally(
                        Status.NOT_FOUND.withDescription(reason).asRuntimeException());
            case SwitchoverAnswer.Unknown(String reason) ->
                reply.completeExceptionally(Status.UNKNOWN
                        .withDescription("outcome unknown, read the status: " + reason)
                        .asRuntimeException());
        }
    }

    private static void forward(
            PeerLink leader, FailoverRequest request, int timeoutMs, CompletableFuture<FailoverReply> reply) {
        Metadata mark = new Metadata();
        mark.put(FORWARDED, "1");
        AdminGrpc.newStub(leader.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(mark))
                .withDeadlineAfter((long) timeoutMs + FORWARD_GRACE_MS, TimeUnit.MILLISECONDS)
                .failover(request, new StreamObserver<FailoverReply>() {
                    @Override
                    public void onNext(FailoverReply answer) {
                        reply.complete(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        reply.completeExceptionally(asSeenFromHere(failure));
                    }

                    @Override
                    public void onCompleted() {}
                });
    }

    /** The leader's own words pass; a broken connection leaves open what happened. */
    static StatusRuntimeException asSeenFromHere(Throwable failure) {
        Status status = Status.fromThrowable(failure);
        return switch (status.getCode()) {
            case FAILED_PRECONDITION, NOT_FOUND, UNKNOWN, INVALID_ARGUMENT -> status.asRuntimeException();
            default ->
                Status.UNKNOWN
                        .withDescription("outcome unknown, read the status: the leading sentinel did not answer ("
                                + status.getCode() + ")")
                        .asRuntimeException();
        };
    }
}
