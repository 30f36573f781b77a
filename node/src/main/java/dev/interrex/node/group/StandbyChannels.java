package dev.interrex.node.group;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One open connection to each other node of the group, beside those in use: whoever is primary next is followed on it at once. To
 * connect takes longer than all else that a switchover is made of. Event loop only.
 */
final class StandbyChannels {
    private final Function<String, ManagedChannel> channels;
    private final Map<String, ManagedChannel> standing = new HashMap<>();

    /** @param channels a new channel to a gRPC address */
    StandbyChannels(Function<String, ManagedChannel> channels) {
        this.channels = channels;
    }

    /** Opens what is missing, and closes what nobody needs: call regularly. */
    void keep(Set<String> addresses) {
        for (String address : new HashSet<>(standing.keySet())) {
            if (!addresses.contains(address)) {
                drop(address);
            }
        }
        for (String address : addresses) {
            // Asked for its state it connects, or connects again.
            standing.computeIfAbsent(address, channels).getState(true);
        }
    }

    /** The open connection to {@code address}, from now on the caller's; null if there is none. */
    @Nullable
    ManagedChannel take(String address) {
        ManagedChannel channel = standing.get(address);
        if (channel == null || channel.getState(false) != ConnectivityState.READY) {
            return null;
        }
        standing.remove(address);
        return channel;
    }

    void close() {
        for (String address : new HashSet<>(standing.keySet())) {
            drop(address);
        }
    }

    private void drop(String address) {
        ManagedChannel channel = standing.remove(address);
        if (channel != null) {
            channel.shutdownNow();
        }
    }
}
