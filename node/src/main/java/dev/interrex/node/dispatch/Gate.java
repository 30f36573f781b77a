package dev.interrex.node.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * What this node's role lets a client do now. Declared here because the write path asks; answered by the role. Loop thread only.
 *
 * <p>A refusal is given only before anything was executed, so its error code tells the client that it may go elsewhere or retry.
 */
public interface Gate {
    /** Null if reads of the keyspace may be executed now, else the whole error text ({@code "LOADING …"}, {@code "MASTERDOWN …"}). */
    @Nullable
    String refusesReads();

    /** Null if writes may be executed now, else the whole error text ({@code "READONLY …"}, {@code "NOREPLICAS …"}). */
    @Nullable
    String refusesWrites();

    /** True while a planned switchover waits for the target: mutations are parked, unexecuted, in order per connection. */
    boolean parksWrites();

    /**
     * True while a primary that gave its lease up waits for its successor to serve: reads and messages wait as well, unexecuted; then all
     * are told where to go.
     */
    boolean parksAll();

    /** {@code host:port} where a client that has to wait may go to wait there, if it follows redirections; empty = it waits here. */
    String redirectsTo();

    /** End of what is committed: a reply whose dependency is at or below this LSN may leave. Never falls while serving. */
    long committedLsn();

    /**
     * Whether a read executed now may be answered as soon as its LSN is committed: the lease given by the in-sync members is
     * valid. If not, the reply waits until {@link #confirmedReads()} has passed the value it had at execution.
     */
    boolean leaseValid();

    /** Number of completed rounds in which every in-sync member confirmed this node's reign after the round was begun. */
    long confirmedReads();

    /** The round that, once confirmed, proves that this node was primary now. Starts one if none can be shared. */
    long beginReadConfirmation();

    /** In-sync and other followers that hold the log up to {@code lsn} in memory, for WAIT. */
    int followersReceived(long lsn);

    /** Followers that have it synced, for WAITAOF. */
    int followersDurable(long lsn);

    /** End of what is synced to this node's own disk. */
    long localDurableLsn();
}
