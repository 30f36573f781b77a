package dev.interrex.client.connection;

import dev.interrex.client.api.Reply;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A command as Lettuce sees it. Remembers whether any of its bytes were handed to the socket, and tells its end once. */
final class WireCommand extends Command<byte[], byte[], Reply> {
    /** The end of one command. */
    interface End {
        void onReply(Reply reply);

        void onBroken(boolean written, String reason);
    }

    private record Keyword(String name) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return name.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final ReplyOutput reply;
    private final End end;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean written;

    private WireCommand(String name, CommandArgs<byte[], byte[]> arguments, ReplyOutput reply, End end) {
        super(new Keyword(name), reply, arguments);
        this.reply = reply;
        this.end = end;
    }

    static WireCommand of(String name, List<byte[]> arguments, End end) {
        CommandArgs<byte[], byte[]> encoded = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        arguments.forEach(encoded::add);
        return new WireCommand(name, encoded, new ReplyOutput(), end);
    }

    @Override
    public void encode(ByteBuf buffer) {
        written = true;
        super.encode(buffer);
    }

    @Override
    public void complete() {
        super.complete();
        if (ended.compareAndSet(false, true)) {
            end.onReply(reply.reply());
        }
    }

    @Override
    public boolean completeExceptionally(Throwable failure) {
        status = ST_COMPLETED;
        onBroken(String.valueOf(failure.getMessage()));
        return true;
    }

    @Override
    public void cancel() {
        super.cancel();
        onBroken("cancelled");
    }

    private void onBroken(String reason) {
        if (ended.compareAndSet(false, true)) {
            end.onBroken(written, reason);
        }
    }
}
