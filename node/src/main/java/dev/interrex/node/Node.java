package dev.interrex.node;

import dev.interrex.http.HttpServer;
import dev.interrex.model.HostPort;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.command.Identity;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.GroupDirectives;
import dev.interrex.node.config.LogDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.dispatch.ClientServices;
import dev.interrex.node.dispatch.Dispatcher;
import dev.interrex.node.dispatch.Lifecycle;
import dev.interrex.node.dispatch.Sessions;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.memory.Background;
import dev.interrex.node.group.ClientSide;
import dev.interrex.node.group.GroupSettings;
import dev.interrex.node.group.Member;
import dev.interrex.node.group.MemberStart;
import dev.interrex.node.group.NodeLoop;
import dev.interrex.node.http.NodePages;
import dev.interrex.node.http.NodeStatus;
import dev.interrex.node.metrics.LatencyMonitor;
import dev.interrex.node.metrics.ProcessStatus;
import dev.interrex.node.metrics.ProcessorClock;
import dev.interrex.node.metrics.ServerStatistics;
import dev.interrex.node.persistence.DataDirectory;
import dev.interrex.node.persistence.DataDirectoryException;
import dev.interrex.node.server.RespServer;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.SingleThreadEventLoop;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node, put together: the event loop, the engine, the member of the group, the server for clients.
 *
 * <p>The order of starting is the order of trust: data directory, memory, group, clients. {@link #close} goes back the same way.
 */
public final class Node implements AutoCloseable {
    /** A thread that was ended too early is begun anew, for nothing but that: no directive. */
    private static final int MEMORY_SUPPLY_IDLE_SECS = 60;

    private final CountDownLatch serving = new CountDownLatch(1);
    private final RespServer server;
    private final MemberStart start;
    private final Dispatcher dispatcher;
    private final Sessions sessions;
    private final ServerStatistics statistics;
    private final NodeConfig config;
    private final int grpcPort;
    private final @Nullable HttpServer http;

    private Node(
            NodeConfig config,
            RespServer server,
            MemberStart start,
            Dispatcher dispatcher,
            Sessions sessions,
            ServerStatistics statistics,
            NodeStatus status)
            throws IOException {
        this.config = config;
        this.server = server;
        this.start = start;
        this.dispatcher = dispatcher;
        this.sessions = sessions;
        this.statistics = statistics;
        start.member().clients(new Clients());
        grpcPort = start.begin(config.get(GroupDirectives.GRPC_BIND), config.get(GroupDirectives.GRPC_PORT));
        if (config.get(GroupDirectives.STANDALONE)) {
            awaitServing();
        }
        server.serve(dispatcher, statistics, MonotonicClock::nanoTime);
        http = serveHttp(config, server, status);
    }

    /** Nobody else decides when a standalone node may serve, so nobody need be turned away before it does. */
    private void awaitServing() throws IOException {
        try {
            int timeoutMs = config.get(LogDirectives.START_TIMEOUT_MS);
            if (!serving.await(timeoutMs, TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        "the data directory takes no writes: nothing was synced within " + timeoutMs + " ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static @Nullable HttpServer serveHttp(NodeConfig config, RespServer server, NodeStatus status)
            throws IOException {
        int port = config.get(EngineDirectives.HTTP_PORT);
        return port == 0
                ? null
                : HttpServer.start(
                        config.get(EngineDirectives.HTTP_BIND),
                        port,
                        new NodePages(server.loop(), status, Identity.INTERREX_VERSION));
    }

    /**
     * Starts a node; returns when clients can connect, which is not yet when they are served.
     *
     * @param onShutdown runs when a client asks for SHUTDOWN; must not block
     * @param halt ends the process
     * @throws DataDirectoryException if the data directory cannot be used; nothing was changed
     * @throws IOException if a port cannot be listened on
     */
    public static Node start(NodeConfig config, Runnable onShutdown, BiConsumer<String, @Nullable Throwable> halt)
            throws DataDirectoryException, IOException {
        NodeSettings settings = new NodeSettings(config);
        DataDirectory data = DataDirectory.open(
                Path.of(config.get(GroupDirectives.DIR)), settings.durableLog(), settings.snapshots());
        Engine engine = new Engine(settings.engine(), new SecureRandom().nextLong());
        settings.supply(engine.memory());
        engine.memory().supplyOn(memorySupply());
        RespServer server = new RespServer(config);
        GroupSettings group = settings.group();
        LatencyMonitor latency = new LatencyMonitor(new LatencyMonitor.Clocks(
                MonotonicClock::wallClockMs, new ProcessorClock()::threadNanos, ProcessStatus::collectionMs));
        MemberStart start = MemberStart.load(
                new Loop(server.loop(), latency),
                group,
                new MemberStart.Storage(data, settings.ringBytes(), settings.persister(), settings.tickMs()),
                engine,
                MonotonicClock::nanoTime,
                MonotonicClock::wallClockMs,
                halt);
        Member member = start.member();
        NodeGate gate = new NodeGate(
                member, () -> config.get(GroupDirectives.READS), group.standalone() ? group.standaloneMode() : null);
        Sessions sessions = new Sessions();
        ServerStatistics statistics = new ServerStatistics(MonotonicClock.wallClockMs(), runId(), latency);
        NodeViews views = new NodeViews(member, group);
        ClientServices services = new ClientServices(
                CommandTable.standard(),
                config,
                statistics,
                sessions,
                views,
                views,
                new Process(member, onShutdown, halt));
        Dispatcher dispatcher = new Dispatcher(
                engine,
                member.recordLog(),
                gate,
                services,
                sessions,
                PooledByteBufAllocator.DEFAULT,
                MonotonicClock::wallClockMs,
                MonotonicClock::nanoTime,
                RandomGenerator.of("L64X128MixRandom"));
        services.serve(dispatcher);
        return new Node(
                config,
                server,
                start,
                dispatcher,
                sessions,
                statistics,
                new HttpStatus(services, engine, gate, member));
    }

    /** One thread, which ends when memory has not grown for a while; never more than one task waits for it. */
    private static Background memorySupply() {
        Executor thread = new ThreadPoolExecutor(
                0,
                1,
                MEMORY_SUPPLY_IDLE_SECS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(1),
                Thread.ofPlatform().daemon().name("memory-supply").factory());
        return task -> {
            try {
                thread.execute(task);
                return true;
            } catch (RejectedExecutionException full) {
                return false;
            }
        };
    }

    /** Forty random hexadecimal digits: INFO's {@code run_id}. */
    private static String runId() {
        byte[] random = new byte[20];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Where clients connect. */
    public String respAddress() {
        return new HostPort(server.address().getHostString(), server.address().getPort()).toString();
    }

    /** Where sentinels and replicas connect; empty on a standalone node. */
    public String grpcAddress() {
        return grpcPort == 0 ? "" : new HostPort(config.get(GroupDirectives.GRPC_BIND), grpcPort).toString();
    }

    public String transportName() {
        return server.transportName();
    }

    ServerStatistics statistics() {
        return statistics;
    }

    /**
     * Stops: a serving primary of a group first asks the sentinels for a switchover and goes on serving until another node
     * reigns, or {@code leave-timeout-ms} is over; then no more clients, no more commands, and what was logged is synced. Not on
     * the loop.
     */
    @Override
    public void close() {
        start.member().leave(config.get(LogDirectives.LEAVE_TIMEOUT_MS));
        if (http != null) {
            http.close();
        }
        server.close();
        start.close();
    }

    /** The event loop, tolerant of what is handed over while it ends. */
    private record Loop(SingleThreadEventLoop loop, LatencyMonitor latency) implements NodeLoop {
        private void run(Runnable task) {
            long begunNanos = MonotonicClock.nanoTime();
            latency.begins(begunNanos);
            task.run();
            latency.took(LatencyMonitor.Event.LOOP_TASK, MonotonicClock.nanoTime() - begunNanos);
        }

        @Override
        public void execute(Runnable task) {
            try {
                loop.execute(() -> run(task));
            } catch (RejectedExecutionException e) {
                // The node is stopping: nobody is left whom this could concern.
                return;
            }
        }

        @Override
        public void schedule(long delayMs, Runnable task) {
            try {
                loop.schedule(() -> run(task), delayMs, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                // As above.
                return;
            }
        }
    }

    /** The node as its HTTP pages show it. */
    private record HttpStatus(ClientServices node, Engine engine, NodeGate gate, Member member) implements NodeStatus {
        @Override
        public String role() {
            return member.role().role().name().toLowerCase(Locale.ROOT);
        }

        @Override
        public long appliedLsn() {
            return member.appliedLsn();
        }

        @Override
        public @Nullable String refusal() {
            return gate.refusal();
        }
    }

    /** What a client can do to the process. */
    private record Process(Member member, Runnable onShutdown, BiConsumer<String, @Nullable Throwable> halt)
            implements Lifecycle {
        @Override
        public boolean startSnapshot() {
            return member.startSnapshot();
        }

        @Override
        public void shutdown(boolean now) {
            onShutdown.run();
        }

        @Override
        public void halt(String line, Throwable cause) {
            halt.accept(line, cause);
        }
    }

    /** The group's news for clients. */
    private final class Clients implements ClientSide {
        @Override
        public void onServing() {
            serving.countDown();
            dispatcher.onServing();
        }

        @Override
        public void onStopped(String primaryRespAddress) {
            dispatcher.onDemoted(primaryRespAddress);
        }

        @Override
        public void onSuccessor(String respAddress) {
            dispatcher.moves().onSuccessor(respAddress);
        }

        @Override
        public void onHandedOver() {
            dispatcher.moves().onHandedOver();
        }

        @Override
        public void onCommitted(long lsn) {
            dispatcher.onCommitted(lsn);
        }

        @Override
        public void onReadsConfirmed(long nanos) {
            dispatcher.onReadsConfirmed(nanos);
        }

        @Override
        public void onFollowersProgress() {
            dispatcher.onFollowersProgress();
        }

        @Override
        public int connectedClients() {
            return sessions.size();
        }
    }
}
