package dev.interrex.sentinel.consensus;

import dev.interrex.model.HostPort;
import dev.interrex.proto.v1.PeerStateReply;
import io.grpc.ChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * This sentinel's connections to the others, on one event loop that it owns. Any thread.
 */
final class PeerConnections implements AutoCloseable {
    /** Hears of connections to {@code host:port}; called on the event loop, must not block. */
    interface Listener {
        default void up(String address) {}

        /** Was up, and is not any more. */
        default void down(String address) {}
    }

    private final TransportLimits limits;
    private final ChannelCredentials credentials;
    private final EventLoopGroup group;
    private final EventLoop loop;
    private final Map<String, PeerConnection> byAddress = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    PeerConnections(TransportLimits limits, ChannelCredentials credentials) {
        this.limits = limits;
        this.credentials = credentials;
        this.group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("raft-peers", true), NioIoHandler.newFactory());
        this.loop = group.next();
    }

    TransportLimits limits() {
        return limits;
    }

    /** The connection to {@code host:port}; the first call begins to open it. */
    PeerConnection to(String address) {
        PeerConnection known = byAddress.get(address);
        return known != null ? known : byAddress.computeIfAbsent(address, this::connect);
    }

    /** Ends every connection that leads elsewhere, and begins those that are missing. */
    void retain(Collection<String> addresses) {
        for (String address : List.copyOf(byAddress.keySet())) {
            if (!addresses.contains(address)) {
                PeerConnection left = byAddress.remove(address);
                if (left != null) {
                    left.close();
                }
            }
        }
        addresses.forEach(this::to);
    }

    void addListener(Listener listener) {
        listeners.add(listener);
    }

    /** What each of these said of itself last; shorter than {@code addresses} where some are not connected. */
    List<PeerStateReply> lastStates(List<String> addresses) {
        List<PeerStateReply> states = new ArrayList<>();
        for (String address : addresses) {
            PeerStateReply state = to(address).lastState();
            if (state != null) {
                states.add(state);
            }
        }
        return states;
    }

    @Override
    public void close() {
        byAddress.values().forEach(PeerConnection::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private PeerConnection connect(String address) {
        PeerConnection connection = new PeerConnection(address, loop, limits, () -> channelTo(address), new Listener() {
            @Override
            public void up(String peer) {
                listeners.forEach(listener -> listener.up(peer));
            }

            @Override
            public void down(String peer) {
                listeners.forEach(listener -> listener.down(peer));
            }
        });
        connection.start();
        return connection;
    }

    private ManagedChannel channelTo(String address) {
        HostPort peer = HostPort.of(address);
        return NettyChannelBuilder.forAddress(peer.host(), peer.port(), credentials)
                .eventLoopGroup(group)
                .channelType(NioSocketChannel.class)
                .executor(loop)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.pingIntervalMs() * limits.maxSilentPings())
                .maxInboundMessageSize(limits.maxFrameBytes() + 1024)
                .disableRetry()
                .disableServiceConfigLookUp()
                .proxyDetector(target -> null)
                .build();
    }
}
