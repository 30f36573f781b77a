package dev.interrex.node.group;

/** What a member tells the side of the node that talks to clients. Event loop only. */
public interface ClientSide {
    /** This node is primary: clients may be served. */
    void onServing();

    /**
     * Nobody is served any more: whatever was executed and is not committed stays unanswered, connections close.
     *
     * @param primaryRespAddress where clients may go instead, empty if unknown
     */
    void onStopped(String primaryRespAddress);

    /** A switchover is about to begin: to those that asked for it, this is where they may connect to already. */
    void onSuccessor(String respAddress);

    /** This node gave its lease up: who follows redirections need not wait here for the successor to serve. */
    void onHandedOver();

    /** Everything below {@code lsn} is committed. */
    void onCommitted(long lsn);

    /** Reads executed before {@code nanos} were executed while nobody else reigned. */
    void onReadsConfirmed(long nanos);

    /** Followers have received or synced more, for WAIT and WAITAOF. */
    void onFollowersProgress();

    int connectedClients();
}
