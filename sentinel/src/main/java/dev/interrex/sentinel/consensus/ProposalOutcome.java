package dev.interrex.sentinel.consensus;

import dev.interrex.model.GroupTopology;
import java.util.Optional;

/** What became of a proposal: what the proposer may conclude. */
public sealed interface ProposalOutcome {
    /** Committed and applied, once; {@code state} is the group right after it. */
    record Applied(GroupTopology state) implements ProposalOutcome {}

    /**
     * Committed, but the state machine refused it, and always will under this proposal id.
     *
     * @param obstacle the group's state that stood in the way; empty if there is no such group
     * @param reason for people
     */
    record Rejected(Optional<GroupTopology> obstacle, String reason) implements ProposalOutcome {}

    /** Not done: this sentinel does not lead and the command was not put into its log. Go to {@code leaderId} if known. */
    record NotLeader(Optional<String> leaderId) implements ProposalOutcome {}

    /** Leadership was lost or time ran out with the command in the log: it may or may not take effect, now or later. */
    record Unknown(String reason) implements ProposalOutcome {}
}
