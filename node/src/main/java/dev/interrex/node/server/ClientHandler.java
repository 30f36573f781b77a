package dev.interrex.node.server;

import dev.interrex.model.HostPort;
import dev.interrex.node.config.OutputLimits;
import dev.interrex.node.dispatch.ClientConnection;
import dev.interrex.node.dispatch.Dispatcher;
import dev.interrex.node.dispatch.Session;
import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's socket: received bytes become commands, released replies become bytes. The only handler of its pipeline.
 *
 * <p>What was received is parsed where it lies. A buffer is kept while part of a command, or commands that must wait, are in it;
 * otherwise it goes back at once, so an idle connection holds none.
 *
 * <p>Closing is done in order: what may leave is flushed, then this side ends the stream and reads until the client has closed or
 * {@code client-linger-ms} are over. Closing at once would let the kernel throw the last replies away if there is unread input.
 *
 * <p>Loop thread only.
 */
final class ClientHandler extends ChannelInboundHandlerAdapter implements ClientConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ClientHandler.class);

    /** Received bytes that wait behind a blocked command before no more are read: the rest waits in the socket. No directive. */
    private static final int MOST_WAITING_BYTES = 64 * 1024;

    private final Dispatcher dispatcher;
    private final Turn turn;
    private final ServerLimits limits;
    private final Channel channel;
    private final String remoteAddress;
    private final String localAddress;
    private final RespDecoder decoder;
    private final CommandArgs args = new CommandArgs();
    private final KeyScout scout;
    private final Session session;

    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    /** {@link #args} hold a command that has to wait; its bytes lie before the reader index. */
    private boolean kept;
    /** On the list of {@link Turn#changed}. */
    private boolean changed;
    /** On the list of {@link Turn#unfinished}. */
    private boolean unfinished;

    private boolean executing;
    private boolean endedOutput;
    /** Since when it is closing or has passed the soft output limit, monotonic; 0 = neither. */
    private long closingSinceMs;

    private long softLimitSinceMs;

    ClientHandler(Dispatcher dispatcher, Turn turn, KeyScout scout, ServerLimits limits, Channel channel) {
        this.dispatcher = dispatcher;
        this.turn = turn;
        this.scout = scout;
        this.limits = limits;
        this.channel = channel;
        remoteAddress = hostAndPort(channel.remoteAddress());
        localAddress = hostAndPort(channel.localAddress());
        decoder = new RespDecoder(limits.decoderLimits());
        session = dispatcher.open(this);
        decoder.authenticated(session.authenticated());
    }

    // ---- from the socket

    @Override
    public void channelRead(ChannelHandlerContext unused, Object message) {
        ByteBuf in = (ByteBuf) message;
        if (endedOutput || session.isClosing()) {
            in.release();
            return;
        }
        limits.statistics().received(in.readableBytes());
        if (received == Unpooled.EMPTY_BUFFER) {
            received = in;
        } else {
            append(in);
        }
        if (!unfinished) {
            executeAll();
        }
        afterChange();
    }

    private void append(ByteBuf in) {
        if (!kept) {
            received.discardSomeReadBytes();
        }
        received.writeBytes(in);
        in.release();
    }

    @Override
    public void channelInactive(ChannelHandlerContext unused) {
        gone();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext unused) {
        if (channel.isWritable()) {
            afterChange();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext unused, Throwable cause) {
        boolean usual = cause instanceof java.io.IOException;
        if (usual) {
            LOG.debug("connection of {} broke: {}", remoteAddress, cause.toString());
        } else {
            LOG.error("connection of {} closed after an unexpected error", remoteAddress, cause);
        }
        channel.close();
    }

    /** The node stops. */
    void end() {
        gone();
        channel.close();
    }

    private void gone() {
        endedOutput = true;
        kept = false;
        dispatcher.closed(session);
        freeReceived();
    }

    // ---- executing

    /** The next turn has come for a connection that had used up its share. */
    void goOn() {
        unfinished = false;
        if (!endedOutput) {
            executeAll();
            afterChange();
        }
    }

    @Override
    public void proceed() {
        if (!endedOutput && !executing) {
            executeAll();
            afterChange();
        }
    }

    private void executeAll() {
        executing = true;
        boolean executed;
        dispatcher.beginBatch();
        try {
            executed = executeSome();
        } finally {
            dispatcher.endBatch();
        }
        executing = false;
        if (!kept && !received.isReadable()) {
            freeReceived();
        }
        // A command that has to wait on needs no end of turn, which would only make it try in vain, again and again.
        if (executed) {
            turn.ends();
        }
    }

    /** Executes what has come, within the connection's share; false if that was nothing. */
    private boolean executeSome() {
        int left = limits.commandsPerTurn();
        int seen = received.readerIndex() + 1;
        boolean executed = false;
        while (session.isReady() && next()) {
            if (left-- == 0) {
                kept = true;
                unfinished = true;
                turn.unfinished(this);
                break;
            }
            if (received.readerIndex() >= seen && received.isReadable()) {
                seen = scout.look(received, session.database());
            }
            kept = !dispatcher.execute(session, args);
            executed |= !kept;
        }
        return executed;
    }

    /** Whether {@link #args} hold a command to be executed. */
    private boolean next() {
        if (kept) {
            return true;
        }
        if (!received.isReadable()) {
            return false;
        }
        decoder.authenticated(session.authenticated());
        return switch (decoder.decode(received, args)) {
            case COMPLETE -> true;
            case NEED_MORE -> false;
            case PROTOCOL_ERROR -> {
                LOG.debug("closing {}: {}", remoteAddress, decoder.error());
                dispatcher.protocolError(session, decoder.error());
                yield false;
            }
        };
    }

    private void freeReceived() {
        if (received != Unpooled.EMPTY_BUFFER) {
            received.release();
            received = Unpooled.EMPTY_BUFFER;
        }
    }

    // ---- sending

    @Override
    public void changed() {
        if (!changed) {
            changed = true;
            turn.changed(this);
        }
    }

    /** At the end of the turn. */
    void flush() {
        changed = false;
        if (endedOutput) {
            return;
        }
        while (session.releasedBytes() > 0) {
            limits.statistics().sent(session.releasedBytes());
            ByteBuf out = session.take();
            channel.write(out.retain(), channel.voidPromise());
            channel.flush();
            session.giveBack(out);
        }
        if (session.isClosing() && session.owedBytes() == 0) {
            endOutput();
        } else {
            afterChange();
        }
    }

    /** Ends the stream behind what is flushed, and with it everything that this client may do. */
    private void endOutput() {
        gone();
        closingSinceMs = limits.monotonicMs();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            if (flushed.isSuccess() && channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
                channel.config().setAutoRead(true);
            } else {
                channel.close();
            }
        });
    }

    /** After anything was executed, received or sent: replies to be flushed, limits, and whether to read on. */
    private void afterChange() {
        if (endedOutput) {
            return;
        }
        if (session.releasedBytes() > 0 || session.isClosing()) {
            changed();
        }
        if (received.readableBytes() > limits.queryBufferBytes()) {
            LOG.warn("closing {}: its unfinished commands exceed client-query-buffer-limit", remoteAddress);
            channel.close();
            return;
        }
        long output = session.owedBytes() + unsentBytes();
        if (isTooMuch(output)) {
            LOG.warn("closing {}: {} unread bytes exceed client-output-buffer-limit", remoteAddress, output);
            channel.close();
            return;
        }
        boolean waits = kept && !unfinished || received.readableBytes() > MOST_WAITING_BYTES && isStuck();
        boolean reads = !waits && output <= limits.outputPauseBytes();
        if (channel.config().isAutoRead() != reads) {
            channel.config().setAutoRead(reads);
        }
    }

    /** Whether received commands wait for something else than more bytes. */
    private boolean isStuck() {
        return unfinished || !session.isReady();
    }

    private boolean isTooMuch(long output) {
        OutputLimits.Limit limit = limits.output(session.subscriptions() > 0);
        if (limit.hardBytes() > 0 && output > limit.hardBytes()) {
            return true;
        }
        if (limit.softBytes() == 0 || output <= limit.softBytes()) {
            softLimitSinceMs = 0;
        } else if (softLimitSinceMs == 0) {
            softLimitSinceMs = limits.monotonicMs();
        } else {
            return limits.monotonicMs() - softLimitSinceMs > limit.softSeconds() * 1000L;
        }
        return false;
    }

    /** Once a second: time-outs, and limits that time alone can pass. */
    void sweep(long nowMs) {
        if (endedOutput) {
            if (closingSinceMs != 0 && nowMs - closingSinceMs >= limits.lingerMs()) {
                channel.close();
            }
            return;
        }
        if (session.isClosing()) {
            closingSinceMs = closingSinceMs == 0 ? nowMs : closingSinceMs;
            if (nowMs - closingSinceMs >= limits.closingMs()) {
                channel.close();
            }
            return;
        }
        long timeoutMs = limits.idleSeconds() * 1000L;
        if (timeoutMs > 0 && !session.isWaiting() && nowMs - session.lastActiveMs() > timeoutMs) {
            LOG.debug("closing {}: idle", remoteAddress);
            session.closeNow();
            return;
        }
        afterChange();
    }

    // ---- ClientConnection

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public String localAddress() {
        return localAddress;
    }

    @Override
    public int receivedBytes() {
        return received.readableBytes();
    }

    @Override
    public long unsentBytes() {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.totalPendingWriteBytes();
    }

    private static String hostAndPort(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return String.valueOf(address);
        }
        return new HostPort(inet.getAddress().getHostAddress(), inet.getPort()).toString();
    }
}
