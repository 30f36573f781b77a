package dev.interrex.sentinel.failover;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import org.jspecify.annotations.Nullable;

/**
 * The highest commit position that an in-sync member ever reported to this sentinel, or that the sentinels' log says. Every in-sync member holds everything
 * committed, so one whose log ends below it later on has lost some of it: its disk was replaced by an older copy.
 *
 * @param lsn 0 if nothing was heard
 * @param heardMs the report was made at this time or later, on this sentinel's clock
 */
record Committed(long lsn, long heardMs) {
    static final Committed NOTHING = new Committed(0, Long.MIN_VALUE);

    /**
     * With what the sentinels' log says since {@code news}: the only thing that is left where all of them restarted. In memory mode a new
     * epoch may begin with less than was committed, where all members crashed: then it is what counts.
     */
    Committed recordedIn(@Nullable GroupTopology before, GroupTopology news, long nowMs) {
        boolean newReign = before == null || news.epoch() > before.epoch();
        boolean gaveUp =
                before != null && news.losses().size() > before.losses().size();
        boolean mayFall = gaveUp || (newReign && news.commitMode() == CommitMode.MEMORY);
        return mayFall || news.committedLsn() > lsn ? new Committed(news.committedLsn(), nowMs) : this;
    }

    /** With what the in-sync members report now. */
    Committed raisedBy(GroupTopology topology, GroupSight sight) {
        Committed highest = this;
        for (MemberId member : topology.isr()) {
            NodeFacts facts = sight.of(member.nodeId()).facts();
            if (facts != null
                    && facts.member().equals(member)
                    && facts.group().equals(topology.group())
                    && facts.highWatermark() > highest.lsn
                    && (topology.commitMode() == CommitMode.DURABLE || facts.epoch() == topology.epoch())) {
                highest = new Committed(facts.highWatermark(), facts.takenAtMs());
            }
        }
        return highest;
    }

    /** The log ends too early. */
    boolean missesSome(NodeFacts facts) {
        return facts.end().lsn() < lsn;
    }

    /** It may have grown since: the report is not younger than the one of the commit position. */
    boolean isNewerThan(NodeFacts facts) {
        return facts.takenAtMs() <= heardMs;
    }
}
