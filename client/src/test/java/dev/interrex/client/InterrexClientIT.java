package dev.interrex.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.interrex.client.api.ClientListener;
import dev.interrex.client.api.Command;
import dev.interrex.client.api.Commands;
import dev.interrex.client.api.IndeterminateException;
import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.NotExecutedException;
import dev.interrex.client.api.RejectedException;
import dev.interrex.client.api.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole client over real sockets, against a fake sentinel and fake nodes. */
class InterrexClientIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final FakeSentinel sentinel = new FakeSentinel();
    private final FakeRedis n1 = new FakeRedis();
    private final FakeRedis n2 = new FakeRedis();
    private final List<InterrexClient> clients = new ArrayList<>();

    InterrexClientIT() throws IOException {}

    @AfterEach
    void close() throws IOException {
        clients.forEach(InterrexClient::close);
        sentinel.close();
        n1.close();
        n2.close();
    }

    @Test
    void callsGoToTheServingPrimary() {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> command.startsWith("GET") ? "$5\r\nhello\r\n" : ":7\r\n";
        InterrexClient client = client();

        assertThat(client.get("greeting")).hasValue("hello");
        assertThat(client.increment("visits")).isEqualTo(7);
        assertThat(n1.received).containsExactly("GET greeting", "INCR visits");
    }

    @Test
    void manyCallsShareOneConnectionAndKeepTheirOrder() {
        sentinel.announce(1, n1.address(), true);
        InterrexClient client = client();
        List<CompletableFuture<Reply>> calls = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            calls.add(client.async().set("k" + i, "v").toCompletableFuture());
        }
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();

        assertThat(n1.connections()).isEqualTo(1);
        assertThat(n1.received).hasSize(5_000);
        assertThat(n1.received.get(0)).isEqualTo("SET k0 v");
        assertThat(n1.received.get(4_999)).isEqualTo("SET k4999 v");
    }

    @Test
    void incrementInFlightWhenThePrimaryDiesIsReportedAsUnknownAndNeverSentTwice() throws IOException {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> FakeRedis.SILENCE;
        n2.script = command -> ":1\r\n";
        InterrexClient client = client();
        CompletableFuture<Long> call = client.async().increment("counter").toCompletableFuture();
        await().atMost(LIMIT).until(() -> n1.received.contains("INCR counter"));

        n1.close();
        sentinel.announce(2, n2.address(), true);

        assertThat(call).failsWithin(LIMIT).withThrowableThat().withCauseInstanceOf(IndeterminateException.class);
        assertThat(client.increment("other")).isEqualTo(1);
        assertThat(n2.received).containsExactly("INCR other");
    }

    @Test
    void readInFlightWhenThePrimaryDiesIsAnsweredByTheNewOne() throws IOException {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> FakeRedis.SILENCE;
        n2.script = command -> "$3\r\nnew\r\n";
        InterrexClient client = client();
        var call = client.async().get("k").toCompletableFuture();
        await().atMost(LIMIT).until(() -> n1.received.contains("GET k"));

        n1.close();
        sentinel.announce(2, n2.address(), true);

        assertThat(call)
                .succeedsWithin(LIMIT)
                .satisfies(value -> assertThat(value).hasValue("new"));
    }

    @Test
    void writeIsHeldBackWhileTheNewPrimaryDoesNotServe() {
        sentinel.announce(1, n1.address(), false);
        InterrexClient client = client();
        CompletableFuture<Reply> call = client.async().set("k", "v").toCompletableFuture();
        await().atMost(LIMIT).until(() -> n1.connections() == 1);
        assertThat(n1.received).isEmpty();

        sentinel.announce(1, n1.address(), true);
        assertThat(call).succeedsWithin(LIMIT);
    }

    @Test
    void demotedPrimaryThatRefusesWritesLosesNone() {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> "-READONLY You can't write against a read only replica.\r\n";
        InterrexClient client = client();
        CompletableFuture<Reply> call = client.async().set("k", "v").toCompletableFuture();
        await().atMost(LIMIT).until(() -> !n1.received.isEmpty());

        sentinel.announce(2, n2.address(), true);
        assertThat(call).succeedsWithin(LIMIT);
        assertThat(n2.received).containsExactly("SET k v");
    }

    @Test
    void transactionsOfManyThreadsAreNotMixed() {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> switch (command.substring(0, 4)) {
            case "EXEC" -> "*2\r\n:1\r\n:1\r\n";
            case "INCR" -> "+QUEUED\r\n";
            default -> FakeRedis.OK;
        };
        InterrexClient client = client();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String key = "k" + i;
            calls.add(CompletableFuture.runAsync(
                    () -> client.transaction(List.of(Commands.increment(key), Commands.increment(key))), threads));
            calls.add(client.async().get(key).toCompletableFuture());
            // A call made by a callback is made on the event loop itself, which writes without queueing.
            calls.add(client.async()
                    .get(key)
                    .thenCompose(value -> client.async().get(key))
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
        threads.shutdown();

        for (int i = 0; i < n1.received.size(); i++) {
            if (n1.received.get(i).equals("MULTI")) {
                String first = n1.received.get(i + 1);
                assertThat(first).startsWith("INCR");
                assertThat(n1.received.subList(i + 2, i + 4)).containsExactly(first, "EXEC");
            }
        }
        assertThat(n1.received.stream().filter("MULTI"::equals)).hasSize(500);
    }

    @Test
    void transactionGivesTheRepliesOfItsCommands() {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> command.equals("EXEC") ? "*2\r\n+OK\r\n-WRONGTYPE no\r\n" : FakeRedis.OK;
        List<Reply> replies = client().transaction(List.of(Commands.set("k", "v"), Command.write("LPUSH", "k", "x")));
        assertThat(replies.get(0).asText()).isEqualTo("OK");
        assertThat(replies.get(1)).isEqualTo(new Reply.Failure("WRONGTYPE no"));
    }

    @Test
    void errorIsThrownWithTheCallersLine() {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
        InterrexClient client = client();
        assertThatThrownBy(() -> client.increment("k"))
                .isInstanceOf(RejectedException.class)
                .satisfies(failure -> assertThat(failure.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().contains("errorIsThrownWithTheCallersLine")));
    }

    @Test
    void clientMovesToAnotherSentinelWhenItsOwnDies() throws IOException {
        try (FakeSentinel other = new FakeSentinel()) {
            sentinel.announce(1, n1.address(), true);
            other.announce(1, n1.address(), true);
            InterrexClient client = client(sentinel.address(), other.address());
            client.set("k", "v");

            FakeSentinel watched = sentinel.watchers() > 0 ? sentinel : other;
            FakeSentinel left = watched == sentinel ? other : sentinel;
            watched.close();
            left.announce(2, n2.address(), true);

            await().atMost(LIMIT).until(() -> {
                client.set("k", "v");
                return n2.received.contains("SET k v");
            });
        }
    }

    @Test
    void unknownGroupIsNamedInTheFailure() {
        InterrexClient client = InterrexClient.builder()
                .exactlyOnce(false)
                .group("nobody")
                .sentinels(sentinel.address())
                .retryFor(Duration.ofSeconds(2))
                .build();
        clients.add(client);
        assertThatThrownBy(() -> client.set("k", "v"))
                .isInstanceOf(NotExecutedException.class)
                .hasMessageContaining("knows no group nobody");
    }

    @Test
    void silentPrimaryMakesAWriteUnknownAfterTheTimeout() {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> FakeRedis.SILENCE;
        InterrexClient client = InterrexClient.builder()
                .exactlyOnce(false)
                .group("orders")
                .sentinels(sentinel.address())
                .commandTimeout(Duration.ofMillis(200))
                .build();
        clients.add(client);
        assertThatThrownBy(() -> client.set("k", "v")).isInstanceOf(IndeterminateException.class);
        await().atMost(LIMIT).until(() -> n1.connections() == 1);
    }

    @Test
    void closeWaitsForRepliesAndEndsThreadsAndConnections() {
        sentinel.announce(1, n1.address(), true);
        CountDownLatch mayReply = new CountDownLatch(1);
        n1.script = command -> {
            awaitQuietly(mayReply);
            return FakeRedis.OK;
        };
        InterrexClient client = client();
        CompletableFuture<Reply> call = client.async().set("k", "v").toCompletableFuture();
        await().atMost(LIMIT).until(() -> !n1.received.isEmpty());
        CompletableFuture<?> closing = CompletableFuture.runAsync(client::close);
        mayReply.countDown();
        closing.join();
        client.close();

        assertThat(call).isCompletedWithValueMatching(reply -> reply.asText().equals("OK"));
        assertThatThrownBy(() -> client.set("k", "v")).isInstanceOf(NotExecutedException.class);
        await().atMost(LIMIT).until(() -> n1.connections() == 0);
        await().atMost(LIMIT).until(() -> threads().isEmpty());
    }

    @Test
    void listenerHearsOfTheFailover() {
        List<String> events = new CopyOnWriteArrayList<>();
        sentinel.announce(1, n1.address(), true);
        InterrexClient client = InterrexClient.builder()
                .exactlyOnce(false)
                .group("orders")
                .sentinels(sentinel.address())
                .listener(new ClientListener() {
                    @Override
                    public void onConnected(String address) {
                        events.add(address);
                        throw new IllegalStateException("a listener's own defect");
                    }
                })
                .build();
        clients.add(client);
        client.set("k", "v");
        sentinel.announce(2, n2.address(), true);
        await().atMost(LIMIT).until(() -> events.equals(List.of(n1.address(), n2.address())));
    }

    @Test
    void everyFailureSaysWhatMayBeConcluded() throws IOException {
        sentinel.announce(1, n1.address(), true);
        n1.script = command -> command.endsWith("7") ? FakeRedis.HANG_UP : ":1\r\n";
        InterrexClient client = client();
        int unknown = 0;
        for (int i = 0; i < 100; i++) {
            try {
                client.increment("k" + i);
            } catch (InterrexException e) {
                assertThat(e).isInstanceOf(IndeterminateException.class);
                unknown++;
            }
        }
        assertThat(unknown).isEqualTo(10);
        assertThat(n1.received).hasSize(100);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private InterrexClient client() {
        return client(sentinel.address());
    }

    private InterrexClient client(String... sentinels) {
        InterrexClient client = InterrexClient.builder()
                .exactlyOnce(false)
                .group("orders")
                .sentinels(sentinels)
                .clientName("test")
                .build();
        clients.add(client);
        return client;
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("interrex-client-"))
                .collect(Collectors.toSet());
    }
}
