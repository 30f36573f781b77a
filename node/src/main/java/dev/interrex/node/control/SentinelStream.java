package dev.interrex.node.control;

import dev.interrex.proto.v1.NodeMessage;
import io.grpc.stub.ServerCallStreamObserver;

/** The stream of one sentinel. Sends from any thread; a sentinel that does not read misses reports rather than fill memory. */
public final class SentinelStream {
    private final ServerCallStreamObserver<NodeMessage> call;

    SentinelStream(ServerCallStreamObserver<NodeMessage> call) {
        this.call = call;
    }

    /** Sends if the sentinel keeps up; every message is repeated or superseded sooner or later, so one may be dropped. */
    public synchronized void send(NodeMessage message) {
        if (!call.isCancelled() && call.isReady()) {
            call.onNext(message);
        }
    }
}
