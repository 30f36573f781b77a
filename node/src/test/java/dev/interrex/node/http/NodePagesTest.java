package dev.interrex.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.http.HttpPage;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.command.MembershipView.Follower;
import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.dispatch.FakeNode;
import dev.interrex.node.engine.Engine;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NodePagesTest {
    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(), CommandTable.standard(), UnpooledByteBufAllocator.DEFAULT, () -> 0, () -> 1);
    private final Status status = new Status();
    /** The loop runs its tasks only when it is told to. */
    private final Deque<Runnable> loop = new ArrayDeque<>();

    private final NodePages pages = new NodePages(loop::add, status, "0.1.0");

    private final class Status implements NodeStatus {
        private @Nullable String refusal;

        @Override
        public NodeServices node() {
            return node.services;
        }

        @Override
        public Engine engine() {
            return node.engine;
        }

        @Override
        public String role() {
            return refusal == null ? "primary" : "promoting";
        }

        @Override
        public long appliedLsn() {
            return 7;
        }

        @Override
        public @Nullable String refusal() {
            return refusal;
        }
    }

    private HttpPage page(String path) {
        CompletableFuture<HttpPage> page = pages.page(path).toCompletableFuture();
        loop.forEach(Runnable::run);
        loop.clear();
        return page.join();
    }

    @Test
    void aLoopThatAnswersIsAlive() {
        CompletableFuture<HttpPage> live = pages.page("/health/live").toCompletableFuture();
        assertThat(live).isNotDone();
        loop.remove().run();
        assertThat(live.join()).isEqualTo(HttpPage.text(200, "ok\n"));
    }

    @Test
    void onlyWhoServesIsReady() {
        assertThat(page("/health/ready"))
                .isEqualTo(HttpPage.text(200, "serving: n1, primary of group orders in epoch 1\n"));
        status.refusal = "LOADING This node is becoming the primary.";
        HttpPage page = page("/health/ready");
        assertThat(page.status()).isEqualTo(503);
        assertThat(page.body())
                .isEqualTo("not serving: n1, promoting of group orders in epoch 1\n"
                        + "LOADING This node is becoming the primary.\n");
    }

    @Test
    void metricsTellRoleLogFollowersAndKeys() {
        node.followers.add(new Follower("10.0.0.2", 6379, "online", 0, 250, true));
        node.statistics.error("WRONGTYPE x");
        String metrics = page("/metrics").body();
        assertThat(metrics)
                .contains(
                        "interrex_role{role=\"primary\",group=\"orders\",node=\"n1\"} 1\n",
                        "interrex_serving 1\n",
                        "interrex_epoch 1\n",
                        "interrex_isr_members 2\n",
                        "interrex_log_applied_bytes 7\n",
                        "interrex_follower_lag_bytes{follower=\"10.0.0.2:6379\"} 0\n",
                        "interrex_follower_in_sync{follower=\"10.0.0.2:6379\"} 1\n",
                        "interrex_follower_silence_seconds{follower=\"10.0.0.2:6379\"} 0.25\n",
                        "interrex_db_keys{db=\"0\"} 0\n",
                        "interrex_error_replies_total{code=\"WRONGTYPE\"} 1\n",
                        "process_resident_memory_bytes ")
                .doesNotContain("interrex_replication_link_up");
        assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
                .allMatch(line -> line.matches("[a-z_]+(\\{([a-z]+=\"[^\"]*\",?)+})? [-+.0-9EInfNa]+"));
    }

    @Test
    void aReplicaTellsItsLink() {
        node.isPrimary = false;
        assertThat(page("/metrics").body()).contains("interrex_replication_link_up 1\n");
    }

    @Test
    void everyMetricIsDeclaredOnceAndBeforeItsSamples() {
        assertThat(page("/metrics").body().lines().filter(line -> line.startsWith("# TYPE")))
                .doesNotHaveDuplicates()
                .allMatch(line -> line.endsWith(" counter") == line.contains("_total "));
    }

    @Test
    void otherPathsAreNotFound() {
        assertThat(page("/nope").status()).isEqualTo(404);
    }
}
