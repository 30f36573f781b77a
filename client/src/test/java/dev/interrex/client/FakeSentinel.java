package dev.interrex.client;

import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.MemberId;
import dev.interrex.proto.v1.NodeInfo;
import dev.interrex.proto.v1.TopologyEvent;
import dev.interrex.proto.v1.TopologyGrpc;
import dev.interrex.proto.v1.WatchRequest;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sentinel that serves Topology.Watch on a real port and says what the test tells it. */
final class FakeSentinel implements Closeable {
    private final Server server;
    private final List<StreamObserver<TopologyEvent>> watchers = new ArrayList<>();
    private @Nullable TopologyEvent known;

    FakeSentinel() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(new Service())
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    synchronized int watchers() {
        return watchers.size();
    }

    /** Makes known, and pushes, that the node at {@code primaryAddress} is the primary. */
    synchronized void announce(long epoch, String primaryAddress, boolean serving) {
        TopologyEvent event = TopologyEvent.newBuilder()
                .setPrimaryServing(serving)
                .setState(GroupState.newBuilder()
                        .setGroup("orders")
                        .setEpoch(epoch)
                        .setVersion(epoch)
                        .setPrimary(MemberId.newBuilder().setNodeId("n" + epoch))
                        .addNodes(NodeInfo.newBuilder().setNodeId("n" + epoch).setRespAddress(primaryAddress)))
                .build();
        known = event;
        watchers.forEach(watcher -> watcher.onNext(event));
    }

    private final class Service extends TopologyGrpc.TopologyImplBase {
        @Override
        public void watch(WatchRequest request, StreamObserver<TopologyEvent> watcher) {
            if (!request.getGroup().equals("orders")) {
                watcher.onError(Status.NOT_FOUND.asRuntimeException());
                return;
            }
            synchronized (FakeSentinel.this) {
                watchers.add(watcher);
                if (known != null) {
                    watcher.onNext(known);
                }
            }
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
