package dev.interrex.client.api;

import dev.interrex.model.GroupTopology;

/**
 * Is told what happens to a client's view of its group. Called on the client's own thread, one event at a time and in order: must return
 * quickly and must not call the client.
 */
public interface ClientListener {
    /**
     * A topology with a higher (epoch, version) arrived, or the primary of the known one was seen serving.
     *
     * @param serving whether the primary of this epoch serves already
     */
    default void onTopology(GroupTopology topology, boolean serving) {}

    /** A connection to the primary is up. */
    default void onConnected(String address) {}

    /** The connection to the primary was lost, or could not be made; the client goes on trying. */
    default void onDisconnected(String address, String reason) {}
}
