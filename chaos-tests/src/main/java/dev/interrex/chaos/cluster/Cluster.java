package dev.interrex.chaos.cluster;

import java.util.List;
import java.util.Optional;

/** What a drill needs of a cluster: to look at one group, and to do things to its processes. */
public interface Cluster {
    /** Name of the group under test. */
    String group();

    /** What the first sentinel that answers says now; empty if none answers within about a second each. */
    Optional<GroupView> view();

    /** {@code host:port} of the sentinels' Redis protocol. */
    List<String> sentinelRespAddresses();

    /** {@code host:port} of the sentinels' gRPC servers. */
    List<String> sentinelGrpcAddresses();

    /** SIGKILL to the node, by its process id. Returns when the signal was sent. */
    void kill(String nodeId);

    /** SIGTERM to the node: a primary hands over, then stops. Returns when the signal was sent. */
    void terminate(String nodeId);

    /** Asks the sentinels for a planned switchover to any in-sync replica. Returns when it is done, or failed. */
    void switchOver();

    /** SIGSTOP: the node keeps memory and connections and does nothing. */
    void suspend(String nodeId);

    /** SIGCONT after {@link #suspend}. */
    void resume(String nodeId);

    /** Starts a node that does not run, on the data that it has; waits until it listens. */
    void start(String nodeId);

    /** SIGKILL to a sentinel. */
    void killSentinel(String sentinelId);

    /** Starts a sentinel that does not run. */
    void startSentinel(String sentinelId);
}
