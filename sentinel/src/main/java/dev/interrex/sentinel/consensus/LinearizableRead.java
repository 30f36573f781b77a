package dev.interrex.sentinel.consensus;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.closure.ReadIndexClosure;
import com.alipay.sofa.jraft.option.ReadOnlyOption;
import dev.interrex.model.GroupTopology;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One linearizable read: asks JRaft for a read index, again and again until it is given one or time is up. It is refused
 * while there is no leader, and by a new leader until it has committed in its term, which are matters of milliseconds.
 */
final class LinearizableRead {
    private static final int RETRY_MS = 10;
    private static final byte[] NO_CONTEXT = new byte[0];

    private final Node node;
    private final Supplier<Map<String, GroupTopology>> applied;
    private final int timeoutMs;
    private final CompletableFuture<Map<String, GroupTopology>> result = new CompletableFuture<>();
    private final Executor later = CompletableFuture.delayedExecutor(RETRY_MS, TimeUnit.MILLISECONDS);
    private volatile String lastRefusal = "no answer";

    /**
     * @param applied read once the state machine has reached the read index
     */
    LinearizableRead(Node node, Supplier<Map<String, GroupTopology>> applied, int timeoutMs) {
        this.node = node;
        this.applied = applied;
        this.timeoutMs = timeoutMs;
    }

    CompletableFuture<Map<String, GroupTopology>> start() {
        CompletableFuture.delayedExecutor(timeoutMs, TimeUnit.MILLISECONDS)
                .execute(() -> result.completeExceptionally(
                        new LogUnavailableException("no linearizable read in " + timeoutMs + " ms: " + lastRefusal)));
        attempt();
        return result;
    }

    private void attempt() {
        if (result.isDone()) {
            return;
        }
        try {
            node.readIndex(ReadOnlyOption.ReadOnlySafe, NO_CONTEXT, new ReadIndexClosure(timeoutMs) {
                @Override
                public void run(Status status, long index, byte[] context) {
                    if (status.isOk()) {
                        result.complete(applied.get());
                    } else {
                        lastRefusal = status.toString();
                        later.execute(LinearizableRead.this::attempt);
                    }
                }
            });
        } catch (IllegalStateException e) {
            result.completeExceptionally(new LogUnavailableException("closed: " + e.getMessage()));
        }
    }
}
