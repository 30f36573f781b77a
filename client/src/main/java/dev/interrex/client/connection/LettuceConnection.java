package dev.interrex.client.connection;

import dev.interrex.client.api.Command;
import dev.interrex.client.api.Reply;
import dev.interrex.client.routing.ServerConnection;
import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.api.StatefulConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One established connection. Writes below Lettuce's own bookkeeping of transactions and credentials, which assumes one caller. */
final class LettuceConnection implements ServerConnection {
    private static final WireCommand.End IGNORED = new WireCommand.End() {
        @Override
        public void onReply(Reply reply) {}

        @Override
        public void onBroken(boolean written, String reason) {}
    };

    private final String address;
    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisChannelWriter writer;
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();

    LettuceConnection(String address, StatefulConnection<byte[], byte[]> connection, RedisChannelWriter writer) {
        this.address = address;
        this.connection = connection;
        this.writer = writer;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void send(List<byte[]> prefix, Command<?> command, ReplyHandler handler) {
        pending.incrementAndGet();
        WireCommand wire = wire(prefix, command.name(), command.arguments(), new Single(handler));
        try {
            writer.write(wire);
        } catch (RuntimeException e) {
            wire.completeExceptionally(e);
        }
    }

    @Override
    public void sendTransaction(List<byte[]> prefix, List<Command<?>> commands, ReplyHandler handler) {
        pending.incrementAndGet();
        Transaction end = new Transaction(handler, commands.size() + 2);
        List<WireCommand> parts = new ArrayList<>(commands.size() + 2);
        parts.add(WireCommand.of("MULTI", List.of(), end.part(0)));
        for (Command<?> command : commands) {
            parts.add(WireCommand.of(command.name(), command.arguments(), end.part(parts.size())));
        }
        parts.add(wire(prefix, "EXEC", List.of(), end.part(parts.size())));
        TransactionCommand wire = new TransactionCommand(parts);
        try {
            writer.write(wire);
        } catch (RuntimeException e) {
            wire.completeExceptionally(e);
        }
    }

    private static WireCommand wire(List<byte[]> prefix, String name, List<byte[]> arguments, WireCommand.End end) {
        if (prefix.isEmpty()) {
            return WireCommand.of(name, arguments, end);
        }
        List<byte[]> all = new ArrayList<>(prefix.size() + arguments.size());
        all.addAll(prefix.subList(1, prefix.size()));
        all.add(name.getBytes(StandardCharsets.US_ASCII));
        all.addAll(arguments);
        return WireCommand.of(new String(prefix.get(0), StandardCharsets.US_ASCII), all, end);
    }

    /**
     * This client goes where a primary that hands over sends it, and wants to hear of that early. A server that does not know this says so, and
     * nothing is different.
     */
    void tellCapabilities() {
        List<byte[]> words = Stream.of("CAPA", "redirect", "standby")
                .map(word -> word.getBytes(StandardCharsets.US_ASCII))
                .toList();
        WireCommand wire = WireCommand.of("CLIENT", words, IGNORED);
        try {
            writer.write(wire);
        } catch (RuntimeException e) {
            wire.completeExceptionally(e);
        }
    }

    @Override
    public int pending() {
        return pending.get();
    }

    @Override
    public void close() {
        end();
    }

    /** Closes it, once; ends when the socket is closed. */
    CompletableFuture<@Nullable Void> end() {
        if (closing.compareAndSet(false, true)) {
            connection.closeAsync().whenComplete((nothing, failure) -> ended.complete(null));
        }
        return ended;
    }

    private final class Single implements WireCommand.End {
        private final ReplyHandler handler;

        Single(ReplyHandler handler) {
            this.handler = handler;
        }

        @Override
        public void onReply(Reply reply) {
            pending.decrementAndGet();
            handler.onReplies(List.of(reply));
        }

        @Override
        public void onBroken(boolean written, String reason) {
            pending.decrementAndGet();
            handler.onBroken(written, reason);
        }
    }

    /** Gathers the replies of the parts; they come on one thread, in order. A break of any part is the end of the whole. */
    private final class Transaction {
        private final ReplyHandler handler;
        private final Reply[] replies;
        private final AtomicInteger missing;

        Transaction(ReplyHandler handler, int size) {
            this.handler = handler;
            this.replies = new Reply[size];
            this.missing = new AtomicInteger(size);
        }

        WireCommand.End part(int index) {
            return new WireCommand.End() {
                @Override
                public void onReply(Reply reply) {
                    replies[index] = reply;
                    if (missing.decrementAndGet() == 0) {
                        pending.decrementAndGet();
                        handler.onReplies(Arrays.asList(replies));
                    }
                }

                @Override
                public void onBroken(boolean written, String reason) {
                    if (missing.getAndSet(0) > 0) {
                        pending.decrementAndGet();
                        handler.onBroken(written, reason);
                    }
                }
            };
        }
    }
}
