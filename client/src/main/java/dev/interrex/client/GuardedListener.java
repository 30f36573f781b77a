package dev.interrex.client;

import dev.interrex.client.api.ClientListener;
import dev.interrex.model.GroupTopology;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all listeners; one that throws stops neither the others nor the client. */
final class GuardedListener implements ClientListener {
    private static final Logger log = LoggerFactory.getLogger(GuardedListener.class);

    private final List<ClientListener> listeners;

    GuardedListener(List<ClientListener> listeners) {
        this.listeners = listeners;
    }

    @Override
    public void onTopology(GroupTopology topology, boolean serving) {
        tell(listener -> listener.onTopology(topology, serving));
    }

    @Override
    public void onConnected(String address) {
        tell(listener -> listener.onConnected(address));
    }

    @Override
    public void onDisconnected(String address, String reason) {
        tell(listener -> listener.onDisconnected(address, reason));
    }

    private void tell(Consumer<ClientListener> event) {
        for (ClientListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                log.warn("a client listener failed", e);
            }
        }
    }
}
