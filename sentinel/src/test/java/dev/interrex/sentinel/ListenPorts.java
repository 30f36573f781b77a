package dev.interrex.sentinel;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for listeners that are bound a second time: by a process that is started with the port, or by one that is started
 * again. They are below those from which the kernel takes the near ends of connections (32768 and up,
 * {@code ip_local_port_range} in ip(7)): between the two times such a connection, even the attempt of a peer to get the old
 * listener back, may get the port, and the second bind fails.
 */
public final class ListenPorts {
    private static final int FIRST = 10_000;
    private static final int LAST = 20_000;
    private static final int ATTEMPTS = 100;
    /** Other processes of tests begin elsewhere; in this one, no port is given twice until all were. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(LAST - FIRST));

    private ListenPorts() {}

    /** A port of the loopback interface on which nobody listens. */
    public static int free() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), LAST - FIRST);
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException e) {
                // Taken: another one.
            }
        }
        throw new IOException("no free port found in " + ATTEMPTS + " attempts");
    }
}
