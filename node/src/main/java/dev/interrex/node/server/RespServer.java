package dev.interrex.node.server;

import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.NetworkDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.dispatch.Dispatcher;
import dev.interrex.node.metrics.ServerStatistics;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Accepts clients on the node's event loop. The loop exists from construction on, so that the rest of the node can be put together
 * on it before the first client is accepted.
 */
public final class RespServer implements AutoCloseable {
    /** Directives that end in {@code -tick-keys}, {@code -tick-us} and the like count in it: it is no directive itself. */
    private static final int TICK_MS = 10;

    /** How exact times of idle and closing connections are, which are given in seconds. */
    private static final int SWEEP_MS = 500;

    /** Nothing runs on the loop any more that could take longer. */
    private static final int CLOSE_WAIT_SECS = 2;

    private final NodeConfig config;
    private final LoopTransport transport;
    private final MultiThreadIoEventLoopGroup group;
    private final SingleThreadEventLoop loop;
    private final List<Channel> listeners = new ArrayList<>();
    private @Nullable Clients clients;

    /** Starts the loop. Throws {@link IllegalStateException} if the configured {@code io-transport} is not available. */
    public RespServer(NodeConfig config) {
        this.config = config;
        transport = LoopTransport.of(config.get(NetworkDirectives.IO_TRANSPORT));
        BitSet cpus = config.get(EngineDirectives.SERVER_CPULIST);
        group = new MultiThreadIoEventLoopGroup(1, new LoopThreads(cpus), transport.handlers());
        loop = (SingleThreadEventLoop) group.next();
    }

    /** The one thread of the node: {@code execute} and {@code schedule} from any thread. */
    public SingleThreadEventLoop loop() {
        return loop;
    }

    /** {@code epoll}, {@code io_uring} or {@code nio}. */
    public String transportName() {
        return transport.name();
    }

    /**
     * Begins to accept clients on all addresses of {@code bind}. Not to be called on the loop.
     *
     * @throws IOException naming the address that cannot be listened on; nothing is listened on then
     */
    public void serve(Dispatcher dispatcher, ServerStatistics statistics, LongSupplier nanoTime) throws IOException {
        ServerLimits limits = new ServerLimits(config, statistics, nanoTime);
        Clients accepted =
                new Clients(dispatcher, new Turn(loop, dispatcher, statistics.latency(), nanoTime), limits, transport);
        clients = accepted;
        int port = config.get(NetworkDirectives.PORT);
        for (String address : config.get(NetworkDirectives.BIND)) {
            boolean optional = address.startsWith("-");
            String host = optional ? address.substring(1) : address;
            Channel listener = listen(accepted, host, port, optional);
            if (listener != null) {
                listeners.add(listener);
                port = ((InetSocketAddress) listener.localAddress()).getPort();
            }
        }
        if (listeners.isEmpty()) {
            close();
            throw new IOException("none of the addresses of bind exists on this machine");
        }
        loop.scheduleAtFixedRate(dispatcher::tick, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
        loop.scheduleAtFixedRate(() -> accepted.sweep(limits.monotonicMs()), SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
    }

    private @Nullable Channel listen(Clients accepted, String host, int port, boolean optional) throws IOException {
        InetSocketAddress address = host.equals("*") ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, config.get(NetworkDirectives.TCP_BACKLOG))
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(accepted)
                .bind(address)
                .awaitUninterruptibly();
        if (bound.isSuccess()) {
            return bound.channel();
        }
        if (optional) {
            return null;
        }
        close();
        Throwable cause = bound.cause();
        throw new IOException("cannot listen on " + host + ":" + port + ": " + cause.getMessage(), cause);
    }

    /** Where clients connect: the first of the addresses, with the port that was found if it was 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listeners.get(0).localAddress();
    }

    /** New clients are refused by the kernel from now on; those that are connected stay. */
    public void stopAccepting() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
    }

    /** Closes every connection and ends the loop, with all that is scheduled on it. Not to be called on the loop. */
    @Override
    public void close() {
        stopAccepting();
        Clients accepted = clients;
        if (accepted != null && !loop.isShuttingDown()) {
            loop.submit(accepted::end).awaitUninterruptibly();
        }
        group.shutdownGracefully(0, CLOSE_WAIT_SECS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
