package dev.interrex.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Serves {@link HttpPages}. HTTP/1.1 without TLS: for the machine itself, or for a network of operators.
 *
 * <p>A page that is not there after {@link #PAGE_TIMEOUT_MS} is answered with 503: so a health check fails where the thread that
 * it asks is stuck.
 */
public final class HttpServer implements AutoCloseable {
    // For probes, scrapers and people, one or two at a time: nobody needs to change these, so they are no directives.

    /** How long a page may take. */
    public static final long PAGE_TIMEOUT_MS = 2_000;

    /** Of a request; more is answered with 413. */
    static final int MAX_REQUEST_BYTES = 8 * 1024;

    /** At one time; one more is closed. */
    static final int MAX_CONNECTIONS = 64;

    private static final int IDLE_TIMEOUT_SECS = 30;
    private static final long STOP_TIMEOUT_MS = 500;

    private final EventLoopGroup group;
    private final Channel listener;

    private HttpServer(EventLoopGroup group, Channel listener) {
        this.group = group;
        this.listener = listener;
    }

    /**
     * Binds and begins to serve.
     *
     * @param port 0 = any free one
     * @throws IOException if the address cannot be bound; its message says why
     */
    public static HttpServer start(String bind, int port, HttpPages pages) throws IOException {
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("http"), NioIoHandler.newFactory());
        ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (open.size() >= MAX_CONNECTIONS) {
                            channel.close();
                            return;
                        }
                        open.add(channel);
                        channel.pipeline()
                                .addLast(new ReadTimeoutHandler(IDLE_TIMEOUT_SECS))
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MAX_REQUEST_BYTES))
                                .addLast(new FlowControlHandler())
                                .addLast(new HttpExchange(pages));
                    }
                })
                .bind(bind, port)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        return new HttpServer(group, bound.channel());
    }

    /** The TCP port that is bound. */
    public int port() {
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Closes all connections. */
    @Override
    public void close() {
        group.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(STOP_TIMEOUT_MS);
    }
}
