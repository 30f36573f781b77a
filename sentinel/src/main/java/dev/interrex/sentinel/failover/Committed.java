package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;

/**
 * The highest commit position that an in-sync member ever reported to this sentinel. Every in-sync member holds everything
 * committed, so one whose log ends below it later on has lost some of it: its disk was replaced by an older copy.
 *
 * @param lsn 0 if nothing was heard
 * @param heardMs the report was made at this time or later, on this sentinel's clock
 */
record Committed(long lsn, long heardMs) {
    static final Committed NOTHING = new Committed(0, Long.MIN_VALUE);

    /** With what the in-sync members report now. */
    Committed raisedBy(GroupTopology topology, GroupSight sight) {
        Committed highest = this;
        for (MemberId member : topology.isr()) {
            NodeFacts facts = sight.of(member.nodeId()).facts();
            if (facts != null
                    && facts.member().equals(member)
                    && facts.group().equals(topology.group())
                    && facts.highWatermark() > highest.lsn) {
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
