package dev.interrex.node.dispatch;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A client without a socket: sends commands, and sees what may leave, as the server would flush it. */
final class FakeClient implements ClientConnection {
    private final Dispatcher dispatcher;
    private final Deque<CommandArgs> waiting = new ArrayDeque<>();
    final Session session;
    boolean closed;

    FakeClient(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
        session = dispatcher.open(this);
    }

    /** Sends a command; it is executed if none before it waits. */
    FakeClient send(String... arguments) {
        waiting.add(CommandArgs.of(arguments));
        proceed();
        return this;
    }

    /** Sends and takes the one reply that has come. */
    RespReply call(String... arguments) {
        send(arguments);
        List<RespReply> replies = replies();
        if (replies.size() != 1) {
            throw new AssertionError(String.join(" ", arguments) + " got " + replies);
        }
        return replies.get(0);
    }

    /** Everything that has left since the last call. */
    List<RespReply> replies() {
        byte[] bytes = new byte[session.releasedBytes()];
        if (bytes.length > 0) {
            ByteBuf out = session.take();
            out.readBytes(bytes);
            session.giveBack(out);
        }
        try {
            return RespReplyReader.readAll(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> texts() {
        return replies().stream().map(RespReply::text).toList();
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    @Override
    public void proceed() {
        dispatcher.beginBatch();
        while (!waiting.isEmpty() && session.isReady() && dispatcher.execute(session, waiting.peek())) {
            waiting.remove();
        }
        dispatcher.endBatch();
    }

    @Override
    public void changed() {
        closed = session.isClosing();
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1:50000";
    }

    @Override
    public String localAddress() {
        return "127.0.0.1:6379";
    }

    @Override
    public int receivedBytes() {
        return 0;
    }

    @Override
    public long unsentBytes() {
        return 0;
    }
}
