package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.rpc.RpcProcessor;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.TimeoutNowRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.TimeoutNowResponse;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.rpc.impl.ConnectionClosedEventListener;
import com.google.protobuf.Message;
import dev.interrex.proto.v1.RaftFrame;
import dev.interrex.proto.v1.RaftTransportGrpc;
import io.grpc.BindableService;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * JRaft's server side, as a service of the sentinel's gRPC server: it opens no port. Requests run on the executor that their
 * processor names, in the order of arrival if that executor has one thread.
 *
 * <p>Does not do what JRaft calls the replicator pipeline: that keeps response numbers per pair of peers which outlive a
 * connection, so that an answer which was under way when a connection broke can jam the next one.
 */
final class RaftRpcServer implements RpcServer, BindableService, PeerStream.Server {
    private final TransportLimits limits;
    private final VoteGate voteGate;
    private final Map<String, RpcProcessor<Message>> processors = new ConcurrentHashMap<>();
    private final List<ConnectionClosedEventListener> closedListeners = new CopyOnWriteArrayList<>();
    private final Set<PeerStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean started;

    RaftRpcServer(TransportLimits limits, VoteGate voteGate) {
        this.limits = limits;
        this.voteGate = voteGate;
    }

    @Override
    public ServerServiceDefinition bindService() {
        return new RaftTransportGrpc.RaftTransportImplBase() {
            @Override
            public StreamObserver<RaftFrame> exchange(StreamObserver<RaftFrame> responses) {
                return accept((ServerCallStreamObserver<RaftFrame>) responses);
            }
        }.bindService();
    }

    @Override
    public boolean init(@Nullable Void options) {
        started = true;
        return true;
    }

    @Override
    public void shutdown() {
        started = false;
        streams.forEach(stream -> stream.close(Status.UNAVAILABLE.withDescription("the sentinel stops")));
    }

    @Override
    public boolean isStarted() {
        return started;
    }

    /** The shared server's port is not known here, nor does JRaft need it. */
    @Override
    public int boundPort() {
        return 0;
    }

    @Override
    public void registerConnectionClosedEventListener(ConnectionClosedEventListener listener) {
        closedListeners.add(listener);
    }

    /** The processor must name an executor: requests arrive on gRPC's thread. */
    @Override
    @SuppressWarnings("unchecked") // a processor gets only what it declared an interest in
    public void registerProcessor(RpcProcessor<?> processor) {
        processors.put(processor.interest(), (RpcProcessor<Message>) processor);
    }

    /** Called at the pace of the clients' pings. */
    void tick() {
        streams.forEach(PeerStream::tick);
    }

    @Override
    public void request(PeerStream stream, long requestId, Message request) {
        if (!started) {
            stream.refuse(requestId, "not started");
            return;
        }
        Message refusal = refusalOf(request);
        if (refusal != null) {
            stream.respond(requestId, refusal);
            return;
        }
        RpcProcessor<Message> processor = processors.get(request.getClass().getName());
        if (processor == null) {
            stream.refuse(requestId, "not a request");
            return;
        }
        try {
            processor.executor().execute(() -> processor.handleRequest(stream.contextOf(requestId), request));
        } catch (RejectedExecutionException e) {
            stream.refuse(requestId, "busy or closing");
        }
    }

    @Override
    public void closed(PeerStream stream) {
        streams.remove(stream);
        closedListeners.forEach(listener -> listener.onClosed(PeerStream.REMOTE, stream));
    }

    private StreamObserver<RaftFrame> accept(ServerCallStreamObserver<RaftFrame> responses) {
        PeerStream stream = new PeerStream(this, limits, responses);
        streams.add(stream);
        return stream;
    }

    /** The answer to a request that this sentinel must not act upon while it is not admitted as a voter; otherwise null. */
    private @Nullable Message refusalOf(Message request) {
        if (request instanceof RequestVoteRequest vote && !voteGate.mayGrant(vote.getTerm())) {
            return RequestVoteResponse.newBuilder().setTerm(0).setGranted(false).build();
        }
        if (request instanceof TimeoutNowRequest && !voteGate.mayAskForVotes()) {
            return TimeoutNowResponse.newBuilder().setTerm(0).setSuccess(false).build();
        }
        return null;
    }
}
