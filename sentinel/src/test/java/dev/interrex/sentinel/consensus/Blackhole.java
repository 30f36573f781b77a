package dev.interrex.sentinel.consensus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port behind which nobody is, in the ways in which that does not show at once. */
final class Blackhole implements AutoCloseable {
    private final ServerSocket socket;
    private final List<SocketChannel> fillers = new ArrayList<>();

    private Blackhole(int port, int backlog) throws IOException {
        socket = new ServerSocket(port, backlog, InetAddress.getLoopbackAddress());
    }

    /** The kernel accepts connections, and nothing ever answers on them. */
    static Blackhole silent(int port) throws IOException {
        return new Blackhole(port, 1000);
    }

    /** Connecting gets no answer at all: the kernel drops the SYN, as the backlog is full. */
    static Blackhole unreachable(int port) throws IOException {
        Blackhole hole = new Blackhole(port, 1);
        for (int i = 0; i < 8; i++) {
            SocketChannel filler = SocketChannel.open();
            filler.configureBlocking(false);
            filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            hole.fillers.add(filler);
        }
        return hole;
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel filler : fillers) {
            filler.close();
        }
        socket.close();
    }
}
