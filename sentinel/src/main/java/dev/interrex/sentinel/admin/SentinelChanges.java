package dev.interrex.sentinel.admin;

import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.AdminGrpc;
import dev.interrex.proto.v1.ChangeSentinelsReply;
import dev.interrex.proto.v1.ChangeSentinelsRequest;
import dev.interrex.sentinel.consensus.MembershipOutcome;
import dev.interrex.sentinel.consensus.SentinelChange;
import dev.interrex.sentinel.consensus.TopologyLog;
import dev.interrex.sentinel.heartbeat.PeerLink;
import dev.interrex.sentinel.heartbeat.SentinelLoop;
import dev.interrex.sentinel.promotion.Groups;
import dev.interrex.wire.TopologyWire;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Sentinels that are added, removed and replaced, wherever that is asked for: done here if this sentinel leads, passed on to the leader
 * otherwise. For the {@code Admin} service and the facade.
 */
public final class SentinelChanges {
    /** A leader answers sooner, unless it is gone: what it waits for is bounded, but writing it down takes time, too. */
    private static final int FORWARD_PATIENCE = 3;

    private final Groups groups;
    private final TopologyLog log;
    private final SentinelLoop loop;
    private final int timeoutMs;

    /** @param timeoutMs how long a change waits for whoever is added ({@code sentinel-change-timeout-ms}) */
    public SentinelChanges(Groups groups, TopologyLog log, SentinelLoop loop, int timeoutMs) {
        this.timeoutMs = timeoutMs;
        this.groups = groups;
        this.log = log;
        this.loop = loop;
    }

    /**
     * Any thread. The future fails with a {@link StatusRuntimeException}: FAILED_PRECONDITION, INVALID_ARGUMENT or UNAVAILABLE = nothing
     * was done, UNKNOWN = read the status.
     *
     * @param mayForward false for a request that was passed on already
     */
    public CompletableFuture<ChangeSentinelsReply> begin(ChangeSentinelsRequest request, boolean mayForward) {
        CompletableFuture<ChangeSentinelsReply> reply = new CompletableFuture<>();
        loop.execute(() -> dispatch(request, mayForward, reply));
        return reply;
    }

    private void dispatch(
            ChangeSentinelsRequest request, boolean mayForward, CompletableFuture<ChangeSentinelsReply> reply) {
        Optional<SentinelAddress> added =
                request.hasAdd() ? Optional.of(TopologyWire.fromWire(request.getAdd())) : Optional.empty();
        if (added.isPresent() && !added.get().wellFormed()) {
            reply.completeExceptionally(Status.INVALID_ARGUMENT
                    .withDescription(
                            "not done: a sentinel has a name of 1 to 63 small letters, digits and hyphens, and two"
                                    + " addresses of the form host:port")
                    .asRuntimeException());
            return;
        }
        Optional<PeerLink> leader = groups.leadership().leaderId().flatMap(groups::peer);
        if (groups.leadership().local()) {
            log.change(new SentinelChange(added, request.getRemove()))
                    .whenComplete((outcome, failure) -> finish(outcome, reply));
        } else if (leader.isPresent() && mayForward) {
            forward(leader.get(), request, reply);
        } else {
            reply.completeExceptionally(noLeader());
        }
    }

    private static void finish(MembershipOutcome outcome, CompletableFuture<ChangeSentinelsReply> reply) {
        switch (outcome) {
            case MembershipOutcome.Done(List<SentinelAddress> members) ->
                reply.complete(ChangeSentinelsReply.newBuilder()
                        .addAllSentinels(
                                members.stream().map(TopologyWire::toWire).toList())
                        .build());
            case MembershipOutcome.NotDone(String reason) ->
                reply.completeExceptionally(Status.FAILED_PRECONDITION
                        .withDescription("not done: " + reason)
                        .asRuntimeException());
            case MembershipOutcome.NotLeader(Optional<String> leader) -> reply.completeExceptionally(noLeader());
            case MembershipOutcome.Unknown(String reason) ->
                reply.completeExceptionally(Status.UNKNOWN
                        .withDescription("outcome unknown, read the status: " + reason)
                        .asRuntimeException());
        }
    }

    private static StatusRuntimeException noLeader() {
        return Status.UNAVAILABLE
                .withDescription("not done: no leading sentinel is known; try again")
                .asRuntimeException();
    }

    private void forward(
            PeerLink leader, ChangeSentinelsRequest request, CompletableFuture<ChangeSentinelsReply> reply) {
        Metadata mark = new Metadata();
        mark.put(Switchovers.FORWARDED, "1");
        AdminGrpc.newStub(leader.channel())
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(mark))
                .withDeadlineAfter((long) FORWARD_PATIENCE * timeoutMs, TimeUnit.MILLISECONDS)
                .changeSentinels(request, new StreamObserver<ChangeSentinelsReply>() {
                    @Override
                    public void onNext(ChangeSentinelsReply answer) {
                        reply.complete(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        reply.completeExceptionally(Switchovers.asSeenFromHere(failure));
                    }

                    @Override
                    public void onCompleted() {}
                });
    }
}
