package dev.interrex.client;

import dev.interrex.client.api.ClientListener;
import dev.interrex.model.HostPort;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gathers the settings of a client. The group and at least one sentinel must be set. Not thread-safe. */
public final class InterrexClientBuilder {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofHours(1);

    private String group = "";
    private List<String> sentinels = List.of();
    private String clientName = "";
    private @Nullable String username;
    private char @Nullable [] password;
    private Duration commandTimeout = Duration.ofSeconds(2);
    private Duration retryFor = Duration.ofSeconds(5);
    private Duration connectTimeout = Duration.ofMillis(500);
    private Duration maxBackoff = Duration.ofMillis(50);
    private Duration drainFor = Duration.ofMillis(200);
    private Duration sentinelTimeout = Duration.ofSeconds(1);
    private Duration sentinelMaxBackoff = Duration.ofMillis(500);
    private int maxOutstanding = 65_536;
    private boolean exactlyOnce = true;
    private final List<ClientListener> listeners = new ArrayList<>();
    private Function<String, ManagedChannel> channels = InterrexClientBuilder::plaintext;

    InterrexClientBuilder() {}

    /** Name of the group. */
    public InterrexClientBuilder group(String name) {
        this.group = name;
        return this;
    }

    /**
     * gRPC addresses of the sentinels, {@code host:port}, best all of them. The client watches one and moves to another when that one goes away.
     *
     * @throws IllegalArgumentException if one of them has no port
     */
    public InterrexClientBuilder sentinels(String... addresses) {
        return sentinels(List.of(addresses));
    }

    /** As {@link #sentinels(String...)}. */
    public InterrexClientBuilder sentinels(List<String> addresses) {
        for (String address : addresses) {
            HostPort.of(address);
        }
        this.sentinels = List.copyOf(addresses);
        return this;
    }

    /** What CLIENT LIST shows; no blanks. Default: none. */
    public InterrexClientBuilder clientName(String name) {
        if (name.chars().anyMatch(c -> c <= ' ')) {
            throw new IllegalArgumentException("a client's name has no blanks: " + name);
        }
        this.clientName = name;
        return this;
    }

    /** Password of the default user. Default: none. */
    public InterrexClientBuilder password(String password) {
        this.password = password.toCharArray();
        return this;
    }

    /** User and password. Default: none. */
    public InterrexClientBuilder credentials(String username, String password) {
        this.username = username;
        return password(password);
    }

    /**
     * How long a reply may take once the command was sent. Then a write ends as unknown, and a read is sent again. Default 2 s.
     *
     * @throws IllegalArgumentException if not between 1 ms and 1 h
     */
    public InterrexClientBuilder commandTimeout(Duration timeout) {
        this.commandTimeout = bounded("commandTimeout", timeout);
        return this;
    }

    /**
     * How long after its start a call may be sent, or sent again, as long as that is safe: through a failover, or while there is no primary. Default 5 s.
     *
     * @throws IllegalArgumentException if not between 1 ms and 1 h
     */
    public InterrexClientBuilder retryFor(Duration duration) {
        this.retryFor = bounded("retryFor", duration);
        return this;
    }

    /**
     * How long a TCP connect, and again the handshake, may take before it is tried anew. Default 500 ms.
     *
     * @throws IllegalArgumentException if not between 1 ms and 1 h
     */
    public InterrexClientBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = bounded("connectTimeout", timeout);
        return this;
    }

    /**
     * Longest pause before a call is sent again, and before a connection to the primary is tried again; both begin with some
     * milliseconds, and double. Default 50 ms.
     *
     * @throws IllegalArgumentException if not between 1 ms and 1 h
     */
    public InterrexClientBuilder maxBackoff(Duration pause) {
        this.maxBackoff = bounded("maxBackoff", pause);
        return this;
    }

    /**
     * How long a connection to a former primary is kept for replies that are still to come. Default 200 ms.
     *
     * @throws IllegalArgumentException if not between 1 ms and 1 h
     */
    public InterrexClientBuilder drainFor(Duration duration) {
        this.drainFor = bounded("drainFor", duration);
        return this;
    }

    /**
     * How long a sentinel may take for its first answer before another one is asked. Default 1 s.
     *
     * @throws IllegalArgumentException if not between 1 ms and 1 h
     */
    public InterrexClientBuilder sentinelTimeout(Duration timeout) {
        this.sentinelTimeout = bounded("sentinelTimeout", timeout);
        return this;
    }

    /**
     * Longest pause between two rounds of the sentinels while none of them answers; the first is 20 ms at most, and each one twice as long. Default 500 ms.
     *
     * @throws IllegalArgumentException if not between 1 ms and 1 h
     */
    public InterrexClientBuilder sentinelMaxBackoff(Duration pause) {
        this.sentinelMaxBackoff = bounded("sentinelMaxBackoff", pause);
        return this;
    }

    /**
     * How many calls may be waiting or on the wire; further ones fail at once as not executed. Default 65,536.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public InterrexClientBuilder maxOutstanding(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("maxOutstanding must be at least 1, not " + calls);
        }
        this.maxOutstanding = calls;
        return this;
    }

    /**
     * Whether writes are numbered, so that one whose reply got lost is sent again and takes effect once, and its first reply comes back.
     * Then a write ends as {@code IndeterminateException} only if no primary answered within {@link #retryFor}, or if the client was
     * cut off for longer than the server's {@code session-timeout-ms}. At most 1024 writes are on the wire then; further ones wait.
     * Without it such a write is not sent again, and always ends as unknown. Default: true.
     */
    public InterrexClientBuilder exactlyOnce(boolean numbered) {
        this.exactlyOnce = numbered;
        return this;
    }

    /** Adds a listener. */
    public InterrexClientBuilder listener(ClientListener listener) {
        this.listeners.add(listener);
        return this;
    }

    /** How channels to sentinels are made, for example with TLS. Default: plaintext. The client shuts them down. */
    public InterrexClientBuilder channels(Function<String, ManagedChannel> channels) {
        this.channels = channels;
        return this;
    }

    /**
     * Starts the client. Does not wait for a connection: calls do, up to {@link #retryFor}.
     *
     * @throws IllegalStateException if the group or the sentinels are not set
     */
    public InterrexClient build() {
        if (group.isEmpty() || sentinels.isEmpty()) {
            throw new IllegalStateException("a client needs a group and at least one sentinel");
        }
        return new InterrexClient(settings());
    }

    ClientSettings settings() {
        return new ClientSettings(
                group,
                sentinels,
                clientName,
                username,
                password,
                commandTimeout,
                retryFor,
                connectTimeout,
                maxBackoff,
                drainFor,
                sentinelTimeout,
                sentinelMaxBackoff,
                maxOutstanding,
                exactlyOnce,
                List.copyOf(listeners),
                channels);
    }

    private static ManagedChannel plaintext(String address) {
        return Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                .build();
    }

    private static Duration bounded(String name, Duration duration) {
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + " must be between 1 ms and 1 h, not " + duration);
        }
        return duration;
    }
}
