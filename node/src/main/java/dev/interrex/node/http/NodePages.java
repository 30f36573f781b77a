package dev.interrex.node.http;

import dev.interrex.http.HttpPage;
import dev.interrex.http.HttpPages;
import dev.interrex.node.command.MembershipView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The pages of a node.
 *
 * <ul>
 *   <li>{@code /health/live}: 200 if the event loop answers, otherwise 503 after two seconds: restart the process;
 *   <li>{@code /health/ready}: 200 if the node executes reads and writes, otherwise 503 with the reason: so of a group only the
 *       serving primary is ready, as load balancers want it;
 *   <li>{@code /metrics}: for Prometheus.
 * </ul>
 */
public final class NodePages implements HttpPages {
    private final Executor loop;
    private final NodeStatus status;
    private final String version;

    /**
     * @param loop the node's event loop
     * @param version of Interrex
     */
    public NodePages(Executor loop, NodeStatus status, String version) {
        this.loop = loop;
        this.status = status;
        this.version = version;
    }

    @Override
    public CompletionStage<HttpPage> page(String path) {
        return switch (path) {
            case "/" -> CompletableFuture.completedStage(HttpPage.text(200, "/health/live\n/health/ready\n/metrics\n"));
            case "/health/live" -> onLoop(() -> HttpPage.text(200, "ok\n"));
            case "/health/ready" -> onLoop(this::ready);
            case "/metrics" -> {
                NodeMetrics metrics = new NodeMetrics(version);
                yield onLoop(() -> HttpPage.metrics(metrics.of(status)));
            }
            default -> CompletableFuture.completedStage(HttpPage.notFound());
        };
    }

    private CompletionStage<HttpPage> onLoop(Supplier<HttpPage> page) {
        CompletableFuture<HttpPage> made = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                made.complete(page.get());
            } catch (RuntimeException e) {
                made.completeExceptionally(e);
            }
        });
        return made;
    }

    private HttpPage ready() {
        MembershipView membership = status.node().membership();
        String who = membership.group().isEmpty()
                ? "standalone"
                : membership.nodeId() + ", " + status.role() + " of group " + membership.group() + " in epoch "
                        + membership.epoch();
        String refusal = status.refusal();
        return refusal == null
                ? HttpPage.text(200, "serving: " + who + "\n")
                : HttpPage.text(503, "not serving: " + who + "\n" + refusal + "\n");
    }
}
