package dev.interrex.sentinel;

import dev.interrex.http.HttpServer;
import dev.interrex.model.SentinelAddress;
import dev.interrex.sentinel.admin.AdminService;
import dev.interrex.sentinel.admin.SentinelChanges;
import dev.interrex.sentinel.admin.StatusReports;
import dev.interrex.sentinel.admin.Switchovers;
import dev.interrex.sentinel.config.SentinelConfig;
import dev.interrex.sentinel.config.Timing;
import dev.interrex.sentinel.config.Waits;
import dev.interrex.sentinel.consensus.ConsensusConfig;
import dev.interrex.sentinel.consensus.HaltHook;
import dev.interrex.sentinel.consensus.RaftTopologyLog;
import dev.interrex.sentinel.consensus.TransportLimits;
import dev.interrex.sentinel.console.Console;
import dev.interrex.sentinel.facade.Facade;
import dev.interrex.sentinel.facade.FacadeSettings;
import dev.interrex.sentinel.failover.FailoverSettings;
import dev.interrex.sentinel.heartbeat.GrpcChannels;
import dev.interrex.sentinel.heartbeat.LinkSettings;
import dev.interrex.sentinel.heartbeat.NodeLink;
import dev.interrex.sentinel.heartbeat.PeerLink;
import dev.interrex.sentinel.heartbeat.PeerService;
import dev.interrex.sentinel.heartbeat.SentinelClock;
import dev.interrex.sentinel.heartbeat.SentinelLoop;
import dev.interrex.sentinel.promotion.Groups;
import dev.interrex.sentinel.promotion.GroupsSettings;
import dev.interrex.sentinel.promotion.Rehearsal;
import dev.interrex.sentinel.suspicion.SuspicionSettings;
import dev.interrex.sentinel.topology.TopologyService;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One sentinel, put together and running. Its parts are made on the thread that calls {@link #start}; afterwards the sentinel loop
 * owns the state.
 */
public final class Sentinel implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sentinel.class);

    /** What another sentinel sees counts until so many of its reports are missing; {@code suspicion-refresh-ms} says how long that is. */
    private static final int OPINION_REFRESHES = 4;

    private static final int MIN_OPINION_LIFETIME_MS = 200;

    /** A report to another sentinel is given up after two refreshes, or this: the next one says the same. No directive. */
    private static final int MIN_PEER_DEADLINE_MS = 500;

    /** Clients may ask this often whether the connection lives. */
    private static final int PERMITTED_KEEPALIVE_SECS = 1;

    /** The process ends then; whoever waits for an answer asks another sentinel. No directive. */
    private static final int SERVER_STOP_MS = 500;

    private static final String VERSION =
            Objects.requireNonNullElse(Sentinel.class.getPackage().getImplementationVersion(), "development");

    private final SentinelConfig config;
    private final SentinelLoop loop;
    private final GrpcChannels channels;
    private final RaftTopologyLog log;
    private final Groups groups;
    private final StatusReports reports;
    private final Switchovers switchovers;
    private final SentinelChanges sentinelChanges;
    private final SentinelClock clock;
    private final LiveView view;
    private final Server server;
    private @Nullable Facade facade;
    private @Nullable HttpServer http;

    private Sentinel(SentinelConfig config, SentinelClock clock, HaltHook haltHook) throws IOException {
        this.config = config;
        this.clock = clock;
        Timing timing = config.timing();
        this.loop = new SentinelLoop(
                "sentinel-loop", failure -> haltHook.halt("broken invariant on the sentinel's loop", failure));
        this.channels = new GrpcChannels(InsecureChannelCredentials.create(), timing.connectTimeoutMs());
        this.log = new RaftTopologyLog(consensusConfig(config), InsecureChannelCredentials.create(), haltHook);
        LinkSettings linkSettings = new LinkSettings(timing.reconnectIntervalMs(), timing.silentStreamMs());
        this.groups = new Groups(
                groupsSettings(config),
                log,
                loop,
                clock,
                (node, address, listener) ->
                        new NodeLink(node, address, config.sentinelId(), linkSettings, channels, loop, clock, listener),
                this::peerLink,
                () -> UUID.randomUUID().toString());
        this.reports = new StatusReports(config.sentinelId(), groups, clock);
        this.switchovers = new Switchovers(groups, loop, reports, timing.switchoverTimeoutMs());
        this.sentinelChanges =
                new SentinelChanges(groups, log, loop, config.waits().sentinelChangeTimeoutMs());
        this.view = new LiveView(config, groups, reports, loop, clock);
        TopologyService topology = new TopologyService(config.sentinelId(), groups, loop, config.maxWatchers());
        groups.addListener(topology);
        this.server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(config.bind(), config.grpcPort()), InsecureServerCredentials.create())
                .bossEventLoopGroup(channels.eventLoops())
                .workerEventLoopGroup(channels.eventLoops())
                .channelType(NioServerSocketChannel.class)
                // Every service hands what is to be done to a loop or a pool of its own.
                .directExecutor()
                .permitKeepAliveTime(PERMITTED_KEEPALIVE_SECS, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true)
                // Watchers whose other end vanished are found by this.
                .keepAliveTime(config.waits().keepaliveMs(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(config.waits().keepaliveMs() / 2, TimeUnit.MILLISECONDS)
                .addService(log.transport())
                .addService(new PeerService(
                        loop, clock, groups, () -> log.leadership().leaderId().orElse("")))
                .addService(topology)
                .addService(new AdminService(reports, switchovers, sentinelChanges, loop).definition())
                .build();
    }

    private PeerLink peerLink(SentinelAddress peer) {
        int deadlineMs = Math.max(MIN_PEER_DEADLINE_MS, 2 * config.timing().suspicionRefreshMs());
        return new PeerLink(peer.id(), peer.grpcAddress(), channels, deadlineMs, loop);
    }

    private static ConsensusConfig consensusConfig(SentinelConfig config) {
        return new ConsensusConfig(
                config.sentinelId(),
                config.sentinels(),
                config.dir(),
                config.timing().electionTimeoutMs(),
                config.waits().electionJitterMs(),
                config.timing().proposalTimeoutMs(),
                config.waits().readTimeoutMs(),
                config.waits().sentinelChangeTimeoutMs(),
                config.waits().logSnapshotSeconds(),
                TransportLimits.DEFAULT);
    }

    private static GroupsSettings groupsSettings(SentinelConfig config) {
        Timing timing = config.timing();
        long opinionLifetimeMs = Math.max(MIN_OPINION_LIFETIME_MS, OPINION_REFRESHES * timing.suspicionRefreshMs());
        return new GroupsSettings(
                config.sentinelId(),
                config.sentinels(),
                config.groups(),
                timing.heartbeatIntervalMs(),
                timing.suspicionRefreshMs(),
                new SuspicionSettings(
                        timing.suspectAfterMs(),
                        timing.stallLimitMs(),
                        opinionLifetimeMs,
                        config.waits().peerSilenceMs()),
                failoverSettings(config));
    }

    private static FailoverSettings failoverSettings(SentinelConfig config) {
        Timing timing = config.timing();
        Waits waits = config.waits();
        return new FailoverSettings(
                timing.suspectAfterMs(),
                timing.stragglerWaitMs(),
                timing.proposalTimeoutMs() + waits.retryIntervalMs(),
                waits.retryIntervalMs(),
                waits.urgentHeartbeatMs(),
                waits.settleTimeoutMs(),
                waits.switchoverPrepareMs(),
                Math.max(timing.suspectAfterMs(), timing.isolationPatienceMaxMs()),
                timing.spareAfterLostMs(),
                timing.spareAfterSilentMs());
    }

    /**
     * Starts a sentinel; returns when it listens and takes part.
     *
     * @param haltHook ends the process
     * @throws StartException if it cannot; everything is stopped again then
     */
    public static Sentinel start(SentinelConfig config, SentinelClock clock, HaltHook haltHook)
            throws StartException, InterruptedException {
        Rehearsal.run(failoverSettings(config));
        Sentinel sentinel;
        try {
            sentinel = new Sentinel(config, clock, haltHook);
        } catch (IOException e) {
            throw unusable(config, e);
        }
        try {
            sentinel.listen();
            sentinel.takePart();
            return sentinel;
        } catch (StartException e) {
            sentinel.close();
            throw e;
        }
    }

    private static StartException unusable(SentinelConfig config, IOException e) {
        return new StartException(
                StartException.EXIT_DATA_DIRECTORY,
                "cannot use data directory " + config.dir() + ": " + e.getMessage(),
                e);
    }

    private void listen() throws StartException {
        try {
            server.start();
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw cannotListen(config.bind(), config.grpcPort(), "grpc-port", cause);
        }
        try {
            Facade opened = Facade.start(
                    facadeSettings(config),
                    config.sentinelId(),
                    VERSION,
                    view,
                    new LiveDoor(switchovers, sentinelChanges),
                    clock::monotonicMs);
            facade = opened;
            openConsole(opened);
        } catch (IOException e) {
            throw cannotListen(config.bind(), config.port(), "port", e);
        }
    }

    private void openConsole(Facade opened) throws StartException {
        if (config.httpPort() == 0) {
            return;
        }
        try {
            Console console = new Console(view, opened::figures, VERSION, clock::monotonicMs);
            http = HttpServer.start(config.httpBind(), config.httpPort(), console);
        } catch (IOException e) {
            throw cannotListen(config.httpBind(), config.httpPort(), "http-port", e);
        }
    }

    private static StartException cannotListen(String bind, int port, String directive, Throwable cause) {
        return new StartException(
                StartException.EXIT_CONFIGURATION,
                "cannot listen on " + bind + ":" + port + " (" + directive + "): " + cause.getMessage(),
                cause);
    }

    private static FacadeSettings facadeSettings(SentinelConfig config) {
        return new FacadeSettings(
                config.bind(),
                config.port(),
                config.resp().password(),
                config.resp().maxClients(),
                config.resp().holdAnswersMs(),
                config.timing().suspectAfterMs(),
                config.waits().settleTimeoutMs(),
                new FacadeSettings.Buffers(
                        config.resp().queryBufferBytes(),
                        config.resp().unreadBytes(),
                        config.resp().backlog()));
    }

    private void takePart() throws StartException {
        log.addListener(groups.logListener());
        log.addListener(view);
        view.start();
        try {
            log.start();
        } catch (IOException e) {
            throw unusable(config, e);
        }
        groups.start();
    }

    /** Leaves the others, and stops listening. */
    @Override
    public void close() throws InterruptedException {
        LOG.info("sentinel {} stops", config.sentinelId());
        if (http != null) {
            http.close();
        }
        if (facade != null) {
            facade.close();
        }
        log.close();
        server.shutdown();
        if (!server.awaitTermination(SERVER_STOP_MS, TimeUnit.MILLISECONDS)) {
            server.shutdownNow();
        }
        loop.execute(groups::close);
        loop.close();
        channels.close();
    }

    /** Blocks until {@link #close} was called. */
    public void awaitClose() throws InterruptedException {
        server.awaitTermination();
    }

    /** The port of the Redis Sentinel protocol. */
    public int respPort() {
        return Objects.requireNonNull(facade, "not started").port();
    }

    public SentinelConfig config() {
        return config;
    }

    /** The thread that owns the state below. */
    public SentinelLoop loop() {
        return loop;
    }

    /** Use on the loop only. */
    public Groups groups() {
        return groups;
    }

    /** Use on the loop only. */
    public StatusReports reports() {
        return reports;
    }

    /** Any thread. */
    public Switchovers switchovers() {
        return switchovers;
    }
}
