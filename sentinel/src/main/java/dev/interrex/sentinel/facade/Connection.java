package dev.interrex.sentinel.facade;

import dev.interrex.model.HostPort;
import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespDecoder;
import dev.interrex.resp.RespWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's socket: requests in, replies out, in order. While a command waits, for its reply or for a failover to end, nothing
 * more is read, so a client cannot queue commands here without limit. Facade thread only.
 */
final class Connection extends ChannelInboundHandlerAdapter implements Outlet {
    /** A request of Sentinel's has a few short words: part of the protocol, so no directive. */
    private static final RespDecoder.Limits LIMITS = new RespDecoder.Limits(1024 + 1, 64 * 1024, 64 * 1024);

    /** Replies to a pipeline are sent on in pieces of about this size. */
    private static final int FLUSH_BYTES = 64 * 1024;

    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final Desk desk;
    private final RespDecoder decoder = new RespDecoder(LIMITS);
    private final CommandArgs args = new CommandArgs();
    private @Nullable Session session;
    private @Nullable Channel channel;
    private @Nullable ByteBuf pending;
    private @Nullable CommandArgs held;
    private boolean awaitingReply;
    private boolean closing;

    Connection(Desk desk) {
        this.desk = desk;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Channel opened = context.channel();
        channel = opened;
        if (desk.full()) {
            desk.statistics.connectionsRejected++;
            closing = true;
            ByteBuf refusal = opened.alloc().buffer();
            RespWriter writer = new RespWriter();
            writer.target(refusal, false);
            writer.error("ERR max number of clients reached");
            opened.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        session = desk.open(text(opened.remoteAddress()), text(opened.localAddress()), this);
        pending = opened.alloc().buffer();
    }

    private static String text(Object address) {
        return address instanceof InetSocketAddress socket
                ? new HostPort(socket.getAddress().getHostAddress(), socket.getPort()).toString()
                : "?";
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        held = null;
        if (session != null) {
            desk.closed(session);
        }
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            log.error("closing {}", session == null ? "a connection" : session.address, cause);
        }
        context.close();
    }

    // ---- requests --------------------------------------------------------------------------------------------

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (pending != null && !closing) {
                pending.writeBytes(bytes);
                work();
            }
        } finally {
            bytes.release();
        }
    }

    /** The client read some of what it was sent. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            work();
        }
    }

    /** Runs requests until one waits, the input ends, or the client must read first. */
    private void work() {
        Channel open = channel;
        ByteBuf in = pending;
        Session self = session;
        if (open == null || in == null || self == null) {
            return;
        }
        boolean more = true;
        while (more && !waiting() && !closing && open.isWritable()) {
            ByteBuf out = open.alloc().buffer();
            more = runBatch(self, in, out);
            open.writeAndFlush(out);
        }
        if (!closing && in.readableBytes() > desk.settings.buffers().queryBytes()) {
            log.warn("closing {}: it sent {} bytes that are no whole request", self.address, in.readableBytes());
            open.close();
        }
        if (pending != null) {
            in.discardReadBytes();
        }
        open.config().setAutoRead(!waiting() && !closing && open.isWritable());
        if (closing && open.isActive()) {
            open.writeAndFlush(open.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private boolean waiting() {
        return held != null || awaitingReply;
    }

    /** False when the input ends before a request does. */
    private boolean runBatch(Session self, ByteBuf in, ByteBuf out) {
        while (!waiting() && !closing && out.readableBytes() < FLUSH_BYTES) {
            decoder.authenticated(self.authenticated);
            switch (decoder.decode(in, args)) {
                case NEED_MORE -> {
                    return false;
                }
                case PROTOCOL_ERROR -> {
                    desk.writer(out, self).error(decoder.error());
                    closing = true;
                    return false;
                }
                case COMPLETE -> run(self, args, out, false);
            }
        }
        return true;
    }

    private void run(Session self, CommandArgs words, ByteBuf out, boolean again) {
        switch (desk.run(self, words, desk.writer(out, self), again)) {
            case ANSWERED -> held = null;
            case HELD -> held = again ? words : words.copy();
            case LATER -> {
                held = null;
                awaitingReply = true;
            }
        }
    }

    // ---- outlet ----------------------------------------------------------------------------------------------

    @Override
    public void push(Consumer<RespWriter> writes) {
        Channel open = Objects.requireNonNull(channel);
        if (closing) {
            return;
        }
        if (!open.isWritable()) {
            log.warn("closing {}: it does not read its messages", open.remoteAddress());
            closing = true;
            open.close();
            return;
        }
        write(open, writes);
    }

    private void write(Channel open, Consumer<RespWriter> writes) {
        ByteBuf out = open.alloc().buffer();
        writes.accept(desk.writer(out, Objects.requireNonNull(session)));
        open.writeAndFlush(out);
    }

    @Override
    public void answer(Consumer<RespWriter> writes) {
        if (!closing && awaitingReply) {
            awaitingReply = false;
            write(Objects.requireNonNull(channel), writes);
            work();
        }
    }

    @Override
    public void retryHeld() {
        CommandArgs words = held;
        if (words == null || closing) {
            return;
        }
        Channel open = Objects.requireNonNull(channel);
        ByteBuf out = open.alloc().buffer();
        run(Objects.requireNonNull(session), words, out, true);
        open.writeAndFlush(out);
        work();
    }

    @Override
    public void close() {
        closing = true;
        Channel open = Objects.requireNonNull(channel);
        // After the reply that is being written, which work() sends.
        desk.execute(() -> open.writeAndFlush(open.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE));
    }
}
