package dev.interrex.sentinel.consensus;

import dev.interrex.model.SentinelAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * One sentinel's part of the Raft group.
 *
 * @param sentinelId which of {@code sentinels} this one is
 * @param sentinels the first members, this one included: 1, 3 or 5; the same list at each of them. Once there is a log, it says who they are
 * @param dir data directory; Raft's files go into {@code dir/raft}
 * @param electionTimeoutMs a follower that heard no leader for so long stands for election; heartbeats go out ten times as often
 * @param electionJitterMs random addition to it, which keeps two followers from standing at once
 * @param proposalTimeoutMs after which a proposal's fate is called unknown
 * @param readTimeoutMs after which a linearizable read fails
 * @param changeTimeoutMs how long a change of the members waits for whoever is added
 * @param snapshotIntervalSecs how often the state is saved and the log before it dropped, if enough has changed
 * @param limits of the transport
 */
public record ConsensusConfig(
        String sentinelId,
        List<SentinelAddress> sentinels,
        Path dir,
        int electionTimeoutMs,
        int electionJitterMs,
        int proposalTimeoutMs,
        int readTimeoutMs,
        int changeTimeoutMs,
        int snapshotIntervalSecs,
        TransportLimits limits) {
    public ConsensusConfig {
        sentinels = List.copyOf(sentinels);
        if (sentinels.stream()
                        .filter(sentinel -> sentinel.id().equals(sentinelId))
                        .count()
                != 1) {
            throw new IllegalArgumentException("sentinel " + sentinelId + " must be listed once among " + sentinels);
        }
        if (sentinels.stream().map(SentinelAddress::grpcAddress).distinct().count() != sentinels.size()) {
            throw new IllegalArgumentException("two sentinels have one address: " + sentinels);
        }
        if (electionTimeoutMs < 50 || electionJitterMs < 1) {
            throw new IllegalArgumentException("election timeout of " + electionTimeoutMs + " ms, at least 50");
        }
    }

    /** With defaults for everything but the election timeout. */
    public static ConsensusConfig of(
            String sentinelId, List<SentinelAddress> sentinels, Path dir, int electionTimeoutMs) {
        return new ConsensusConfig(
                sentinelId, sentinels, dir, electionTimeoutMs, 90, 1000, 1000, 10_000, 300, TransportLimits.DEFAULT);
    }

    /** This sentinel. */
    public SentinelAddress self() {
        return sentinels.stream()
                .filter(sentinel -> sentinel.id().equals(sentinelId))
                .findFirst()
                .orElseThrow();
    }
}
