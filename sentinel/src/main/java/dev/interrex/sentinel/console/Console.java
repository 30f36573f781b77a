package dev.interrex.sentinel.console;

import dev.interrex.http.HttpPage;
import dev.interrex.http.HttpPages;
import dev.interrex.sentinel.view.ClientFigures;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.SentinelView;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The pages of a sentinel.
 *
 * <ul>
 *   <li>{@code /health}: 200, or 503 with the reason, whether <em>this sentinel</em> can do its work; the state of the groups follows
 *       for readers, it does not matter for the status;
 *   <li>{@code /metrics}: for Prometheus;
 *   <li>{@code /api/status}: everything, in JSON;
 *   <li>{@code /}: the same for people.
 * </ul>
 */
public final class Console implements HttpPages {
    private final SentinelView view;
    private final Supplier<CompletionStage<ClientFigures>> clients;
    private final String version;
    private final LongSupplier monotonicMs;

    /**
     * @param clients what is counted of the clients of the Redis Sentinel protocol
     * @param monotonicMs the clock of the view's times
     */
    public Console(
            SentinelView view,
            Supplier<CompletionStage<ClientFigures>> clients,
            String version,
            LongSupplier monotonicMs) {
        this.view = view;
        this.clients = clients;
        this.version = version;
        this.monotonicMs = monotonicMs;
    }

    @Override
    public CompletionStage<HttpPage> page(String path) {
        ClusterSnapshot snapshot = view.snapshot();
        long nowMs = monotonicMs.getAsLong();
        return switch (path) {
            case "/" -> ready(HttpPage.html(StatusPage.of(snapshot, nowMs)));
            case "/health" -> ready(health(snapshot, nowMs));
            case "/api/status" -> ready(HttpPage.json(StatusJson.of(snapshot, nowMs)));
            case "/metrics" ->
                clients.get()
                        .thenApply(figures -> HttpPage.metrics(SentinelMetrics.of(snapshot, figures, version, nowMs)));
            default -> ready(HttpPage.notFound());
        };
    }

    private static CompletionStage<HttpPage> ready(HttpPage page) {
        return CompletableFuture.completedStage(page);
    }

    private static HttpPage health(ClusterSnapshot snapshot, long nowMs) {
        var problem = Condition.problem(snapshot, nowMs);
        StringBuilder text = new StringBuilder(problem.orElse("ok")).append('\n');
        for (GroupSnapshot group : snapshot.groups()) {
            text.append("group ")
                    .append(group.name())
                    .append(": ")
                    .append(Condition.of(group))
                    .append('\n');
        }
        snapshot.pending()
                .forEach(group -> text.append("group ")
                        .append(group.name())
                        .append(": not founded: ")
                        .append(group.missing())
                        .append('\n'));
        return HttpPage.text(problem.isEmpty() ? 200 : 503, text.toString());
    }
}
