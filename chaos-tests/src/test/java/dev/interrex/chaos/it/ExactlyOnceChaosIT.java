package dev.interrex.chaos.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.chaos.cluster.GroupView;
import dev.interrex.client.InterrexClient;
import dev.interrex.client.api.Command;
import dev.interrex.client.api.Commands;
import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Increments through the smart client while primaries die: every one of them counts, and counts once. */
class ExactlyOnceChaosIT {
    private static final int WRITERS = 4;
    private static final int KILLS = 2;
    private static final int MORE = 200;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private final List<AtomicLong> acknowledged = new ArrayList<>();
    private final List<AtomicLong> disorder = new ArrayList<>();

    @Test
    @Timeout(240)
    void everyIncrementCountsOnceThroughFailovers() throws Exception {
        try (LocalGroup group = LocalGroup.start();
                InterrexClient client = InterrexClient.builder()
                        .group(LocalGroup.NAME)
                        .sentinels(group.cluster().sentinelGrpcAddresses())
                        .retryFor(Duration.ofSeconds(30))
                        .build();
                ExecutorService writers = Executors.newFixedThreadPool(WRITERS)) {
            for (int i = 0; i < WRITERS; i++) {
                acknowledged.add(new AtomicLong());
                disorder.add(new AtomicLong());
                int writer = i;
                writers.execute(() -> increment(client, writer));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                awaitMore();
                GroupView before = group.await(GroupView::healthy);
                group.killPrimary();
                awaitMore();
                group.cluster().start(before.primary());
            }
            stop.set(true);
            writers.shutdown();
            assertThat(writers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

            assertThat(failures).as("no fate is unknown").isEmpty();
            for (int i = 0; i < WRITERS; i++) {
                assertThat(disorder.get(i).get())
                        .as("each reply is the next number")
                        .isZero();
                assertThat(client.execute(Command.read("GET", "once:" + i).as(Reply::asLong)))
                        .isEqualTo(acknowledged.get(i).get());
                assertThat(client.execute(Command.read("GET", "both:" + i).as(Reply::asLong)))
                        .isEqualTo(acknowledged.get(i).get());
            }
        } finally {
            stop.set(true);
        }
    }

    /** One increment by itself and one in a transaction, by turns. */
    private void increment(InterrexClient client, int writer) {
        AtomicLong count = acknowledged.get(writer);
        while (!stop.get()) {
            try {
                long value = client.execute(Commands.increment("once:" + writer));
                client.transaction(
                        List.of(Commands.increment("both:" + writer), Command.write("APPEND", "trail:" + writer, ".")));
                if (count.incrementAndGet() != value) {
                    disorder.get(writer).incrementAndGet();
                }
            } catch (InterrexException e) {
                failures.add(e);
                return;
            }
        }
    }

    private void awaitMore() {
        long from = total();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !failures.isEmpty() || total() >= from + MORE);
    }

    private long total() {
        return acknowledged.stream().mapToLong(AtomicLong::get).sum();
    }
}
