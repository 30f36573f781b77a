package dev.interrex.sentinel.admin;

import dev.interrex.proto.v1.AdminGrpc;
import dev.interrex.proto.v1.ChangeSentinelsReply;
import dev.interrex.proto.v1.ChangeSentinelsRequest;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.FailoverReply;
import dev.interrex.proto.v1.FailoverRequest;
import dev.interrex.proto.v1.StatusRequest;
import dev.interrex.sentinel.heartbeat.SentinelLoop;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;

/** The {@code Admin} service, see admin.proto. Called on gRPC's threads. */
public final class AdminService extends AdminGrpc.AdminImplBase {
    private static final Context.Key<Boolean> FORWARDED = Context.keyWithDefault("forwarded", false);

    private final StatusReports reports;
    private final Switchovers switchovers;
    private final SentinelChanges sentinels;
    private final SentinelLoop loop;

    public AdminService(StatusReports reports, Switchovers switchovers, SentinelChanges sentinels, SentinelLoop loop) {
        this.reports = reports;
        this.switchovers = switchovers;
        this.sentinels = sentinels;
        this.loop = loop;
    }

    /** This service with what it needs to know a call that another sentinel passed on. */
    public ServerServiceDefinition definition() {
        return ServerInterceptors.intercept(this, new ServerInterceptor() {
            @Override
            public <Q, A> ServerCall.Listener<Q> interceptCall(
                    ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                boolean forwarded = headers.containsKey(Switchovers.FORWARDED);
                return Contexts.interceptCall(Context.current().withValue(FORWARDED, forwarded), call, headers, next);
            }
        });
    }

    @Override
    public void status(StatusRequest request, StreamObserver<ClusterStatus> reply) {
        loop.execute(() -> {
            reply.onNext(reports.cluster(request.getGroup()));
            reply.onCompleted();
        });
    }

    @Override
    public void failover(FailoverRequest request, StreamObserver<FailoverReply> reply) {
        answer(switchovers.begin(request, !FORWARDED.get()), reply);
    }

    @Override
    public void changeSentinels(ChangeSentinelsRequest request, StreamObserver<ChangeSentinelsReply> reply) {
        answer(sentinels.begin(request, !FORWARDED.get()), reply);
    }

    private static <T> void answer(CompletableFuture<T> begun, StreamObserver<T> reply) {
        begun.whenComplete((answer, failure) -> {
            if (failure == null) {
                reply.onNext(answer);
                reply.onCompleted();
            } else {
                reply.onError(failure);
            }
        });
    }
}
