package dev.interrex.node.control;

import dev.interrex.proto.v1.NodeControlGrpc;
import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.SentinelMessage;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The gRPC service that sentinels call: hands messages over and remembers the open streams. */
public final class ControlService extends NodeControlGrpc.NodeControlImplBase {
    private final ControlEvents events;
    private final List<SentinelStream> streams = new CopyOnWriteArrayList<>();

    public ControlService(ControlEvents events) {
        this.events = events;
    }

    /** Whether any sentinel is connected. Any thread. */
    public boolean watched() {
        return !streams.isEmpty();
    }

    /** Every connected sentinel. */
    public void forEach(Consumer<SentinelStream> action) {
        streams.forEach(action);
    }

    /** Sends to every connected sentinel; which of them leads is theirs to know. */
    public void broadcast(NodeMessage message) {
        for (SentinelStream stream : streams) {
            stream.send(message);
        }
    }

    @Override
    public StreamObserver<SentinelMessage> watch(StreamObserver<NodeMessage> responses) {
        ServerCallStreamObserver<NodeMessage> call = (ServerCallStreamObserver<NodeMessage>) responses;
        SentinelStream stream = new SentinelStream(call);
        streams.add(stream);
        call.setOnCancelHandler(() -> closed(stream));
        return new StreamObserver<>() {
            @Override
            public void onNext(SentinelMessage message) {
                events.onMessage(stream, message);
            }

            @Override
            public void onError(Throwable cause) {
                closed(stream);
            }

            @Override
            public void onCompleted() {
                closed(stream);
                call.onCompleted();
            }
        };
    }

    private void closed(SentinelStream stream) {
        if (streams.remove(stream)) {
            events.onClosed(stream);
        }
    }
}
