package dev.interrex.sentinel.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.interrex.http.HttpPage;
import dev.interrex.sentinel.facade.Picture;
import dev.interrex.sentinel.view.ClientFigures;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.FailoverSnapshot;
import dev.interrex.sentinel.view.PendingGroup;
import dev.interrex.sentinel.view.SentinelView;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final Picture picture = new Picture();
    private final Console console = new Console(
            new SentinelView() {
                @Override
                public ClusterSnapshot snapshot() {
                    return picture.take();
                }

                @Override
                public void follow(Runnable listener) {}
            },
            () -> CompletableFuture.completedStage(new ClientFigures(1, 2, 3, 4, 5, 6, 7)),
            "0.1.0",
            () -> 1_100);

    private HttpPage page(String path) {
        return console.page(path).toCompletableFuture().join();
    }

    @Test
    void aSentinelWithALeaderIsHealthyWhateverItsGroupsDo() {
        assertThat(page("/health")).isEqualTo(HttpPage.text(200, "ok\ngroup orders: serving\n"));
        picture.kill("n1");
        assertThat(page("/health"))
                .isEqualTo(HttpPage.text(200, "ok\ngroup orders: primary lost by a majority of sentinels\n"));
    }

    @Test
    void aSentinelWithoutALeaderIsNotHealthyAndSaysWhy() {
        picture.leader = "";
        picture.unreachableSentinels.add("s2");
        HttpPage page = page("/health");
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.body()).startsWith("no leading sentinel is known; 2 of 3 sentinels are reachable\n");
    }

    @Test
    void aSentinelWhoseLoopIsStuckIsNotHealthy() {
        picture.heardAtMs = -2_000;
        assertThat(page("/health").body()).startsWith("this sentinel's loop has not moved for 3100 ms");
    }

    @Test
    void groupsThatAreNotFoundedAreNamed() {
        picture.pending.add(new PendingGroup("carts", "n2 was never heard"));
        assertThat(page("/health").body()).contains("group carts: not founded: n2 was never heard\n");
        assertThat(page("/").body()).contains("not founded: n2 was never heard");
    }

    @Test
    void metricsTellEveryGroupAndNode() {
        picture.failovers.add(new FailoverSnapshot(1, 2, "n1", "n2", "killed", false, 1_700_000_000_000L, 20, 35, 250));
        picture.unreachable.add("n3");
        String metrics = page("/metrics").body();
        assertThat(metrics)
                .contains(
                        "interrex_sentinel_leader 1\n",
                        "interrex_group_epoch{group=\"orders\"} 1\n",
                        "interrex_group_primary_serving{group=\"orders\"} 1\n",
                        "interrex_group_isr_members{group=\"orders\"} 3\n",
                        "interrex_group_failovers_total{group=\"orders\"} 1\n",
                        "interrex_group_last_failover_seconds{group=\"orders\",planned=\"false\"} 0.25\n",
                        "interrex_node_reachable{group=\"orders\",node=\"n3\",zone=\"a\"} 0\n",
                        "interrex_node_lag_bytes{group=\"orders\",node=\"n2\",zone=\"a\"} 0\n",
                        "interrex_sentinel_held_answers_total 6\n");
        assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
                .allMatch(line -> line.matches("[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+})? [-+.0-9EInfNa]+"));
    }

    @Test
    void theStatusIsJson() throws IOException {
        picture.failovers.add(new FailoverSnapshot(1, 2, "n1", "n2", "killed", false, 1_700_000_000_000L, 20, 35, 250));
        String json = page("/api/status").body();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            int tokens = 0;
            while (parser.nextToken() != null) {
                tokens++;
            }
            assertThat(tokens).isGreaterThan(100);
        }
        assertThat(json).contains("\"primary\" : \"n1\"", "\"servingAfterMs\" : 250", "\"leader\" : \"s1\"");
    }

    @Test
    void thePageNeedsNothingElseAndEscapesWhatItShows() {
        picture.sentinelAddresses.put("s3", "<script>:1");
        String page = page("/").body();
        assertThat(page).contains("Group orders", "&lt;script&gt;:1").doesNotContain("<script", "src=", "http://");
    }

    @Test
    void otherPathsAreNotFound() {
        assertThat(page("/nope").status()).isEqualTo(404);
    }
}
