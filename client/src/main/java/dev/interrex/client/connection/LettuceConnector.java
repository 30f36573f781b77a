package dev.interrex.client.connection;

import dev.interrex.client.routing.Connector;
import dev.interrex.model.HostPort;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Connects by Lettuce, with everything turned off that reconnects, waits or sends again. */
public final class LettuceConnector implements Connector, AutoCloseable {
    /** Writes that are gathered into one flush at most; the last one of a turn is flushed in any case. */
    private static final int FLUSH_BATCH = 256;

    /** When the client is closed: its calls have ended by then, so this is no option. */
    private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

    private static final List<String> REFUSALS =
            List.of("NOAUTH", "WRONGPASS", "NOPERM", "ERR AUTH", "ERR Client sent AUTH");

    private final Set<LettuceConnection> open = ConcurrentHashMap.newKeySet();
    private final ClientResources resources;
    private final RedisClient client;
    private final String clientName;
    private final @Nullable String username;
    private final char @Nullable [] password;
    private final Duration connectTimeout;

    /**
     * @param clientName sent with CLIENT SETNAME; empty = none
     * @param username null = the default user
     * @param password null = none
     * @param connectTimeout for the TCP connect, and again for the handshake
     */
    public LettuceConnector(
            String clientName, @Nullable String username, char @Nullable [] password, Duration connectTimeout) {
        this.clientName = clientName;
        this.username = username;
        this.password = password;
        this.connectTimeout = connectTimeout;
        this.resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .nettyCustomizer(new Handlers())
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP3)
                .pingBeforeActivateConnection(false)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(connectTimeout)
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                .build());
    }

    private static final class Handlers implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSH_BATCH, true));
            channel.pipeline().addLast(new TransactionCommand.Unpacking());
        }
    }

    @Override
    public void connect(String address, ConnectHandler handler) {
        CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connecting;
        try {
            connecting =
                    client.connectAsync(ByteArrayCodec.INSTANCE, uri(address)).toCompletableFuture();
        } catch (RuntimeException e) {
            handler.onFailed(reason(address, e), false);
            return;
        }
        connecting.whenComplete((connection, failure) -> {
            if (failure != null) {
                handler.onFailed(reason(address, failure), isRefusal(failure));
            } else {
                onConnected(address, connection, handler);
            }
        });
    }

    private void onConnected(
            String address, StatefulRedisConnection<byte[], byte[]> connection, ConnectHandler handler) {
        if (!(connection instanceof RedisChannelHandler<?, ?> channel)) {
            throw new IllegalStateException("unknown kind of connection: " + connection.getClass());
        }
        LettuceConnection wrapped = new LettuceConnection(address, connection, channel.getChannelWriter());
        open.add(wrapped);
        connection.addListener(message -> foretell(message, handler));
        wrapped.tellCapabilities();
        AtomicBoolean told = new AtomicBoolean();
        Runnable closed = () -> {
            if (told.compareAndSet(false, true)) {
                wrapped.close();
                open.remove(wrapped);
                handler.onClosed(wrapped, "closed by the server or the network");
            }
        };
        handler.onConnected(wrapped);
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> disconnected) {
                closed.run();
            }
        });
        if (!connection.isOpen()) {
            closed.run();
        }
    }

    /** {@code standby host:port}: on Lettuce's thread. */
    private static void foretell(PushMessage message, ConnectHandler handler) {
        if (message.getType().equals("standby")) {
            List<Object> content = message.getContent(
                    bytes -> StandardCharsets.US_ASCII.decode(bytes).toString());
            if (content.size() == 2) {
                handler.onForetold(String.valueOf(content.get(1)));
            }
        }
    }

    private RedisURI uri(String address) {
        HostPort server = HostPort.of(address);
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(server.host())
                .withPort(server.port())
                .withTimeout(connectTimeout);
        if (!clientName.isEmpty()) {
            uri.withClientName(clientName);
        }
        if (username != null && password != null) {
            uri.withAuthentication(username, password);
        } else if (password != null) {
            uri.withPassword(password);
        }
        return uri.build();
    }

    private static String reason(String address, Throwable failure) {
        return "cannot connect to " + address + ": " + root(failure).getMessage();
    }

    private static boolean isRefusal(Throwable failure) {
        String message = String.valueOf(root(failure).getMessage());
        return REFUSALS.stream().anyMatch(message::startsWith);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = root.getCause()) {
            root = cause;
        }
        return root;
    }

    /** Closes every connection and the threads; waits for them a short while. */
    @Override
    public void close() {
        CompletableFuture.allOf(open.stream().map(LettuceConnection::end).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        client.shutdown(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        resources
                .shutdown(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN_LIMIT.toMillis());
    }
}
