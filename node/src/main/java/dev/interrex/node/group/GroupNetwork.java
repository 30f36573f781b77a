package dev.interrex.node.group;

import dev.interrex.model.HostPort;
import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * gRPC of a node: one server for sentinels and followers, one channel for each link to a primary. Two I/O threads, no others: what
 * they deliver is handed to the event loop at once, so that a direct executor is right.
 */
public final class GroupNetwork implements AutoCloseable {
    private static final int IO_THREADS = 2;
    /** Beside the records, a message has only numbers: part of the format. */
    private static final int MESSAGE_OVERHEAD_BYTES = 64 << 10;

    /** Half the least that {@code replication-keepalive-ms} can be: nodes of a group need not agree about it. */
    private static final int PERMITTED_KEEPALIVE_MS = 250;

    /** The process ends then, whatever a thread of gRPC is still about: no directive. */
    private static final int CLOSE_WAIT_MS = 500;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(
            IO_THREADS, Thread.ofPlatform().daemon().name("grpc-", 0).factory(), NioIoHandler.newFactory());
    /** Those that nobody has shut down yet, and some that are. */
    private final Set<ManagedChannel> channels = ConcurrentHashMap.newKeySet();

    private final int maxMessageBytes;
    private final TransportLimits limits;
    private @Nullable Server server;

    /** @param maxRecordBytes largest record of the log */
    public GroupNetwork(int maxRecordBytes, TransportLimits limits) {
        this.limits = limits;
        this.maxMessageBytes = maxRecordBytes + MESSAGE_OVERHEAD_BYTES;
    }

    /** Listens; throws if the port is taken. */
    public int listen(String host, int port, List<? extends BindableService> services) throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
                .bossEventLoopGroup(threads)
                .workerEventLoopGroup(threads)
                .channelType(NioServerSocketChannel.class)
                .directExecutor()
                .flowControlWindow(limits.windowBytes())
                .maxInboundMessageSize(maxMessageBytes)
                // A peer that is gone without a word holds a place among max-followers and snapshot-transfers.
                .keepAliveTime(limits.keepAliveMs(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(limits.keepAliveMs(), TimeUnit.MILLISECONDS)
                .permitKeepAliveTime(PERMITTED_KEEPALIVE_MS, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true);
        services.forEach(builder::addService);
        Server started = builder.build().start();
        server = started;
        return started.getPort();
    }

    /** A channel to {@code address} ({@code host:port}) for one link; whoever has it shuts it down. */
    public ManagedChannel channel(String address) {
        HostPort peer = HostPort.of(address);
        channels.removeIf(ManagedChannel::isShutdown);
        ManagedChannel channel = NettyChannelBuilder.forAddress(new InetSocketAddress(peer.host(), peer.port()))
                .usePlaintext()
                .eventLoopGroup(threads)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.connectTimeoutMs())
                .directExecutor()
                .flowControlWindow(limits.windowBytes())
                .maxInboundMessageSize(maxMessageBytes)
                .keepAliveTime(limits.keepAliveMs(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(limits.keepAliveMs(), TimeUnit.MILLISECONDS)
                .build();
        channels.add(channel);
        return channel;
    }

    @Override
    public void close() {
        Server open = server;
        if (open != null) {
            open.shutdownNow();
        }
        // To end the threads does not close all that they served: the other side would believe in a stream that nobody
        // has.
        channels.forEach(ManagedChannel::shutdownNow);
        threads.shutdownGracefully(0, CLOSE_WAIT_MS, TimeUnit.MILLISECONDS);
    }
}
