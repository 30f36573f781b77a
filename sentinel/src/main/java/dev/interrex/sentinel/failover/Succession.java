package dev.interrex.sentinel.failover;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may follow a primary, and what the topology is then. Pure functions.
 *
 * <p>Every member of the recorded in-sync set holds every acknowledged write, so any of them is safe; the one with the highest
 * (epoch of last record, end of log) keeps most of what was not acknowledged yet, too. Nobody else is ever chosen: no node
 * outside the recorded set, no node with another incarnation, no node that says it is blank, none whose log ends before what is known
 * to be committed.
 */
final class Succession {
    /** What operators want, among members that are equally good, and first of all a disk that keeps up. */
    private static final Comparator<Candidate> WISHES = Comparator.comparing(Candidate::diskSlow)
            .thenComparingInt(Candidate::zoneRank)
            .thenComparingInt(Candidate::priority)
            .thenComparing(Candidate::besideTheLost)
            .thenComparing(Candidate::member);

    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparing(Candidate::end, Comparator.reverseOrder()).thenComparing(WISHES);

    /** For a planned move every in-sync replica catches up in milliseconds: the operator's wishes go first. */
    private static final Comparator<Candidate> PREFERRED_FIRST = Comparator.comparing(Candidate::diskSlow)
            .thenComparingInt(Candidate::zoneRank)
            .thenComparingInt(Candidate::priority)
            .thenComparing(BEST_FIRST);

    private Succession() {}

    /**
     * @param diskSlow every write waits for its disk, so that another one is better
     * @param zoneRank place of its zone in the group's preferred zones
     * @param besideTheLost it is in the zone of the primary that goes: what took that may take this one next
     */
    record Candidate(
            MemberId member, LogPosition end, boolean diskSlow, int zoneRank, int priority, boolean besideTheLost) {}

    private static Candidate candidate(GroupTopology topology, MemberId member, NodeFacts facts) {
        NodeAddress node = topology.node(member.nodeId()).orElse(null);
        String lostZone = topology.node(topology.primary().nodeId())
                .map(NodeAddress::zone)
                .orElse("");
        return new Candidate(
                member,
                facts.end(),
                facts.diskSlow(),
                node == null ? Integer.MAX_VALUE : zoneRank(topology.preferredZones(), node),
                priority(topology, member.nodeId()),
                node != null
                        && !lostZone.isEmpty()
                        && node.zone().equals(lostZone)
                        && !member.equals(topology.primary()));
    }

    /** Place of the node's zone among those preferred; behind all of them if it is none. */
    static int zoneRank(List<String> preferredZones, NodeAddress node) {
        int place = preferredZones.indexOf(node.zone());
        return place < 0 ? preferredZones.size() : place;
    }

    /**
     * What is known of the possible successors.
     *
     * @param candidates who may be chosen now, best first
     * @param awaited members that are reachable, or may be back and have more than others, but have not said yet where their log ends
     * @param doubtful members whose address refuses connections, but whom somebody heard lately: before that, or they are back. Nobody is
     *     chosen by such a report, and nobody given up in spite of it
     * @param reasons for people: why each of the others may not
     */
    record Field(List<Candidate> candidates, List<MemberId> awaited, List<MemberId> doubtful, List<String> reasons) {
        Optional<Candidate> best() {
            return candidates.stream().findFirst();
        }
    }

    /**
     * @param sinceMs reports count if they were made at this time or later
     * @param cause why the old primary goes; decides whether it may succeed itself
     * @param committed up to where the log is known to be committed
     */
    static Field field(GroupTopology topology, GroupSight sight, Cause cause, long sinceMs, Committed committed) {
        List<Candidate> candidates = new ArrayList<>();
        List<Candidate> behind = new ArrayList<>();
        List<MemberId> awaited = new ArrayList<>();
        List<MemberId> doubtful = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        // In mode memory one of those that crashed together may have more than the others: whoever may be back is
        // asked.
        boolean anyHasAll = topology.commitMode() == CommitMode.DURABLE;
        for (MemberId member : topology.isr()) {
            NodeSight seen = sight.of(member.nodeId());
            NodeFacts heard = seen.factsSince(sinceMs);
            // What it said may be of the last milliseconds, and gone with it: another may have everything.
            NodeFacts facts = seen.gone() ? null : heard;
            if (member.equals(topology.primary()) && !cause.mayReelect() && !isBack(topology, facts)) {
                continue;
            }
            if (facts == null) {
                reasons.add(member + " does not answer");
                if (heard != null) {
                    doubtful.add(member);
                }
                if (!seen.suspectedByMajority() || (!anyHasAll && seen.mayBeBack())) {
                    awaited.add(member);
                }
                continue;
            }
            Optional<String> objection = objection(topology, member, facts);
            Candidate candidate = candidate(topology, member, facts);
            if (objection.isPresent()) {
                reasons.add(objection.get());
            } else if (committed.missesSome(facts) && committed.isNewerThan(facts) && cause != Cause.SWITCHOVER) {
                reasons.add(member + " has not said whether it holds " + committed.lsn());
                awaited.add(member);
            } else if (committed.missesSome(facts) && !committed.isNewerThan(facts)) {
                reasons.add(member + " " + committed.lack(candidate.end) + " is committed: it has lost what it had");
                behind.add(candidate);
            } else {
                candidates.add(candidate);
            }
        }
        if (behind.size() == topology.isr().size() && topology.commitMode() == CommitMode.MEMORY) {
            // All of them crashed, and what was in nobody's disk is gone: that is what this mode promises, and no more.
            candidates.addAll(behind);
        }
        candidates.sort(cause == Cause.SWITCHOVER ? PREFERRED_FIRST : BEST_FIRST);
        return new Field(List.copyOf(candidates), List.copyOf(awaited), List.copyOf(doubtful), List.copyOf(reasons));
    }

    /**
     * In mode memory a primary that could not be reached, and started again, may hold more than members that crashed as well: then it goes
     * on. In mode durable all of them hold what was acknowledged.
     */
    private static boolean isBack(GroupTopology topology, @Nullable NodeFacts facts) {
        return topology.commitMode() == CommitMode.MEMORY
                && facts != null
                && (facts.needsNewEpoch() || facts.role() == NodeRole.UNASSIGNED);
    }

    /** Why {@code facts} of the node of an in-sync {@code member} forbid to choose it; empty if nothing does. */
    static Optional<String> objection(GroupTopology topology, MemberId member, NodeFacts facts) {
        if (!facts.member().equals(member)) {
            return Optional.of(member + " came back with other data");
        }
        if (topology.rolledBack(facts.boot())) {
            return Optional.of(member + " came back with an older copy of its disk: start " + facts.bootCounter()
                    + ", though a later one was seen");
        }
        if (!facts.group().equals(topology.group())) {
            return Optional.of(member + " says it belongs to group " + facts.group());
        }
        if (facts.blank()) {
            return Optional.of(member + " is blank");
        }
        if (!facts.healthy()) {
            return Optional.of("the disk of " + member + " does not answer");
        }
        if (facts.epoch() > topology.epoch()) {
            return Optional.of(member + " knows epoch " + facts.epoch() + ", the sentinels only " + topology.epoch()
                    + ": their log was rolled back");
        }
        boolean rulesAlready = member.equals(topology.primary());
        return priority(topology, member.nodeId()) == 0 && !rulesAlready
                ? Optional.of(member + " has priority 0")
                : Optional.empty();
    }

    private static int priority(GroupTopology topology, String nodeId) {
        return topology.node(nodeId).map(NodeAddress::priority).orElse(0);
    }

    /**
     * The topology of the next reign after a failover: the old primary leaves the in-sync set, unless that would fall below the
     * minimum. Then its incarnation stays listed, and writes stall until it or another member is in sync.
     */
    static GroupTopology afterFailover(GroupTopology topology, MemberId successor) {
        MemberId old = topology.primary();
        boolean mustStay = old.equals(successor) || topology.isr().size() - 1 < topology.minIsr();
        List<MemberId> isr = mustStay
                ? topology.isr()
                : topology.isr().stream().filter(member -> !member.equals(old)).toList();
        return nextReign(topology, successor, isr, "");
    }

    /** The topology of the next reign after the primary gave up its lease under {@code token}: all are in sync still. */
    static GroupTopology afterSwitchover(GroupTopology topology, MemberId target, String token) {
        return nextReign(topology, target, topology.isr(), token);
    }

    private static GroupTopology nextReign(GroupTopology topology, MemberId primary, List<MemberId> isr, String token) {
        return new GroupTopology(
                topology.group(),
                topology.epoch() + 1,
                topology.version() + 1,
                primary,
                isr,
                topology.nodes(),
                topology.minIsr(),
                topology.commitMode(),
                token,
                topology.committedLsn(),
                topology.boots(),
                topology.preferredZones(),
                topology.losses(),
                topology.spares());
    }
}
