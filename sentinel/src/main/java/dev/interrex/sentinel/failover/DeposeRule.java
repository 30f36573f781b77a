package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import org.jspecify.annotations.Nullable;

/** Whether a primary has to go. A pure function of what is seen. */
final class DeposeRule {
    private DeposeRule() {}

    sealed interface Judgement {
        /**
         * The primary stays.
         *
         * @param why empty where nothing is wrong; otherwise for people: what is wrong, and why it stays nevertheless
         */
        record Leave(String why) implements Judgement {}

        /**
         * The primary has to go.
         *
         * @param sinceMs positions for the election count if they were taken at this time or later
         */
        record Depose(Cause cause, long sinceMs) implements Judgement {}
    }

    static Judgement judge(
            GroupTopology topology, Reign reign, GroupSight sight, FailoverSettings settings, long nowMs) {
        NodeSight primary = sight.of(topology.primary().nodeId());
        if (primary.suspectedByMajority()) {
            return chosenThoughSuspected(reign, primary, settings, nowMs)
                    ? new Judgement.Leave("primary " + topology.primary() + " was chosen though a majority of sentinels"
                            + " cannot reach it; it is given time")
                    : askWitnesses(topology, primary, sight, settings);
        }
        NodeFacts facts = primary.factsSince(nowMs - settings.suspectAfterMs());
        if (facts == null) {
            return new Judgement.Leave("");
        }
        if (facts.epoch() > topology.epoch()) {
            return new Judgement.Leave("node " + facts.member() + " knows epoch " + facts.epoch()
                    + ", the sentinels only " + topology.epoch() + ": their log was rolled back");
        }
        Cause cause = ownWord(topology, reign, facts);
        if (cause != null) {
            return new Judgement.Depose(cause, nowMs);
        }
        if (reign.isolated(nowMs)) {
            return askFollowers(topology, sight, settings, nowMs);
        }
        return new Judgement.Leave("");
    }

    /**
     * The successor answered whoever chose it, even if most sentinels could not reach it. Replicas that have not heard it yet say
     * nothing against it then: without patience two such nodes would depose each other, an epoch every few milliseconds.
     */
    private static boolean chosenThoughSuspected(
            Reign reign, NodeSight primary, FailoverSettings settings, long nowMs) {
        return primary.majoritySuspectsMs() < reign.beganMs() && nowMs - reign.beganMs() < settings.suspectAfterMs();
    }

    /** What the primary's own report says against it; null if nothing. */
    private static @Nullable Cause ownWord(GroupTopology topology, Reign reign, NodeFacts facts) {
        if (!facts.member().equals(topology.primary())) {
            return Cause.DATA_REPLACED;
        }
        if (topology.rolledBack(facts.boot())) {
            return Cause.ROLLED_BACK;
        }
        if (!facts.healthy()) {
            return Cause.UNHEALTHY;
        }
        boolean inThisEpoch = facts.epoch() == topology.epoch();
        if (inThisEpoch && facts.role() == NodeRole.HANDED_OVER) {
            return Cause.HANDED_OVER;
        }
        return reign.rebooted() || (inThisEpoch && facts.needsNewEpoch()) ? Cause.RESTARTED : null;
    }

    /**
     * The sentinels cannot reach the primary: are they cut off from it, or is it gone? In-sync replicas hear it many times a
     * second, so each that anybody reaches is asked, after the suspicion began. One that hears it is enough to leave it.
     */
    private static Judgement askWitnesses(
            GroupTopology topology, NodeSight primary, GroupSight sight, FailoverSettings settings) {
        String missing = "";
        for (MemberId member : topology.isr()) {
            if (member.equals(topology.primary())) {
                continue;
            }
            NodeSight witness = sight.of(member.nodeId());
            NodeFacts facts = witness.factsSince(primary.majoritySuspectsMs());
            if (facts == null) {
                missing = witness.suspectedByMajority() ? missing : member.nodeId();
            } else if (facts.member().equals(member)
                    && facts.hearsPrimary(topology.epoch(), settings.witnessSilenceMs())) {
                return new Judgement.Leave("sentinels cannot reach primary " + topology.primary()
                        + ", but in-sync replica " + member + " still hears it");
            }
        }
        return missing.isEmpty()
                ? new Judgement.Depose(Cause.UNREACHABLE, primary.majoritySuspectsMs())
                : new Judgement.Leave("sentinels cannot reach primary " + topology.primary() + "; waiting for what "
                        + missing + " knows of it");
    }

    /**
     * The primary says that it is alone. A new one helps only if somebody can be it, and enough others could commit with it. Those
     * need not be in sync yet: a node that the primary does not reach either may catch up with its successor and join then.
     */
    private static Judgement askFollowers(
            GroupTopology topology, GroupSight sight, FailoverSettings settings, long nowMs) {
        int successors = 0;
        int helpers = 0;
        int hearing = 0;
        for (NodeAddress node : topology.nodes()) {
            NodeSight follower = sight.of(node.nodeId());
            NodeFacts facts = follower.factsSince(nowMs - settings.suspectAfterMs());
            if (facts == null || node.nodeId().equals(topology.primary().nodeId())) {
                continue;
            }
            boolean inSync = topology.inSync(facts.member());
            if (facts.hearsPrimary(topology.epoch(), settings.witnessSilenceMs())) {
                hearing += inSync ? 1 : 0;
            } else if (follower.reachedByMajority() && couldTakePart(topology, facts)) {
                successors += inSync && node.priority() > 0 ? 1 : 0;
                helpers++;
            }
        }
        return successors > 0 && helpers >= topology.minIsr() && helpers > hearing
                ? new Judgement.Depose(Cause.ISOLATED, nowMs)
                : new Judgement.Leave("primary " + topology.primary()
                        + " does not reach its in-sync set, and too few of the others could do without it");
    }

    private static boolean couldTakePart(GroupTopology topology, NodeFacts facts) {
        return facts.healthy() && facts.group().equals(topology.group()) && facts.epoch() <= topology.epoch();
    }
}
