package dev.interrex.sentinel.failover;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * The highest commit position that an in-sync member ever reported to this sentinel, or that the sentinels' log says. Every in-sync member holds everything
 * committed, so one whose log ends below it later on has lost some of it: its disk was replaced by an older copy. That may have grown again since, by records
 * that an old primary never got committed: then it is long enough, but its last record is older than what is committed.
 *
 * @param lsn 0 if nothing was heard
 * @param epoch a record of this epoch is committed, its barrier at least; 0 if this sentinel heard of none, as after its start: the sentinels' log has the
 *     position alone
 * @param heardMs the report was made at this time or later, on this sentinel's clock
 */
record Committed(long lsn, long epoch, long heardMs) {
    static final Committed NOTHING = new Committed(0, 0, Long.MIN_VALUE);

    /**
     * With what the sentinels' log says since {@code news}: the only thing that is left where all of them restarted. In memory mode a new
     * epoch may begin with less than was committed, where all members crashed: then it is what counts.
     */
    Committed recordedIn(@Nullable GroupTopology before, GroupTopology news, long nowMs) {
        boolean newReign = before == null || news.epoch() > before.epoch();
        boolean gaveUp =
                before != null && news.losses().size() > before.losses().size();
        boolean mayFall = gaveUp || (newReign && news.commitMode() == CommitMode.MEMORY);
        if (!mayFall && news.committedLsn() <= lsn) {
            return this;
        }
        boolean fell = gaveUp || news.committedLsn() < lsn;
        return new Committed(news.committedLsn(), fell ? 0 : epoch, nowMs);
    }

    /** With what the in-sync members report now. */
    Committed raisedBy(GroupTopology topology, GroupSight sight) {
        Committed highest = this;
        for (MemberId member : topology.isr()) {
            NodeFacts facts = sight.of(member.nodeId()).facts();
            if (facts != null
                    && facts.member().equals(member)
                    && facts.group().equals(topology.group())
                    && (topology.commitMode() == CommitMode.DURABLE || facts.epoch() == topology.epoch())) {
                highest = highest.raisedBy(topology, facts);
            }
        }
        return highest;
    }

    /** A primary serves once the barrier of its epoch is committed (docs/PROTOCOL.md). */
    private Committed raisedBy(GroupTopology topology, NodeFacts facts) {
        boolean serves =
                facts.serving() && facts.member().equals(topology.primary()) && facts.epoch() == topology.epoch();
        long committedEpoch = serves ? Math.max(epoch, facts.epoch()) : epoch;
        return facts.highWatermark() > lsn || committedEpoch > epoch
                ? new Committed(Math.max(lsn, facts.highWatermark()), committedEpoch, facts.takenAtMs())
                : this;
    }

    /** The log ends too early, or in records that are older than what is committed. */
    boolean missesSome(NodeFacts facts) {
        return facts.end().lsn() < lsn || facts.end().epoch() < epoch;
    }

    /** For people: what a log that misses some lacks; to be followed by "is committed". */
    String lack(LogPosition end) {
        return end.lsn() < lsn
                ? "ends at " + end.lsn() + ", but " + lsn
                : "ends in epoch " + end.epoch() + ", but a record of epoch " + epoch;
    }

    /** It may have grown since: the report is not younger than the one of the commit position. */
    boolean isNewerThan(NodeFacts facts) {
        return facts.takenAtMs() <= heardMs;
    }
}
