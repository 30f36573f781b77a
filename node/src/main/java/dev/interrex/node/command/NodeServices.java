package dev.interrex.node.command;

import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.metrics.ServerStatistics;
import dev.interrex.node.metrics.SlowLog;
import dev.interrex.node.pubsub.PubSub;
import java.util.Collection;

/**
 * What commands need from the rest of the node; implemented where the node is put together. Loop thread only.
 */
public interface NodeServices {
    CommandTable commands();

    NodeConfig config();

    ServerStatistics statistics();

    SlowLog slowLog();

    PubSub pubSub();

    /** This node's part in its group. */
    MembershipView membership();

    /** The log on disk and the snapshots. */
    DurabilityView durability();

    /** All connections, the oldest first; a copy, so that they may be closed meanwhile. */
    Collection<? extends ClientState> clients();

    /** Keys that blocked clients wait for. */
    int blockingKeys();

    /** CLIENT PAUSE: commands wait, unexecuted, for so long; all of them, or those that may change something. */
    void pauseClients(long durationMs, boolean all);

    void resumeClients();

    /**
     * Takes a snapshot in the background.
     *
     * @return false if one is being taken
     */
    boolean startSnapshot();

    /**
     * Stops the node cleanly once the replies written so far have left: a primary hands its role over if it can.
     *
     * @param now without waiting for a switchover
     */
    void shutdown(boolean now);

    /** Stops the process at once: something that must hold does not, and serving on could lose or invent data. */
    void halt(String line, Throwable cause);
}
