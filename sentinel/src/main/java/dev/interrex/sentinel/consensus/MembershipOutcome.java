package dev.interrex.sentinel.consensus;

import dev.interrex.model.SentinelAddress;
import java.util.List;
import java.util.Optional;

/** What became of a change of the sentinels: what whoever asked may conclude. */
public sealed interface MembershipOutcome {
    /** These are the members now, and whoever was added votes. */
    record Done(List<SentinelAddress> members) implements MembershipOutcome {}

    /** Nothing has changed and nothing will. */
    record NotDone(String reason) implements MembershipOutcome {}

    /** Not done: this sentinel does not lead. Go to {@code leaderId} if known. */
    record NotLeader(Optional<String> leaderId) implements MembershipOutcome {}

    /** It may have happened, or may still: look at the members. */
    record Unknown(String reason) implements MembershipOutcome {}
}
