package dev.interrex.node.server;

import dev.interrex.node.MonotonicClock;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.dispatch.FakeNode;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/** A server with a real event loop and sockets, over a log that commits at once, or by hand. */
public final class FakeServer implements AutoCloseable {
    public final RespServer server;
    public final FakeNode node;

    public FakeServer(NodeConfig config) throws IOException {
        this(config, MonotonicClock::nanoTime);
    }

    /** @param nanoTime by which connections are closed */
    public FakeServer(NodeConfig config, LongSupplier nanoTime) throws IOException {
        server = new RespServer(config);
        node = new FakeNode(
                config,
                CommandTable.standard(),
                ByteBufAllocator.DEFAULT,
                MonotonicClock::wallClockMs,
                MonotonicClock::nanoTime);
        node.log.keepsEnds = false;
        server.serve(node.dispatcher, node.statistics, nanoTime);
    }

    public int port() {
        return server.address().getPort();
    }

    /** Runs something on the loop and waits for it. */
    public void onLoop(Runnable task) {
        Future<?> done = server.loop().submit(task);
        try {
            done.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }

    /** For redis-cli and redis-benchmark: {@code --directive value …} as a node takes them. */
    public static void main(String[] arguments) throws Exception {
        var config = NodeConfig.load(java.util.List.of(arguments), "");
        var fake = new FakeServer(config);
        System.err.println("ready resp=" + fake.server.address() + " " + fake.server.transportName());
        Executors.newSingleThreadExecutor().submit(() -> {}).get();
    }
}
