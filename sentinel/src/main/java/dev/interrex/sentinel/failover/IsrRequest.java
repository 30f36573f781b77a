package dev.interrex.sentinel.failover;

import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import java.util.List;

/**
 * The primary's wish for another in-sync set.
 *
 * @param fromNodeId the node on whose stream it came
 * @param proposalId chosen by the node, the same in every repetition
 * @param epoch of the topology that the primary acts on
 * @param version of the topology that the primary acts on
 * @param isr the whole new set
 * @param joining the start of each member that is not in the recorded set, in which it acked to the primary; empty where that is not known
 */
public record IsrRequest(
        String fromNodeId, String proposalId, long epoch, long version, List<MemberId> isr, List<MemberBoot> joining) {
    public IsrRequest {
        isr = List.copyOf(isr);
        joining = List.copyOf(joining);
    }

    /** Whether the member acked in another start of its process than {@code now}: in mode memory it may have lost what it acked. */
    boolean restarted(MemberBoot now) {
        for (MemberBoot start : joining) {
            if (start.member().equals(now.member()) && !start.id().isEmpty() && !start.equals(now)) {
                return true;
            }
        }
        return false;
    }
}
