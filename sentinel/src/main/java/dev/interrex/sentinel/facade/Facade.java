package dev.interrex.sentinel.facade;

import dev.interrex.sentinel.view.ClientFigures;
import dev.interrex.sentinel.view.SentinelView;
import dev.interrex.sentinel.view.SwitchoverDoor;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server of the Redis Sentinel protocol: one thread, {@code facade}, with all its sockets. */
public final class Facade implements AutoCloseable {
    /** Commands that waited go on once a client has left only so much unread. */
    private static final int RESUME_BYTES = 64 * 1024;

    /** The process ends then: no directive. */
    private static final long STOP_TIMEOUT_MS = 1000;

    private static final Logger log = LoggerFactory.getLogger(Facade.class);

    private final EventLoopGroup group;
    private final Channel listener;
    private final Desk desk;

    private Facade(EventLoopGroup group, Channel listener, Desk desk) {
        this.group = group;
        this.listener = listener;
        this.desk = desk;
    }

    /**
     * Binds and begins to answer. The view may be empty at first: clients are then told that there is no such master, and ask
     * another sentinel.
     *
     * @param version of Interrex, for INFO
     * @param monotonicMs the clock of the view's times
     * @throws IOException if the address cannot be bound; its message says why
     */
    public static Facade start(
            FacadeSettings settings,
            String sentinelId,
            String version,
            SentinelView view,
            SwitchoverDoor door,
            LongSupplier monotonicMs)
            throws IOException {
        WriteBufferWaterMark unread =
                new WriteBufferWaterMark(RESUME_BYTES, settings.buffers().unreadBytes());
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("facade"), NioIoHandler.newFactory());
        Identity identity =
                new Identity(sentinelId, version, ProcessHandle.current().pid(), monotonicMs.getAsLong());
        Desk desk = new Desk(settings, identity, view, door, loop(group), monotonicMs);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, settings.buffers().backlog())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, unread)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new Connection(desk));
                    }
                })
                .bind(settings.bind(), settings.port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        Facade facade = new Facade(group, bound.channel(), desk);
        desk.execute(() -> desk.listening(facade.port()));
        view.follow(desk::changed);
        desk.changed();
        return facade;
    }

    private static Loop loop(EventLoopGroup group) {
        return new Loop() {
            @Override
            public void execute(Runnable task) {
                try {
                    group.execute(task);
                } catch (RejectedExecutionException e) {
                    log.debug("closed, so nothing is left to do", e);
                }
            }

            @Override
            public void schedule(Runnable task, long delayMs) {
                group.schedule(task, delayMs, TimeUnit.MILLISECONDS);
            }
        };
    }

    /** The TCP port that is bound. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** What was counted of the clients. Any thread; completed on the facade's, which it thereby shows to be alive. */
    public CompletionStage<ClientFigures> figures() {
        CompletableFuture<ClientFigures> figures = new CompletableFuture<>();
        desk.execute(() -> figures.complete(desk.figures()));
        return figures;
    }

    /** Closes all connections. Returns when the thread has ended, or after a second. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_TIMEOUT_MS);
    }
}
