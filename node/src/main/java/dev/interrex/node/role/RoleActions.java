package dev.interrex.node.role;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.replication.core.CommitRule;

/**
 * What the role orders the node to do. Each call has taken effect when it returns, unless it says otherwise. Made by the
 * driver on the event loop, and by the simulation.
 */
public interface RoleActions {
    /** Syncs the epoch to disk before it returns; from then on nothing of a lower epoch is accepted (invariant 7). */
    void persistEpoch(long epoch);

    /**
     * Gives this node's data a new incarnation, synced before it returns: under the old one others believe that it holds what it has
     * not got. Nothing is deleted; it follows the primary like any newcomer.
     *
     * @param why for people
     * @return this node with its new incarnation
     */
    MemberId renewIncarnation(String why);

    /** Opens the replication stream of {@code epoch} to the primary, and keeps at it until {@link #stopFollowing}. */
    void follow(NodeAddress primary, GroupTopology topology);

    /** Ends the stream; no ack of the old epoch leaves after this returns. */
    void stopFollowing();

    /**
     * Makes the log this node's own for {@code epoch}: applies all of it to memory, then appends the barrier record, and answers
     * followers of this epoch from now on.
     *
     * @return the rule of the new reign, whose log ends behind the barrier
     */
    CommitRule beginReign(GroupTopology topology);

    /** End of this node's log, synced or not. */
    LogPosition logEnd();

    /** All of the log is on disk when this returns. */
    void syncLog();

    /** Sends something to that follower at once, which it is to ack at once; nothing happens where it has no stream. */
    void askForAck(MemberId follower);

    /** Closes the followers' streams and appends nothing more in that epoch. */
    void endReign();

    /** Clients may be served from now on. */
    void startServing();

    /**
     * No client is served from now on: connections are closed without an answer to anything whose fate is unknown, commands
     * that were not executed are refused.
     */
    void stopServing();

    /** The reign's high watermark rose to {@code lsn}. */
    void committed(long lsn);

    /** Tells the sentinels that the lease was given up for good under {@code token}; the log ends at {@code leo}. */
    void switchoverReady(String token, long epoch, long leo);

    /** Tells the sentinels that nothing was given up. */
    void switchoverRefused(String token, String reason);

    /** A broken invariant: the process must end now, before it can answer anybody. */
    void halt(String reason);

    /** For the log of the node: {@code message} is one line. */
    void note(String message);
}
