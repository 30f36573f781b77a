package dev.interrex.node;

import dev.interrex.model.CommitMode;
import dev.interrex.node.config.GroupDirectives.Reads;
import dev.interrex.node.dispatch.Gate;
import dev.interrex.node.group.Member;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.FollowerProgress;
import dev.interrex.node.role.ClientAccess;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The role as the write path sees it. Every text here says that nothing was executed, which is what stock clients take these
 * codes for: they connect elsewhere on READONLY, and try again on LOADING and MASTERDOWN.
 */
final class NodeGate implements Gate {
    private static final String NO_TOPOLOGY =
            "MASTERDOWN This node has not heard from the sentinels who the primary is; nothing was executed.";
    private static final String PROMOTING =
            "LOADING This node is becoming the primary; nothing was executed, try again.";
    private static final String REPLICA_WRITE = "READONLY You can't write against a read only replica.";
    private static final String REPLICA_READ = "READONLY This node is a replica; read from the primary.";

    private final Member member;
    private final Supplier<Reads> reads;
    private final @Nullable CommitMode standaloneMode;

    /**
     * @param reads {@code reads}
     * @param standaloneMode null in a group
     */
    NodeGate(Member member, Supplier<Reads> reads, @Nullable CommitMode standaloneMode) {
        this.member = member;
        this.reads = reads;
        this.standaloneMode = standaloneMode;
    }

    @Override
    public @Nullable String refusesReads() {
        return refuses(REPLICA_READ);
    }

    @Override
    public @Nullable String refusesWrites() {
        return refuses(REPLICA_WRITE);
    }

    private @Nullable String refuses(String onReplica) {
        return switch (member.access().answer()) {
            case SERVES, PARKS_KEYS, PARKS_ALL -> null;
            case REPLICA -> onReplica;
            case PROMOTING -> PROMOTING;
            case UNASSIGNED -> NO_TOPOLOGY;
        };
    }

    @Override
    public boolean parksWrites() {
        return member.access().answer().parks();
    }

    @Override
    public boolean parksAll() {
        return member.access().answer() == ClientAccess.Answer.PARKS_ALL;
    }

    @Override
    public String redirectsTo() {
        return member.access().redirectsTo();
    }

    /** Why a client cannot write now, for people; null if it can. */
    @Nullable
    String refusal() {
        return parksAll() ? "handing over to another primary" : refusesWrites();
    }

    @Override
    public long committedLsn() {
        return standaloneMode == CommitMode.NONE ? member.endLsn() : member.committedLsn();
    }

    @Override
    public boolean leaseValid() {
        CommitRule reign = member.role().reign();
        if (reign == null) {
            return false;
        }
        return switch (reads.get()) {
            case LEASE -> reign.leaseValid(member.nanoTime());
            case QUORUM -> reign.confirmedSendNanos() == Long.MAX_VALUE;
            case LOCAL -> true;
        };
    }

    @Override
    public long confirmedReads() {
        CommitRule reign = member.role().reign();
        return reign == null ? Long.MIN_VALUE : reign.confirmedSendNanos();
    }

    /** Rounds are named by the time at which they began: what a member acked was sent at or after it, or it was not. */
    @Override
    public long beginReadConfirmation() {
        return member.nanoTime();
    }

    @Override
    public int followersReceived(long lsn) {
        CommitRule reign = member.role().reign();
        return reign == null
                ? 0
                : (int) reign.followers().stream()
                        .filter(follower -> follower.receivedLsn() >= lsn)
                        .count();
    }

    @Override
    public int followersDurable(long lsn) {
        CommitRule reign = member.role().reign();
        return reign == null
                ? 0
                : (int) reign.followers().stream()
                        .map(FollowerProgress::durableLsn)
                        .filter(durable -> durable >= lsn)
                        .count();
    }

    @Override
    public long localDurableLsn() {
        return member.durableLsn();
    }
}
