package dev.interrex.node.command;

import java.util.List;

/** What INFO and ROLE tell about this node's part in its group; implemented by the group's side of the node. Loop thread only. */
public interface MembershipView {
    /**
     * A follower as the primary sees it.
     *
     * @param state {@code online} while it follows, {@code wait_bgsave} or {@code send_bulk} during a full sync
     * @param receivedLsn end of what it has in memory
     * @param silenceMs since its last ack
     * @param inSync whether it is in the recorded in-sync set
     */
    record Follower(String host, int port, String state, long receivedLsn, long silenceMs, boolean inSync) {}

    /** Whether it is the primary of its epoch, serving or about to; a standalone node always is. */
    boolean isPrimary();

    /** Whether data is still being read from disk or from the primary. */
    boolean isLoading();

    /** Name of the group; empty if standalone. */
    String group();

    String nodeId();

    long epoch();

    /** Identifies the group's history: 40 hexadecimal digits that every member reports alike. */
    String replicationId();

    /** End of the log. */
    long endLsn();

    long committedLsn();

    /** Oldest LSN that a follower can be given without a snapshot. */
    long startLsn();

    /** {@code host:port} of the primary that clients are told; empty if unknown, or if this is it. */
    String primaryAddress();

    /** As a replica: whether the stream from the primary is up. */
    boolean isLinkUp();

    /** As a replica: milliseconds since the primary was heard; -1 = never. */
    long linkSilenceMs();

    /** As a replica: whether a snapshot is being received. */
    boolean isSyncing();

    /** Name of the node that the last snapshot came from, or is being fetched from; empty if this process received none. */
    String fullSyncSource();

    /** Bytes of snapshots that this process sent to other nodes. */
    long snapshotBytesSent();

    /** As a primary. */
    List<Follower> followers();

    /** Size of the recorded in-sync set, this node included, and what it must not fall below. */
    int inSyncMembers();

    int minInSyncMembers();
}
