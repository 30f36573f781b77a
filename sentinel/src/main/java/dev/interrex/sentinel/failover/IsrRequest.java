package dev.interrex.sentinel.failover;

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
 */
public record IsrRequest(String fromNodeId, String proposalId, long epoch, long version, List<MemberId> isr) {
    public IsrRequest {
        isr = List.copyOf(isr);
    }
}
