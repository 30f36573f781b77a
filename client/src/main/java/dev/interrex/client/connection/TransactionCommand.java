package dev.interrex.client.connection;

import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.List;

/**
 * Several commands that go out with nothing in between. Lettuce hands a batch to the channel one command at a time, where those of other threads
 * get in between; so this travels to the channel as one command, and {@link Unpacking} puts its parts in its place on the event loop.
 */
final class TransactionCommand extends Command<byte[], byte[], Object> {
    private final List<WireCommand> parts;

    TransactionCommand(List<WireCommand> parts) {
        super(CommandType.MULTI, null);
        this.parts = parts;
    }

    /** The whole was not written, or not to its end. */
    @Override
    public boolean completeExceptionally(Throwable failure) {
        status = ST_COMPLETED;
        parts.forEach(part -> part.completeExceptionally(failure));
        return true;
    }

    @Override
    public void cancel() {
        super.cancel();
        parts.forEach(WireCommand::cancel);
    }

    /** Sits behind Lettuce's handlers, so that it sees writes first. */
    static final class Unpacking extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof TransactionCommand transaction) {
                context.write(List.<RedisCommand<?, ?, ?>>copyOf(transaction.parts), promise);
            } else {
                context.write(message, promise);
            }
        }
    }
}
