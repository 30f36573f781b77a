package dev.interrex.sentinel.failover;

import dev.interrex.model.DataLoss;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a group may go on with less than was acknowledged, and how. Only where it could not go on otherwise: its primary has to go,
 * and no member of the in-sync set is eligible. A pure function of what is seen.
 *
 * <p>The new history begins in a new epoch with one member. Every other incarnation that is known is abandoned by name, so that nothing
 * of the old history can come back into the new one but what the survivor has.
 */
final class DataLossRule {
    /** The log takes no longer names. */
    private static final int MAX_REQUESTED_BY_LENGTH = 128;

    private DataLossRule() {}

    sealed interface Decision {
        /** Nothing is given up. */
        record Refuse(String why) implements Decision {}

        record Accept(GroupTopology next) implements Decision {}
    }

    /**
     * @param field who could be elected
     * @param primaryMustGo the rule of {@link DeposeRule}
     * @param freshSinceMs reports count if they were made at this time or later
     */
    static Decision decide(
            GroupTopology now,
            Succession.Field field,
            boolean primaryMustGo,
            DataLossRequest request,
            GroupSight sight,
            Committed committed,
            long freshSinceMs) {
        int nameLength = request.requestedBy().length();
        if (nameLength == 0 || nameLength > MAX_REQUESTED_BY_LENGTH) {
            return new Decision.Refuse("it is not said who asks, in 1 to " + MAX_REQUESTED_BY_LENGTH + " characters");
        }
        if (!primaryMustGo) {
            return new Decision.Refuse("primary " + now.primary() + " is not lost: nothing needs to be given up");
        }
        if (!field.candidates().isEmpty()) {
            return new Decision.Refuse(field.candidates().getFirst().member()
                    + " has everything that was acknowledged, and is about to be chosen");
        }
        Optional<MemberId> awaited = field.awaited().stream()
                .filter(member -> !lost(sight.of(member.nodeId()), freshSinceMs))
                .findFirst();
        if (awaited.isPresent()) {
            return new Decision.Refuse("it is not known yet what " + awaited.get() + " has; try again");
        }
        if (!field.doubtful().isEmpty()) {
            return new Decision.Refuse(
                    "it is not certain yet that " + field.doubtful().getFirst() + " is gone; try again");
        }
        NodeFacts chosen = sight.of(request.nodeId()).factsSince(freshSinceMs);
        Optional<String> objection = objection(now, request, chosen, sight, freshSinceMs);
        if (objection.isPresent() || chosen == null) {
            return new Decision.Refuse(objection.orElse("node " + request.nodeId() + " does not answer"));
        }
        return new Decision.Accept(newHistory(now, chosen, request, sight, committed, freshSinceMs));
    }

    /** An election waits a moment for one that was heard after it was first missed; an order to give data up need not wait for ever. */
    private static boolean lost(NodeSight member, long freshSinceMs) {
        return member.suspectedByMajority() && member.factsSince(freshSinceMs) == null;
    }

    private static Optional<String> objection(
            GroupTopology now,
            DataLossRequest request,
            @Nullable NodeFacts chosen,
            GroupSight sight,
            long freshSinceMs) {
        if (now.node(request.nodeId()).isEmpty()) {
            return Optional.of("the group has no node '" + request.nodeId() + "'");
        }
        if (chosen == null) {
            return Optional.of("node " + request.nodeId() + " does not answer");
        }
        if (!chosen.group().equals(now.group()) || !chosen.healthy()) {
            return Optional.of("node " + request.nodeId() + " is unhealthy, or of another group");
        }
        if (now.abandoned(chosen.member())) {
            return Optional.of(chosen.member() + " belongs to a history that was given up");
        }
        for (NodeAddress node : now.nodes()) {
            NodeFacts other = sight.of(node.nodeId()).factsSince(freshSinceMs);
            if (other != null && other.healthy() && other.end().compareTo(chosen.end()) > 0) {
                return Optional.of("node " + node.nodeId() + " has more: its log ends at " + other.end() + ", that of "
                        + request.nodeId() + " at " + chosen.end());
            }
        }
        return Optional.empty();
    }

    private static GroupTopology newHistory(
            GroupTopology now,
            NodeFacts chosen,
            DataLossRequest request,
            GroupSight sight,
            Committed committed,
            long freshSinceMs) {
        long epoch = now.epoch();
        Set<MemberId> abandoned = new LinkedHashSet<>(now.isr());
        now.boots().stream().map(MemberBoot::member).forEach(abandoned::add);
        for (NodeAddress node : now.nodes()) {
            NodeFacts facts = sight.of(node.nodeId()).factsSince(freshSinceMs);
            if (facts != null) {
                epoch = Math.max(epoch, facts.epoch());
                if (!facts.blank()) {
                    abandoned.add(facts.member());
                }
            }
        }
        abandoned.remove(chosen.member());
        List<DataLoss> losses = new ArrayList<>(now.losses());
        losses.add(new DataLoss(
                epoch + 1,
                request.requestedBy(),
                request.requestedAtUnixMs(),
                chosen.member(),
                chosen.end(),
                Math.max(now.committedLsn(), committed.lsn()),
                List.copyOf(abandoned)));
        return new GroupTopology(
                now.group(),
                epoch + 1,
                now.version() + 1,
                chosen.member(),
                List.of(chosen.member()),
                now.nodes(),
                request.minIsr() == 0 ? now.minIsr() : request.minIsr(),
                now.commitMode(),
                "",
                chosen.end().lsn(),
                now.boots(),
                now.preferredZones(),
                losses,
                now.spares());
    }
}
