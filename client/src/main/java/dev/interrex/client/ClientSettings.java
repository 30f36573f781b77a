package dev.interrex.client;

import dev.interrex.client.api.ClientListener;
import dev.interrex.client.routing.RouterSettings;
import dev.interrex.client.topology.TopologyWatch;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a builder gathered; see its methods. */
record ClientSettings(
        String group,
        List<String> sentinels,
        String clientName,
        @Nullable String username,
        char @Nullable [] password,
        Duration commandTimeout,
        Duration retryFor,
        Duration connectTimeout,
        Duration maxBackoff,
        Duration drainFor,
        Duration sentinelTimeout,
        Duration sentinelMaxBackoff,
        int maxOutstanding,
        boolean exactlyOnce,
        List<ClientListener> listeners,
        Function<String, ManagedChannel> channels) {
    RouterSettings forRouter() {
        return new RouterSettings(
                group,
                commandTimeout.toNanos(),
                retryFor.toNanos(),
                maxOutstanding,
                drainFor.toNanos(),
                maxBackoff.toNanos());
    }

    TopologyWatch.Limits forTopology() {
        return new TopologyWatch.Limits(sentinelTimeout.toMillis(), sentinelMaxBackoff.toMillis());
    }

    /** Without the password: this must be safe to log. */
    @Override
    public String toString() {
        return group + " by " + sentinels;
    }
}
