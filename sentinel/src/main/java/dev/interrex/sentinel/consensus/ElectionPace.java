package dev.interrex.sentinel.consensus;

import dev.interrex.model.SentinelAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Makes a follower stand for election sooner when its connection to the leader breaks, as it does at once when the leader's
 * process dies. Raft's timeouts are there for the cases in which nothing breaks.
 *
 * <p>Shortening a timeout is always safe: a leader that lives after all goes on sending heartbeats on its own connection, which
 * keeps the shortened timeout from firing, and followers that hear it refuse the pre-vote (Raft §9.6). The followers' timeouts
 * are staggered by their place in the list, so that they do not all stand at the same moment and split the vote; their
 * patience with the lost leader is the same, so that they agree to whoever stands first.
 *
 * <p>Events come from any thread; the timeout is set on a thread of its own, as that takes JRaft's node lock.
 */
final class ElectionPace implements PeerConnections.Listener, TopologyLogListener, AutoCloseable {
    /** What this changes. */
    interface Timeouts {
        /**
         * May block.
         *
         * @param standAfterMs how long a follower waits before it stands for election
         * @param patienceMs how long after its last sign of life a leader is taken to live
         */
        void set(int standAfterMs, int patienceMs);
    }

    /** At least this many heartbeats must be missed. */
    private static final int MISSED_HEARTBEATS = 3;

    private final Supplier<List<SentinelAddress>> sentinels;
    private final String sentinelId;
    private final int normalTimeoutMs;
    private final int heartbeatMs;
    private final int jitterMs;
    private final Supplier<Leadership> leadership;
    private final Timeouts timeouts;
    private final ExecutorService setter = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("raft-election-pace").factory());
    /** Setter's thread only. */
    private boolean hurried;

    /** @param sentinels the members; any thread */
    ElectionPace(
            ConsensusConfig config,
            Supplier<List<SentinelAddress>> sentinels,
            int heartbeatMs,
            Supplier<Leadership> leadership,
            Timeouts timeouts) {
        this.sentinels = sentinels;
        this.sentinelId = config.sentinelId();
        this.normalTimeoutMs = config.electionTimeoutMs();
        this.jitterMs = config.electionJitterMs();
        this.heartbeatMs = heartbeatMs;
        this.leadership = leadership;
        this.timeouts = timeouts;
    }

    @Override
    public void down(String address) {
        submit(() -> {
            if (!hurried && isLeader(address)) {
                hurried = true;
                timeouts.set(hurriedTimeoutMs(address), MISSED_HEARTBEATS * heartbeatMs);
            }
        });
    }

    @Override
    public void up(String address) {
        submit(() -> {
            if (isLeader(address)) {
                relax();
            }
        });
    }

    @Override
    public void leadershipChanged(Leadership now) {
        if (now.leaderId().isPresent()) {
            submit(this::relax);
        }
    }

    @Override
    public void close() {
        setter.shutdown();
    }

    /**
     * This sentinel's timeout after {@code leader} was lost: longer with every other follower that is listed before it, by the
     * random part and what a round of votes may take.
     */
    int hurriedTimeoutMs(String leader) {
        int place = 0;
        for (SentinelAddress sentinel : sentinels.get()) {
            if (sentinel.id().equals(sentinelId)) {
                break;
            }
            if (!sentinel.grpcAddress().equals(leader)) {
                place++;
            }
        }
        return Math.min(normalTimeoutMs, MISSED_HEARTBEATS * heartbeatMs + place * (jitterMs + jitterMs / 2));
    }

    private void relax() {
        if (hurried) {
            hurried = false;
            timeouts.set(normalTimeoutMs, normalTimeoutMs);
        }
    }

    private boolean isLeader(String address) {
        return leadership
                .get()
                .leaderId()
                .flatMap(id -> sentinels.get().stream()
                        .filter(sentinel -> sentinel.id().equals(id))
                        .findFirst())
                .filter(sentinel -> sentinel.grpcAddress().equals(address))
                .isPresent();
    }

    private void submit(Runnable event) {
        try {
            setter.execute(event);
        } catch (RejectedExecutionException e) {
            // closing: elections do not matter any more
        }
    }
}
