package dev.interrex.client;

import dev.interrex.client.api.AsyncCommands;
import dev.interrex.client.api.Command;
import dev.interrex.client.api.IndeterminateException;
import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.Reply;
import dev.interrex.client.api.SyncCommands;
import dev.interrex.client.connection.LettuceConnector;
import dev.interrex.client.routing.Router;
import dev.interrex.client.session.ExactlyOnce;
import dev.interrex.client.session.Session;
import dev.interrex.client.topology.TopologySnapshot;
import dev.interrex.client.topology.TopologyWatch;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A client of one group. Follows its primary through failovers and never applies a write twice: a write that has to be sent again
 * takes effect once, see {@link InterrexClientBuilder#exactlyOnce}.
 *
 * <pre>{@code
 * try (InterrexClient client = InterrexClient.builder()
 *         .group("orders").sentinels("127.0.0.1:26380", "127.0.0.1:26390").build()) {
 *     client.set("greeting", "hello");
 *     long visits = client.increment("visits");
 *     client.async().get("greeting").thenAccept(System.out::println);
 * }
 * }</pre>
 *
 * <p>One connection is shared by all callers; make one client per group and application. Safe for any number of threads.
 */
public final class InterrexClient implements SyncCommands, AutoCloseable {

    /** How long the server is given to hear that a session is left. */
    private static final Duration FAREWELL = Duration.ofMillis(100);

    private static final SecureRandom RANDOM = new SecureRandom();

    private final ClientSettings settings;
    private final ScheduledExecutorService executor;
    private final LettuceConnector connector;
    private final TopologyWatch topology;
    private final Router router;
    private final Session session;
    private final AsyncCommands async = new Async();

    InterrexClient(ClientSettings settings) {
        this.settings = settings;
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "interrex-client-" + settings.group());
            thread.setDaemon(true);
            return thread;
        });
        this.connector = new LettuceConnector(
                settings.clientName(), settings.username(), settings.password(), settings.connectTimeout());
        TopologyEvents events = new TopologyEvents();
        this.topology = new TopologyWatch(
                settings.group(),
                settings.sentinels(),
                ThreadLocalRandom.current().nextInt(settings.sentinels().size()),
                settings.channels(),
                settings.forTopology(),
                executor,
                events);
        this.session = settings.exactlyOnce() ? new ExactlyOnce(InterrexClient::randomId) : Session.NONE;
        this.router = new Router(
                settings.forRouter(),
                new LoopClock(executor),
                connector,
                session,
                topology::hurry,
                new GuardedListener(settings.listeners()));
        router.start();
        topology.start();
    }

    private static String randomId() {
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** Starts a builder; see there for what must be set. */
    public static InterrexClientBuilder builder() {
        return new InterrexClientBuilder();
    }

    private final class TopologyEvents implements TopologyWatch.Listener {
        @Override
        public void onTopology(TopologySnapshot snapshot) {
            router.onTopology(snapshot);
        }

        @Override
        public void onTrouble(String reason) {
            router.onTopologyTrouble(reason);
        }
    }

    /** The same commands, without waiting. */
    public AsyncCommands async() {
        return async;
    }

    @Override
    public <T> T execute(Command<T> command) {
        return await(router.submit(command));
    }

    @Override
    public List<Reply> transaction(List<Command<?>> commands) {
        return await(router.submitTransaction(commands));
    }

    /** A call always ends by itself: at the latest after the time for retries and one command timeout. */
    private static <T> T await(CompletableFuture<T> future) {
        // Not future.get(): in a fork-join pool that may throw for want of a spare thread while the command is on its
        // way.
        CountDownLatch ended = new CountDownLatch(1);
        future.whenComplete((reply, failure) -> ended.countDown());
        try {
            ended.await();
            return future.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IndeterminateException("interrupted while waiting for the reply");
        } catch (CompletionException e) {
            if (e.getCause() instanceof InterrexException failure) {
                // Made on another thread: the caller's line is what helps to find the call.
                failure.fillInStackTrace();
                throw failure;
            }
            throw new IllegalStateException("a call ended with an unknown failure", e.getCause());
        }
    }

    private final class Async implements AsyncCommands {
        @Override
        public <T> CompletionStage<T> execute(Command<T> command) {
            return router.submit(command);
        }

        @Override
        public CompletionStage<List<Reply>> transaction(List<Command<?>> commands) {
            return router.submitTransaction(commands);
        }
    }

    /**
     * Refuses new calls, waits up to one command timeout for those that are on the wire, and closes all connections and threads. What has no reply
     * by then ends as unknown. May be called twice. Not for use on an I/O thread.
     */
    @Override
    public void close() {
        if (executor.isShutdown()) {
            return;
        }
        leaveSession();
        router.refuseCalls();
        LoopClock loop = new LoopClock(executor);
        awaitOnLoop(ended -> awaitCalls(loop, ended));
        awaitOnLoop(ended -> {
            router.closeConnections();
            ended.countDown();
        });
        topology.close();
        executor.shutdown();
        connector.close();
    }

    /** Lets the server forget at once what it would forget by itself. Writes that come later fail as not executed. */
    private void leaveSession() {
        // One that is still on its way may have to be sent again under its number.
        String id = router.outstanding() == 0 ? session.leave() : null;
        if (id == null) {
            return;
        }
        CountDownLatch left = new CountDownLatch(1);
        router.submitAside(Command.write("SESSION", "CLOSE", id).idempotent())
                .whenComplete((reply, failure) -> left.countDown());
        await(left, FAREWELL);
    }

    private static void await(CountDownLatch latch, Duration limit) {
        try {
            boolean ended = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a task on the client's thread and waits until it counts down, at most one command timeout. */
    private void awaitOnLoop(Consumer<CountDownLatch> task) {
        CountDownLatch ended = new CountDownLatch(1);
        executor.execute(() -> task.accept(ended));
        await(ended, settings.commandTimeout());
    }

    private void awaitCalls(LoopClock loop, CountDownLatch ended) {
        if (router.outstanding() == 0) {
            ended.countDown();
        } else {
            loop.schedule(TimeUnit.MILLISECONDS.toNanos(2), () -> awaitCalls(loop, ended));
        }
    }
}
