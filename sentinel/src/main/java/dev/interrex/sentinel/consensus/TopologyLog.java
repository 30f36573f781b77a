package dev.interrex.sentinel.consensus;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.RaftCommand;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The sentinels' replicated log of topologies, as one sentinel sees it.
 *
 * <p>All methods may be called on any thread and none blocks. Futures complete on a thread of the log: their continuations
 * must not block either.
 */
public interface TopologyLog {
    /**
     * Proposes a command. Works at the leader only; elsewhere the answer is {@link ProposalOutcome.NotLeader} at once.
     *
     * <p>The future always completes normally, within the configured proposal timeout. After
     * {@link ProposalOutcome.Unknown} the command may still take effect later: look at the state with
     * {@link #linearizableRead()}, or propose the same command again, under the same proposal id, which can take effect once
     * at most.
     *
     * @throws IllegalArgumentException if the command has no proposal id, no content, or is larger than
     *     {@link RaftCommands#MAX_COMMAND_BYTES}
     */
    CompletableFuture<ProposalOutcome> propose(RaftCommand command);

    /**
     * All groups, no older than the newest change that was committed when this method was called (ReadIndex: confirmed with
     * a majority, no clock involved). Works at every sentinel that hears the leader.
     *
     * <p>Fails with {@link LogUnavailableException}, within the configured read timeout, when no majority confirmed it.
     */
    CompletableFuture<Map<String, GroupTopology>> linearizableRead();

    /** The groups as applied here, by name: immutable, consistent, possibly old. */
    Map<String, GroupTopology> groups();

    /** Who leads, as known here; possibly old. */
    Leadership leadership();

    /** The sentinels that make up the log, as known here; possibly old. This one is missing if it is, as it knows, none of them. */
    List<SentinelAddress> members();

    /** Whether this sentinel has a vote: it is a member, and remembers what it voted. */
    boolean votes();

    /**
     * Adds, removes or replaces a sentinel; works at the leader only. The future always completes normally, within seconds, when
     * whoever was added votes.
     */
    CompletableFuture<MembershipOutcome> change(SentinelChange change);

    /** Adds a listener; from now on it hears of every change, beginning with the groups and the leadership that are known. */
    void addListener(TopologyLogListener listener);
}
