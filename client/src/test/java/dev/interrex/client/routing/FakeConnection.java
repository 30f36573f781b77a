package dev.interrex.client.routing;

import dev.interrex.client.api.Command;
import dev.interrex.client.api.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;

/** Records what is sent until the test answers or breaks it. */
final class FakeConnection implements ServerConnection {
    record Sent(List<byte[]> prefix, List<Command<?>> commands, ReplyHandler handler) {
        /** The words before the command. */
        String numbered() {
            return prefix.stream()
                    .map(word -> new String(word, StandardCharsets.US_ASCII))
                    .collect(Collectors.joining(" "));
        }

        String lastArgument() {
            List<byte[]> arguments = commands.get(0).arguments();
            return new String(arguments.get(arguments.size() - 1), StandardCharsets.UTF_8);
        }
    }

    private final HandLoop loop;
    private final String address;
    private final Connector.ConnectHandler handler;
    final Deque<Sent> sent = new ArrayDeque<>();
    Reply answerAlways = Reply.NIL;
    boolean closed;

    FakeConnection(String address, Connector.ConnectHandler handler, HandLoop loop) {
        this.loop = loop;
        this.address = address;
        this.handler = handler;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void send(List<byte[]> prefix, Command<?> command, ReplyHandler replies) {
        sent.add(new Sent(prefix, List.of(command), replies));
        if (!answerAlways.isNil()) {
            answer(answerAlways);
        }
    }

    @Override
    public void sendTransaction(List<byte[]> prefix, List<Command<?>> commands, ReplyHandler replies) {
        sent.add(new Sent(prefix, commands, replies));
    }

    @Override
    public int pending() {
        return sent.size();
    }

    @Override
    public void close() {
        closed = true;
        breakDown(true);
    }

    /** Says where the primary may be soon. */
    void foretell(String successor) {
        handler.onForetold(successor);
        loop.run();
    }

    void answer(Reply... replies) {
        sent.remove().handler.onReplies(List.of(replies));
    }

    void breakDown(boolean written) {
        while (!sent.isEmpty()) {
            sent.remove().handler.onBroken(written, "connection reset");
        }
        handler.onClosed(this, "connection reset");
        loop.run();
    }
}
