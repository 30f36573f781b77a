package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.Status;
import dev.interrex.proto.v1.RaftOutcome;
import java.util.concurrent.CompletableFuture;

/** A proposal of {@code DescribeSentinels} under way. */
final class Description implements AwaitsOutcome {
    private final CompletableFuture<RaftOutcome> outcome = new CompletableFuture<>();

    /** Fails where nobody knows whether it was applied, or ever will be. */
    CompletableFuture<RaftOutcome> outcome() {
        return outcome;
    }

    @Override
    public void applied(RaftOutcome result) {
        outcome.complete(result);
    }

    /** JRaft gave it up. Does nothing after {@link #applied}. */
    @Override
    public void run(Status status) {
        outcome.completeExceptionally(new LogUnavailableException(status.toString()));
    }
}
