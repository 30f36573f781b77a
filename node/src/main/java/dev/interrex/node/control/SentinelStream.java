package dev.interrex.node.control;

import dev.interrex.proto.v1.NodeMessage;
import io.grpc.stub.ServerCallStreamObserver;

/** The stream of one sentinel. Sends from any thread; a sentinel that does not read misses reports rather than fill memory. */
public final class SentinelStream {
    private final ServerCallStreamObserver<NodeMessage> call;

    /** Event loop only. */
    private long lastPing;

    SentinelStream(ServerCallStreamObserver<NodeMessage> call) {
        this.call = call;
    }

    /** Its newest ping: a report that is made later is at least as young as an answer to it. */
    public void pinged(long sequence) {
        lastPing = sequence;
    }

    public long lastPing() {
        return lastPing;
    }

    /** Sends if the sentinel keeps up; every message is repeated or superseded sooner or later, so one may be dropped. */
    public synchronized void send(NodeMessage message) {
        if (!call.isCancelled() && call.isReady()) {
            call.onNext(message);
        }
    }
}
