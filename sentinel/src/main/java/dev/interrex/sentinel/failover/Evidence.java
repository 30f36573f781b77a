package dev.interrex.sentinel.failover;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sentinels saw of a group that must outlive them: up to where its log is committed, and the last start of each member. Goes into
 * the log with every change. Two things are found out by it later, even if all sentinels restarted in between: a member whose log ends
 * too early, and a member whose disk counts its starts once more.
 */
final class Evidence {
    private Evidence() {}

    /** {@code next} with all that is known when it is proposed. */
    static GroupTopology addTo(
            GroupTopology next, @Nullable GroupTopology before, GroupSight sight, Committed committed) {
        return next.withSeen(committedLsn(next, before, sight, committed), boots(next, before, sight));
    }

    private static long committedLsn(
            GroupTopology next, @Nullable GroupTopology before, GroupSight sight, Committed committed) {
        if (before == null) {
            return 0;
        }
        long known = Math.max(before.committedLsn(), committed.lsn());
        NodeFacts primary = sight.of(next.primary().nodeId()).facts();
        boolean mayHaveLost = next.commitMode() == CommitMode.MEMORY && next.epoch() > before.epoch();
        return mayHaveLost && primary != null ? Math.min(known, primary.end().lsn()) : known;
    }

    /** The last start of each node's data, and of each member that is in sync still though its node has other data by now. */
    static List<MemberBoot> boots(GroupTopology next, @Nullable GroupTopology before, GroupSight sight) {
        List<MemberBoot> boots = new ArrayList<>();
        for (NodeAddress node : next.nodes()) {
            MemberBoot seen = seen(node.nodeId(), next, before, sight);
            if (seen != null) {
                boots.add(seen);
            }
        }
        if (before != null) {
            for (MemberBoot old : before.boots()) {
                boolean missing = boots.stream().noneMatch(boot -> boot.member().equals(old.member()));
                if (missing && next.inSync(old.member())) {
                    boots.add(old);
                }
            }
        }
        return boots;
    }

    private static @Nullable MemberBoot seen(
            String nodeId, GroupTopology next, @Nullable GroupTopology before, GroupSight sight) {
        MemberBoot recorded = before == null ? null : newest(nodeId, before, sight);
        NodeFacts facts = sight.of(nodeId).facts();
        if (facts == null
                || !facts.group().equals(next.group())
                || !facts.member().nodeId().equals(nodeId)
                || (before != null && before.rolledBack(facts.boot()))) {
            return recorded;
        }
        boolean sameReign = before != null
                && next.epoch() == before.epoch()
                && next.primary().equals(facts.member());
        // A primary that started again since it was chosen must not take its epoch for one that was given to it as it
        // is now.
        return sameReign && recorded != null && recorded.member().equals(next.primary()) ? recorded : facts.boot();
    }

    /** What is recorded of the data that the node has now; of any if that is not known. */
    private static @Nullable MemberBoot newest(String nodeId, GroupTopology before, GroupSight sight) {
        NodeFacts facts = sight.of(nodeId).facts();
        MemberId now = facts == null ? null : facts.member();
        MemberBoot newest = null;
        for (MemberBoot boot : before.boots()) {
            if (boot.member().nodeId().equals(nodeId)
                    && (newest == null || boot.member().equals(now))) {
                newest = boot;
            }
        }
        return newest;
    }
}
