package dev.interrex.node.server;

import dev.interrex.node.config.GroupDirectives;
import dev.interrex.node.config.NetworkDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.config.OutputLimits;
import dev.interrex.node.metrics.ServerStatistics;
import dev.interrex.resp.RespDecoder;
import java.util.function.LongSupplier;

/** The limits of a connection as they are configured now, ready for the hot path. Loop thread only. */
final class ServerLimits {
    private final ServerStatistics statistics;
    private final LongSupplier nanoTime;
    private RespDecoder.Limits decoder = RespDecoder.Limits.REDIS;
    private OutputLimits output = OutputLimits.DEFAULT;
    private int commandsPerTurn;
    private long queryBufferBytes;
    private long outputPauseBytes;
    private int idleSeconds;
    private int mostClients;
    private int keepAliveSeconds;
    private int closingMs;
    private int lingerMs;
    private boolean protectedMode;
    private boolean openToAll;

    ServerLimits(NodeConfig config, ServerStatistics statistics, LongSupplier nanoTime) {
        this.statistics = statistics;
        this.nanoTime = nanoTime;
        RespDecoder.Limits redis = RespDecoder.Limits.REDIS;
        config.follow(
                NetworkDirectives.PROTO_MAX_BULK_LEN,
                bytes -> decoder = new RespDecoder.Limits(
                        redis.arguments(), (int) Math.min(bytes, Integer.MAX_VALUE), redis.inlineBytes()));
        config.follow(NetworkDirectives.CLIENT_OUTPUT_BUFFER_LIMIT, limits -> output = limits);
        config.follow(NetworkDirectives.COMMANDS_PER_TURN, commands -> commandsPerTurn = commands);
        config.follow(NetworkDirectives.CLIENT_QUERY_BUFFER_LIMIT, bytes -> queryBufferBytes = bytes);
        config.follow(NetworkDirectives.CLIENT_OUTPUT_PAUSE_BYTES, bytes -> outputPauseBytes = bytes);
        config.follow(NetworkDirectives.TIMEOUT, seconds -> idleSeconds = seconds);
        config.follow(NetworkDirectives.MAXCLIENTS, clients -> mostClients = clients);
        config.follow(NetworkDirectives.TCP_KEEPALIVE, seconds -> keepAliveSeconds = seconds);
        config.follow(NetworkDirectives.PROTECTED_MODE, yes -> protectedMode = yes);
        config.follow(NetworkDirectives.REQUIREPASS, password -> openToAll = password.isEmpty());
        config.follow(NetworkDirectives.CLIENT_LINGER_MS, ms -> lingerMs = ms);
        config.follow(GroupDirectives.COMMIT_TIMEOUT_MS, ms -> closingMs = ms);
    }

    ServerStatistics statistics() {
        return statistics;
    }

    long monotonicMs() {
        return nanoTime.getAsLong() / 1_000_000;
    }

    RespDecoder.Limits decoderLimits() {
        return decoder;
    }

    OutputLimits.Limit output(boolean subscribed) {
        return subscribed ? output.pubsub() : output.normal();
    }

    int commandsPerTurn() {
        return commandsPerTurn;
    }

    long queryBufferBytes() {
        return queryBufferBytes;
    }

    long outputPauseBytes() {
        return outputPauseBytes;
    }

    int idleSeconds() {
        return idleSeconds;
    }

    int mostClients() {
        return mostClients;
    }

    int keepAliveSeconds() {
        return keepAliveSeconds;
    }

    /** How long a client that is to be closed may take to read what it is owed. */
    int closingMs() {
        return closingMs;
    }

    /** How long a connection that was closed on this side is read on. */
    int lingerMs() {
        return lingerMs;
    }

    /** Whether clients of other machines are refused. */
    boolean refusesStrangers() {
        return protectedMode && openToAll;
    }
}
