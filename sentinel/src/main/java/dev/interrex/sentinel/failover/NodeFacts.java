package dev.interrex.sentinel.failover;

import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;

/**
 * What a node said of itself in its newest report.
 *
 * @param group the group that it believes it belongs to
 * @param member its name and the incarnation of its data
 * @param role what it does now
 * @param epoch highest epoch it has persisted
 * @param bootCounter rises with every start of its process
 * @param bootId of that start, random
 * @param end (epoch of last record, end of log)
 * @param highWatermark up to where it knows the log to be committed
 * @param needsNewEpoch it is named primary of {@code epoch} but must not serve in it
 * @param primarySilenceMs since when it has not heard the primary of {@code epoch}; -1 = never heard, or is the primary
 * @param primaryRefused its replication connection to the primary was refused or reset
 * @param reachesIsr as primary: most of the in-sync set answers it
 * @param serving it executes reads and writes
 * @param healthy its disk answers
 * @param diskSlow its disk is, or was lately, slow
 * @param blank its log is empty and it never persisted an epoch
 * @param leaving as primary: it is about to stop and asks for a switchover
 * @param takenAtMs the report was made at this time or later, on this sentinel's clock
 */
public record NodeFacts(
        String group,
        MemberId member,
        NodeRole role,
        long epoch,
        long bootCounter,
        String bootId,
        LogPosition end,
        long highWatermark,
        boolean needsNewEpoch,
        long primarySilenceMs,
        boolean primaryRefused,
        boolean reachesIsr,
        boolean serving,
        boolean healthy,
        boolean diskSlow,
        boolean blank,
        boolean leaving,
        long takenAtMs) {
    /** The start of its process. */
    public MemberBoot boot() {
        return new MemberBoot(member, bootCounter, bootId);
    }

    /**
     * Whether an older report of the same node says the same, but for what changes all the time in a group at rest: positions, and how long ago
     * the primary was heard.
     */
    public boolean confirms(NodeFacts older) {
        return role == older.role
                && epoch == older.epoch
                && bootCounter == older.bootCounter
                && needsNewEpoch == older.needsNewEpoch
                && primaryRefused == older.primaryRefused
                && reachesIsr == older.reachesIsr
                && serving == older.serving
                && healthy == older.healthy
                && diskSlow == older.diskSlow
                && blank == older.blank
                && leaving == older.leaving
                && bootId.equals(older.bootId)
                && member.equals(older.member)
                && group.equals(older.group);
    }

    /** Whether this replica heard the primary of {@code ofEpoch} within {@code limitMs}. */
    boolean hearsPrimary(long ofEpoch, long limitMs) {
        return epoch == ofEpoch && !primaryRefused && primarySilenceMs >= 0 && primarySilenceMs < limitMs;
    }
}
