package dev.interrex.sentinel.failover;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import java.util.Optional;

/**
 * Which in-sync sets a primary may have recorded. It alone knows who acks; the sentinels see to it that the request is the
 * recorded primary's, is about the recorded state, and lists data that exists: a member that came back with another incarnation
 * must not stay in the set under its old name, nor come into it unseen; and a process that started again since it acked may not hold
 * what it acked, where the group is in mode memory.
 */
final class IsrRule {
    /** The log takes no longer names of proposals. */
    static final int MAX_PROPOSAL_ID_LENGTH = 64;

    private IsrRule() {}

    /** Empty: it may be proposed. Otherwise why not, for people. */
    static Optional<String> refusal(GroupTopology topology, IsrRequest request, GroupSight sight, long freshSinceMs) {
        int idLength = request.proposalId().length();
        if (idLength == 0 || idLength > MAX_PROPOSAL_ID_LENGTH) {
            return Optional.of("has no usable proposal id");
        }
        if (request.epoch() != topology.epoch() || request.version() != topology.version()) {
            return Optional.of("is about (" + request.epoch() + ", " + request.version() + "), recorded is ("
                    + topology.epoch() + ", " + topology.version() + ")");
        }
        NodeFacts sender = sight.of(request.fromNodeId()).facts();
        if (sender == null || !sender.member().equals(topology.primary())) {
            return Optional.of("did not come from primary " + topology.primary());
        }
        if (!request.isr().contains(topology.primary())) {
            return Optional.of("lacks the primary");
        }
        if (request.isr().size() < topology.minIsr()) {
            return Optional.of(
                    "has " + request.isr().size() + " members, at least " + topology.minIsr() + " are needed");
        }
        if (request.isr().stream().map(MemberId::nodeId).distinct().count()
                != request.isr().size()) {
            return Optional.of("lists a node twice");
        }
        for (MemberId member : request.isr()) {
            Optional<String> objection = topology.inSync(member)
                    ? staying(topology, member, sight)
                    : joining(topology, member, request, sight, freshSinceMs);
            if (objection.isPresent()) {
                return objection;
            }
        }
        return Optional.empty();
    }

    /** A recorded member may stay though no sentinel reaches it: the primary does. */
    private static Optional<String> staying(GroupTopology topology, MemberId member, GroupSight sight) {
        NodeFacts facts = sight.of(member.nodeId()).facts();
        if (facts == null) {
            return Optional.empty();
        }
        if (!facts.member().equals(member)) {
            return Optional.of("keeps " + member + ", but that node is " + facts.member() + " now");
        }
        return topology.rolledBack(facts.boot())
                ? Optional.of("keeps " + member + ", whose disk was replaced by an older copy")
                : Optional.empty();
    }

    private static Optional<String> joining(
            GroupTopology topology, MemberId member, IsrRequest request, GroupSight sight, long freshSinceMs) {
        if (topology.node(member.nodeId()).isEmpty()) {
            return Optional.of("adds " + member + ", which is no node of the group");
        }
        if (topology.spares().replaces(member.nodeId())) {
            return Optional.of("adds " + member + ", whose place a spare has taken");
        }
        NodeSight seen = sight.of(member.nodeId());
        NodeFacts facts = seen.factsSince(freshSinceMs);
        if (facts == null || seen.gone()) {
            return Optional.of("adds " + member + ", which no sentinel hears");
        }
        if (!facts.member().equals(member)) {
            return Optional.of("adds " + member + ", but that node is " + facts.member());
        }
        if (topology.rolledBack(facts.boot())) {
            return Optional.of("adds " + member + ", whose disk was replaced by an older copy");
        }
        if (request.restarted(facts.boot())) {
            return Optional.of("adds " + member + ", which started again since it acked to the primary");
        }
        return facts.healthy() ? Optional.empty() : Optional.of("adds " + member + ", which is unhealthy");
    }
}
