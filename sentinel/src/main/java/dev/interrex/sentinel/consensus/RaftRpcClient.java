package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.ReplicatorGroup;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.InvokeContext;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcRequests.RequestVoteRequest;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JRaft's client side on {@link PeerConnections}. Never opens a connection in the caller's time: JRaft calls
 * {@link #checkConnection} and {@link #invokeSync} while it holds its node's lock, and a sentinel that waited there for a
 * dead peer would neither vote nor lead.
 */
final class RaftRpcClient implements RpcClient {
    private static final Logger LOG = LoggerFactory.getLogger(RaftRpcClient.class);

    /** Tells replicators of new connections; they lock the node, which the event loop must not wait for. */
    private final ExecutorService notifier = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("raft-connected").factory());

    private @Nullable RaftNodeOptions options;
    private @Nullable ReplicatorGroup replicators;

    @Override
    public boolean init(RpcOptions options) {
        RaftNodeOptions own = (RaftNodeOptions) options;
        this.options = own;
        own.connections().addListener(new PeerConnections.Listener() {
            @Override
            public void up(String address) {
                connected(address);
            }
        });
        return true;
    }

    /** The connections belong to whoever made the options. */
    @Override
    public void shutdown() {
        notifier.shutdown();
    }

    @Override
    public void registerConnectEventListener(ReplicatorGroup replicatorGroup) {
        replicators = replicatorGroup;
    }

    @Override
    public boolean checkConnection(Endpoint endpoint) {
        return connection(endpoint).isUp();
    }

    @Override
    public boolean checkConnection(Endpoint endpoint, boolean createIfAbsent) {
        return connection(endpoint).isUp();
    }

    @Override
    public void closeConnection(Endpoint endpoint) {
        connection(endpoint).reset();
    }

    @Override
    public Object invokeSync(Endpoint endpoint, Object request, @Nullable InvokeContext ctx, long timeoutMs)
            throws InterruptedException, RemotingException {
        PeerConnection connection = connection(endpoint);
        if (!connection.isUp()) {
            throw new RemotingException("not connected to " + endpoint);
        }
        int waitMs = (int) Math.min(timeoutMs, own().connections().limits().syncWaitMs());
        CompletableFuture<Message> answer = new CompletableFuture<>();
        connection.send((Message) request, waitMs, (response, error) -> {
            if (response != null) {
                answer.complete(response);
            } else {
                answer.completeExceptionally(error);
            }
        });
        try {
            return answer.get(waitMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new RemotingException(e.getCause());
        } catch (TimeoutException e) {
            throw new InvokeTimeoutException("no response from " + endpoint, e);
        }
    }

    @Override
    public void invokeAsync(
            Endpoint endpoint, Object request, @Nullable InvokeContext ctx, InvokeCallback callback, long timeoutMs) {
        int waitMs = (int) Math.min(timeoutMs, Integer.MAX_VALUE);
        if (request instanceof RequestVoteRequest vote) {
            if (!own().voteGate().mayAskForVotes()) {
                complete(callback, null, new RemotingException("not admitted as a voter yet, term " + vote.getTerm()));
                return;
            }
            waitMs = own().voteTimeoutMs();
        }
        connection(endpoint).send((Message) request, waitMs, (response, error) -> complete(callback, response, error));
    }

    private static void complete(InvokeCallback callback, @Nullable Message response, @Nullable Throwable error) {
        Executor executor = callback.executor();
        if (executor == null) {
            callback.complete(response, error);
            return;
        }
        try {
            executor.execute(() -> callback.complete(response, error));
        } catch (RejectedExecutionException e) {
            // A replicator that never heard of its request would wait for ever.
            callback.complete(response, error);
        }
    }

    private void connected(String address) {
        PeerId peer = new PeerId();
        ReplicatorGroup group = replicators;
        if (group == null || !peer.parse(address)) {
            return;
        }
        try {
            notifier.execute(() -> group.checkReplicator(peer, true));
        } catch (RejectedExecutionException e) {
            LOG.debug("connection to {} came up during shutdown", address);
        }
    }

    private PeerConnection connection(Endpoint endpoint) {
        return own().connections().to(endpoint.toString());
    }

    private RaftNodeOptions own() {
        if (options == null) {
            throw new IllegalStateException("not initialized");
        }
        return options;
    }
}
