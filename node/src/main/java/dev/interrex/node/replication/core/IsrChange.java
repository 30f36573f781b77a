package dev.interrex.node.replication.core;

import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import java.util.Set;

/**
 * A proposal of another in-sync set: a compare-and-set on {@code (epoch, version)} of the recorded topology.
 *
 * @param proposalId random id by which a lost answer is recognised
 * @param epoch reign in which it was proposed
 * @param version version of the topology that it replaces
 * @param isr the whole new set, the primary included
 * @param joining those of them that are not in the recorded set, with the start in which they acked
 */
public record IsrChange(String proposalId, long epoch, long version, Set<MemberId> isr, Set<MemberBoot> joining) {
    public IsrChange {
        isr = Set.copyOf(isr);
        joining = Set.copyOf(joining);
    }

    /** Whether the two differ in their ids only. */
    boolean asksForTheSame(IsrChange other) {
        return isr.equals(other.isr) && joining.equals(other.joining);
    }
}
