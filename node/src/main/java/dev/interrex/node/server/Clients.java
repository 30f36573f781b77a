package dev.interrex.node.server;

import dev.interrex.node.dispatch.Dispatcher;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All accepted connections: decides who may stay, and gives each its {@link ClientHandler}. Loop thread only. */
@Sharable
final class Clients extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Clients.class);

    private static final String TOO_MANY = "-ERR max number of clients reached\r\n";
    private static final String STRANGER =
            "-DENIED this node has no password and is in protected mode, in which it accepts only clients of its own"
                    + " machine. Set requirepass, or protected-mode no where the network is trusted.\r\n";

    private static final int LEAST_READ_BYTES = 256;
    private static final int FIRST_READ_BYTES = 2048;
    private static final int MOST_READ_BYTES = 64 * 1024;
    private static final int PROBE_PARTS = 3;

    private final Dispatcher dispatcher;
    private final Turn turn;
    private final KeyScout scout;
    private final ServerLimits limits;
    private final LoopTransport transport;
    private final Set<ClientHandler> all = new LinkedHashSet<>();

    Clients(Dispatcher dispatcher, Turn turn, ServerLimits limits, LoopTransport transport) {
        this.dispatcher = dispatcher;
        this.turn = turn;
        scout = new KeyScout(dispatcher.engine());
        this.limits = limits;
        this.transport = transport;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel channel = context.channel();
        if (all.size() >= limits.mostClients()) {
            refuse(channel, TOO_MANY);
        } else if (limits.refusesStrangers() && !isLocal(channel)) {
            LOG.warn("refused {}: protected mode", channel.remoteAddress());
            refuse(channel, STRANGER);
        } else {
            accept(context);
        }
    }

    private void accept(ChannelHandlerContext context) {
        Channel channel = context.channel();
        channel.config()
                .setOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(LEAST_READ_BYTES, FIRST_READ_BYTES, MOST_READ_BYTES)
                                .maxMessagesPerRead(1));
        int keepAliveSeconds = limits.keepAliveSeconds();
        if (keepAliveSeconds > 0) {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
            channel.config().setOption(transport.keepAliveIdleSeconds(), keepAliveSeconds);
            channel.config()
                    .setOption(transport.keepAliveIntervalSeconds(), Math.max(1, keepAliveSeconds / PROBE_PARTS));
        }
        ClientHandler handler = new ClientHandler(dispatcher, turn, scout, limits, channel);
        all.add(handler);
        channel.closeFuture().addListener(closed -> all.remove(handler));
        context.pipeline().replace(this, null, handler);
    }

    private void refuse(Channel channel, String text) {
        limits.statistics().connectionRejected();
        ByteBuf error = ByteBufUtil.writeAscii(channel.alloc(), text);
        channel.writeAndFlush(error).addListener(ChannelFutureListener.CLOSE);
    }

    private static boolean isLocal(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress inet
                && inet.getAddress().isLoopbackAddress();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("connection of {} broke: {}", context.channel().remoteAddress(), cause.toString());
        context.close();
    }

    /** The node stops: every connection is closed at once. */
    void end() {
        for (ClientHandler client : all.toArray(new ClientHandler[0])) {
            client.end();
        }
    }

    void sweep(long nowMs) {
        for (ClientHandler client : all.toArray(new ClientHandler[0])) {
            client.sweep(nowMs);
        }
    }
}
