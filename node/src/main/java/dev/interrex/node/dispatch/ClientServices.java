package dev.interrex.node.dispatch;

import dev.interrex.node.command.ClientState;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.command.DurabilityView;
import dev.interrex.node.command.MembershipView;
import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.metrics.ServerStatistics;
import dev.interrex.node.metrics.SlowLog;
import dev.interrex.node.pubsub.PubSub;
import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@link NodeServices} put together from their parts. {@link #serve} comes last. Loop thread only. */
public final class ClientServices implements NodeServices {
    private final CommandTable commands;
    private final NodeConfig config;
    private final ServerStatistics statistics;
    private final SlowLog slowLog = new SlowLog();
    private final PubSub pubSub = new PubSub();
    private final Sessions sessions;
    private final MembershipView membership;
    private final DurabilityView durability;
    private final Lifecycle lifecycle;
    private @Nullable Dispatcher dispatcher;

    public ClientServices(
            CommandTable commands,
            NodeConfig config,
            ServerStatistics statistics,
            Sessions sessions,
            MembershipView membership,
            DurabilityView durability,
            Lifecycle lifecycle) {
        this.commands = commands;
        this.config = config;
        this.statistics = statistics;
        this.sessions = sessions;
        this.membership = membership;
        this.durability = durability;
        this.lifecycle = lifecycle;
        config.follow(EngineDirectives.SLOWLOG_LOG_SLOWER_THAN, slowLog::thresholdMicros);
        config.follow(EngineDirectives.SLOWLOG_MAX_LEN, slowLog::mostEntries);
        config.follow(EngineDirectives.LATENCY_MONITOR_THRESHOLD, statistics.latency()::thresholdMs);
    }

    /** Names the dispatcher, which is made with these services. */
    public void serve(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public CommandTable commands() {
        return commands;
    }

    @Override
    public NodeConfig config() {
        return config;
    }

    @Override
    public ServerStatistics statistics() {
        return statistics;
    }

    @Override
    public SlowLog slowLog() {
        return slowLog;
    }

    @Override
    public PubSub pubSub() {
        return pubSub;
    }

    @Override
    public MembershipView membership() {
        return membership;
    }

    @Override
    public DurabilityView durability() {
        return durability;
    }

    @Override
    public Collection<? extends ClientState> clients() {
        return sessions.list();
    }

    @Override
    public int blockingKeys() {
        return Objects.requireNonNull(dispatcher).blocking().keys();
    }

    @Override
    public void pauseClients(long durationMs, boolean all) {
        Objects.requireNonNull(dispatcher).pause(durationMs, all);
    }

    @Override
    public void resumeClients() {
        Objects.requireNonNull(dispatcher).resume();
    }

    @Override
    public boolean startSnapshot() {
        return lifecycle.startSnapshot();
    }

    @Override
    public void shutdown(boolean now) {
        lifecycle.shutdown(now);
    }

    @Override
    public void halt(String line, Throwable cause) {
        lifecycle.halt(line, cause);
    }
}
