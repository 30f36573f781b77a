package dev.interrex.node.server;

import dev.interrex.node.config.NetworkDirectives.IoTransport;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import jdk.net.ExtendedSocketOptions;

/**
 * A way to wait for sockets.
 *
 * @param handlers makes the loop's part that waits
 * @param serverChannel the matching listener
 * @param keepAliveIdleSeconds the option that sets after how much silence the kernel probes
 * @param keepAliveIntervalSeconds and how long it waits between probes
 */
record LoopTransport(
        String name,
        IoHandlerFactory handlers,
        Class<? extends ServerChannel> serverChannel,
        ChannelOption<Integer> keepAliveIdleSeconds,
        ChannelOption<Integer> keepAliveIntervalSeconds) {
    /**
     * @throws IllegalStateException if this system does not have it, with the reason
     */
    static LoopTransport of(IoTransport wanted) {
        return switch (wanted) {
            case AUTO -> Epoll.isAvailable() ? epoll() : nio();
            case EPOLL -> {
                require("epoll", Epoll.unavailabilityCause());
                yield epoll();
            }
            case IO_URING -> {
                require("io_uring", IoUring.unavailabilityCause());
                yield ioUring();
            }
            case NIO -> nio();
        };
    }

    private static LoopTransport epoll() {
        return new LoopTransport(
                "epoll",
                EpollIoHandler.newFactory(),
                EpollServerSocketChannel.class,
                EpollChannelOption.TCP_KEEPIDLE,
                EpollChannelOption.TCP_KEEPINTVL);
    }

    private static LoopTransport ioUring() {
        return new LoopTransport(
                "io_uring",
                IoUringIoHandler.newFactory(),
                IoUringServerSocketChannel.class,
                IoUringChannelOption.TCP_KEEPIDLE,
                IoUringChannelOption.TCP_KEEPINTVL);
    }

    private static LoopTransport nio() {
        return new LoopTransport(
                "nio",
                NioIoHandler.newFactory(),
                NioServerSocketChannel.class,
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL));
    }

    private static void require(String name, @org.jspecify.annotations.Nullable Throwable missing) {
        if (missing != null) {
            throw new IllegalStateException(
                    "io-transport " + name + " is not available here: " + missing.getMessage(), missing);
        }
    }
}
