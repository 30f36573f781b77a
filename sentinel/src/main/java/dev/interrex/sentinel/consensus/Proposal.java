package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.Status;
import dev.interrex.proto.v1.RaftOutcome;
import dev.interrex.wire.TopologyWire;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A proposal under way: JRaft's closure on one side, the proposer's future on the other. */
final class Proposal implements AwaitsOutcome {
    private final CompletableFuture<ProposalOutcome> outcome = new CompletableFuture<>();

    CompletableFuture<ProposalOutcome> outcome() {
        return outcome;
    }

    @Override
    public void applied(RaftOutcome result) {
        if (result.getApplied()) {
            outcome.complete(new ProposalOutcome.Applied(TopologyWire.fromWire(result.getState())));
        } else {
            outcome.complete(new ProposalOutcome.Rejected(
                    result.hasState() ? Optional.of(TopologyWire.fromWire(result.getState())) : Optional.empty(),
                    result.getReason()));
        }
    }

    /**
     * JRaft gave it up: deposed, closing, overloaded. Whatever the code says, an entry that was appended before may yet be
     * committed by the next leader. Does nothing after {@link #applied}.
     */
    @Override
    public void run(Status status) {
        outcome.complete(new ProposalOutcome.Unknown(status.toString()));
    }
}
