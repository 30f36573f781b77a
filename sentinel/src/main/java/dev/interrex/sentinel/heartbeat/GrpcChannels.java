package dev.interrex.sentinel.heartbeat;

import dev.interrex.model.HostPort;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.TimeUnit;

/** Opens gRPC channels to nodes and sentinels; they and the server share one I/O thread, on which their callbacks run. */
public final class GrpcChannels implements AutoCloseable {
    /** Larger messages are refused: a report has some hundred bytes for each node of a group. */
    static final int MAX_MESSAGE_BYTES = 1024 * 1024;

    private static final int QUIET_MS = 0;
    private static final int CLOSE_TIMEOUT_MS = 1_000;

    private final ChannelCredentials credentials;
    private final int connectTimeoutMs;
    private final EventLoopGroup eventLoops = new MultiThreadIoEventLoopGroup(
            1, Thread.ofPlatform().daemon().name("sentinel-io").factory(), NioIoHandler.newFactory());

    public GrpcChannels(ChannelCredentials credentials, int connectTimeoutMs) {
        this.credentials = credentials;
        this.connectTimeoutMs = connectTimeoutMs;
    }

    /** The I/O thread, for the sentinel's server. */
    public EventLoopGroup eventLoops() {
        return eventLoops;
    }

    /** A channel that has not connected yet; the caller shuts it down. */
    ManagedChannel open(String address) {
        HostPort peer = HostPort.of(address);
        return NettyChannelBuilder.forAddress(peer.host(), peer.port(), credentials)
                .eventLoopGroup(eventLoops)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectTimeoutMs)
                .withOption(ChannelOption.TCP_NODELAY, true)
                .maxInboundMessageSize(MAX_MESSAGE_BYTES)
                .directExecutor()
                .disableRetry()
                .build();
    }

    @Override
    public void close() throws InterruptedException {
        if (!eventLoops
                .shutdownGracefully(QUIET_MS, CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS)
                .await(2L * CLOSE_TIMEOUT_MS)) {
            throw new IllegalStateException("the I/O thread did not end");
        }
    }
}
