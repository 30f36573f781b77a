package dev.interrex.client.routing;

import dev.interrex.client.api.ClientListener;
import dev.interrex.client.api.Command;
import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.NotExecutedException;
import dev.interrex.client.api.RejectedException;
import dev.interrex.client.api.Reply;
import dev.interrex.client.session.Session;
import dev.interrex.client.topology.TopologySnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends every call to the primary of the newest topology, and again where that is safe.
 *
 * <pre>
 * call ──► route up, nobody waits ──► sent at once, on the caller's thread
 *   └────► else waits on the client's thread: for a serving primary, a connection to it, its backoff; never longer than retryFor
 * end of an attempt ──► {@link Call#judge}: reply, exception, or waits again
 * </pre>
 *
 * <p>There is one connection, to the primary, and in a planned change of it one more, to the next ({@link Standby}, {@link Detour}). It is replaced when the topology names another one, when it breaks, and when a reply is
 * overdue: a half-open connection gives no other sign. A replaced one is kept a little for the replies that are still to come.
 */
public final class Router {
    /** How often deadlines are looked at: a timeout is late by up to this. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final long FIRST_RECONNECT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private static final String CLOSED = "the client is closed";

    private final RouterSettings settings;
    private final ClientLoop loop;
    private final Connector connector;
    private final Session session;
    private final Runnable hurryTopology;
    private final ClientListener listener;

    // Any thread.
    /** Where calls go now; null while they have to wait. Written by the client's thread. */
    private volatile @Nullable ServerConnection route;

    private volatile boolean closed;
    private final AtomicInteger outstanding = new AtomicInteger();
    /** Calls handed to the client's thread and not yet sent. While there are any, new calls queue behind them: order is kept. */
    private final AtomicInteger queued = new AtomicInteger();
    /** Attempts in the order of their deadlines; ended ones leave at the next tick. */
    private final Queue<Attempt> inFlight = new ConcurrentLinkedQueue<>();

    // The client's thread.
    private @Nullable TopologySnapshot topology;
    private @Nullable ServerConnection current;
    private final Standby standby;
    private final Detour detour = new Detour();
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private final List<Retired> retired = new ArrayList<>();
    /** Number of the connect that counts; what earlier ones bring is closed. */
    private long connectNumber;

    private boolean connecting;
    private int failedConnects;
    private String trouble = "no sentinel has answered yet";

    private record Retired(ServerConnection connection, long closeAtNanos) {}

    public Router(
            RouterSettings settings,
            ClientLoop loop,
            Connector connector,
            Session session,
            Runnable hurryTopology,
            ClientListener listener) {
        this.settings = settings;
        this.loop = loop;
        this.connector = connector;
        this.session = session;
        this.hurryTopology = hurryTopology;
        this.listener = listener;
        standby = new Standby(connector, loop, this::onClosed);
    }

    public void start() {
        loop.schedule(TICK_NANOS, this::tick);
    }

    /** Any thread. The future fails with an {@code InterrexException}. */
    public <T> CompletableFuture<T> submit(Command<T> command) {
        return submit(Call.single(command, session, loop.nanos()));
    }

    /** Any thread. The future fails with an {@code InterrexException}. */
    public CompletableFuture<List<Reply>> submitTransaction(List<Command<?>> commands) {
        return commands.isEmpty()
                ? CompletableFuture.completedFuture(List.of())
                : submit(Call.transaction(commands, session, loop.nanos()));
    }

    /** As {@link #submit}, of a command that is none of the session's. */
    public <T> CompletableFuture<T> submitAside(Command<T> command) {
        return submit(Call.single(command, Session.NONE, loop.nanos()));
    }

    private <T> CompletableFuture<T> submit(Call<T> call) {
        if (closed) {
            call.fail(new NotExecutedException(CLOSED));
        } else if (outstanding.incrementAndGet() > settings.maxOutstanding()) {
            outstanding.decrementAndGet();
            call.fail(new NotExecutedException(
                    "more than " + settings.maxOutstanding() + " calls of this client have not ended"));
        } else {
            ServerConnection connection = route;
            if (connection != null && queued.get() == 0 && call.admitted()) {
                send(call, connection);
            } else {
                enqueue(call, "", loop.nanos());
            }
        }
        return call.future();
    }

    private void send(Call<?> call, ServerConnection connection) {
        Attempt attempt = new Attempt(call, connection, loop.nanos() + settings.commandTimeoutNanos(), this);
        inFlight.add(attempt);
        call.sendOn(connection, attempt);
    }

    /** The end of an attempt; any thread. */
    void onEnd(Attempt attempt, Outcome outcome) {
        Call<?> call = attempt.call();
        Verdict verdict = call.judge(outcome, loop.nanos(), settings);
        if (verdict instanceof Verdict.Deliver deliver) {
            outstanding.decrementAndGet();
            call.complete(deliver.replies());
            pumpIfAnyWaits();
        } else if (verdict instanceof Verdict.Fail fail) {
            outstanding.decrementAndGet();
            call.fail(fail.failure());
            pumpIfAnyWaits();
        } else if (verdict instanceof Verdict.Again again) {
            enqueue(call, attempt.connection().address(), loop.nanos() + again.backoffNanos());
            loop.schedule(again.backoffNanos(), this::pump);
            loop.execute(() -> onRefused(attempt.connection(), again.reason()));
        }
    }

    /** A number may have become free. */
    private void pumpIfAnyWaits() {
        if (queued.get() > 0) {
            loop.execute(this::pump);
        }
    }

    private void enqueue(Call<?> call, String triedAt, long notBeforeNanos) {
        queued.incrementAndGet();
        boolean accepted = loop.execute(() -> {
            waiting.add(new Waiting(call, triedAt, notBeforeNanos));
            if (closed) {
                failWaiting();
            } else {
                pump();
            }
        });
        if (!accepted) {
            end(call, call.gaveUp(CLOSED, settings));
        }
    }

    /** Sends what waits and may be sent, in order. */
    private void pump() {
        ServerConnection connection = current;
        if (connection == null || !serving()) {
            return;
        }
        long now = loop.nanos();
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting next = all.next();
            if (!next.mayGoTo(connection.address(), now)) {
                continue;
            }
            if (next.call().admitted()) {
                all.remove();
                send(next.call(), connection);
                queued.decrementAndGet();
            } else {
                openSession(connection);
            }
        }
        route = connection;
    }

    /** Unless that is under way: writes wait for it, as for a primary. */
    private void openSession(ServerConnection connection) {
        String id = session.toOpen();
        if (id == null) {
            return;
        }
        Call<Reply> opening =
                Call.single(Command.write("SESSION", "OPEN", id).idempotent(), Session.NONE, loop.nanos());
        outstanding.incrementAndGet();
        opening.future().whenComplete((reply, failure) -> loop.execute(() -> onSessionOpening(id, failure)));
        send(opening, connection);
    }

    private void onSessionOpening(String id, @Nullable Throwable failure) {
        if (failure == null) {
            session.opened(id);
        } else {
            session.notOpened(id);
            onTrouble("no exactly-once session: " + failure.getMessage());
        }
        if (failure instanceof RejectedException rejected) {
            List<Waiting> all = drained();
            all.stream().filter(each -> each.call().admitted()).forEach(waiting::add);
            all.stream().filter(each -> !each.call().admitted()).forEach(each -> end(each.call(), rejected));
        }
        pump();
    }

    private boolean serving() {
        return detour.taken() || topology != null && topology.serving();
    }

    /** A call has to be sent again, somewhere. */
    private void onRefused(ServerConnection by, String reason) {
        if (by == current && topology != null) {
            String elsewhere = OutcomeClassifier.redirection(reason);
            if (detour.end() || detour.begin(elsewhere, topology.topology().epoch())) {
                moveTo();
            }
        }
        onTrouble(reason);
    }

    /** To where calls belong now, which is not where they went. */
    private void moveTo() {
        retire(settings.drainNanos());
        failedConnects = 0;
        connect();
        pump();
    }

    /** The topology has news; the client's thread. */
    public void onTopology(TopologySnapshot news) {
        Optional<String> before = address();
        topology = news;
        detour.onTopology(news);
        trouble = news.serving()
                ? "the primary does not answer"
                : "the primary of epoch " + news.topology().epoch() + " does not serve yet";
        listener.onTopology(news.topology(), news.serving());
        if (!address().equals(before)) {
            moveTo();
        } else if (current == null && !connecting) {
            connect();
        }
        if (!serving()) {
            route = null;
        }
        makeWaitingEligible();
        pump();
    }

    private Optional<String> address() {
        if (detour.taken()) {
            return Optional.of(detour.address());
        }
        return topology == null ? Optional.empty() : topology.primaryAddress();
    }

    private void makeWaitingEligible() {
        long now = loop.nanos();
        waiting.addAll(drained().stream()
                .map(each -> new Waiting(each.call(), each.triedAt(), now))
                .toList());
    }

    private List<Waiting> drained() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    /** Something delays calls; the client's thread. */
    public void onTrouble(String reason) {
        trouble = reason;
        hurryTopology.run();
    }

    /** No sentinel answers, or none knows the group; the client's thread. */
    public void onTopologyTrouble(String reason) {
        if (topology == null) {
            trouble = reason;
        }
    }

    private void connect() {
        long number = ++connectNumber;
        connecting = false;
        address().ifPresent(address -> {
            ServerConnection open = standby.take(address);
            if (open == null) {
                connecting = true;
                connector.connect(address, new ConnectEnd(number, address));
            } else {
                onConnected(number, open);
            }
        });
    }

    /** The primary says where its clients may have to go soon. */
    private void onForetold(String successor) {
        if (!closed && !address().filter(successor::equals).isPresent()) {
            standby.prepare(successor, new ConnectEnd(0, successor));
        }
    }

    private void onConnected(long number, ServerConnection connection) {
        if (closed || number != connectNumber) {
            connection.close();
            return;
        }
        connecting = false;
        current = connection;
        listener.onConnected(connection.address());
        pump();
    }

    private void onConnectFailed(long number, String address, String reason, boolean refused) {
        if (closed || number != connectNumber) {
            return;
        }
        connecting = false;
        detour.end();
        listener.onDisconnected(address, reason);
        if (refused) {
            drained().forEach(each -> end(each.call(), new RejectedException(reason)));
        }
        onTrouble(reason);
        reconnect(number);
    }

    private void onClosed(ServerConnection connection, String reason) {
        if (connection != current) {
            retired.removeIf(each -> each.connection == connection);
            return;
        }
        current = null;
        route = null;
        detour.end();
        listener.onDisconnected(connection.address(), reason);
        onTrouble("the connection to " + connection.address() + " broke: " + reason);
        reconnect(++connectNumber);
    }

    private void reconnect(long number) {
        long waitNanos = Math.min(settings.maxBackoffNanos(), FIRST_RECONNECT_NANOS << Math.min(failedConnects++, 10));
        connecting = true;
        loop.schedule(waitNanos, () -> {
            if (!closed && number == connectNumber) {
                connect();
            }
        });
    }

    /** Takes the connection out of use; it may still give replies for a while. */
    private void retire(long keepNanos) {
        ServerConnection connection = current;
        current = null;
        route = null;
        if (connection != null) {
            retired.add(new Retired(connection, loop.nanos() + keepNanos));
        }
    }

    private void tick() {
        if (closed && outstanding.get() == 0) {
            return;
        }
        long now = loop.nanos();
        endOverdueAttempts(now);
        endExpiredWaiting(now);
        closeRetired(now);
        standby.tick(now);
        pump();
        loop.schedule(TICK_NANOS, this::tick);
    }

    private void endOverdueAttempts(long now) {
        Attempt oldest = inFlight.peek();
        while (oldest != null && (oldest.ended() || oldest.overdue(now))) {
            inFlight.remove(oldest);
            if (!oldest.ended()) {
                if (oldest.connection() == current) {
                    // It may be half-open. New calls get a new one; what was sent on this keeps its own deadlines.
                    retire(settings.commandTimeoutNanos());
                    connect();
                }
                oldest.onDeadline();
            } else if (oldest.connection() == current) {
                failedConnects = 0;
            }
            oldest = inFlight.peek();
        }
    }

    private void endExpiredWaiting(long now) {
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Call<?> call = all.next().call();
            if (call.expired(now, settings)) {
                all.remove();
                end(call, call.gaveUp(trouble, settings));
            }
        }
    }

    private void closeRetired(long now) {
        for (Retired each : List.copyOf(retired)) {
            if (each.connection.pending() == 0 || now - each.closeAtNanos >= 0) {
                retired.remove(each);
                each.connection.close();
            }
        }
    }

    /** Ends a call that was not sent (again). */
    private void end(Call<?> call, InterrexException failure) {
        queued.decrementAndGet();
        outstanding.decrementAndGet();
        call.fail(failure);
    }

    /** Number of calls that have not ended; any thread. */
    public int outstanding() {
        return outstanding.get();
    }

    /** Refuses new calls and fails those that wait; calls on the wire may still end by their replies. Any thread. */
    public void refuseCalls() {
        closed = true;
        loop.execute(this::failWaiting);
    }

    private void failWaiting() {
        drained().forEach(each -> end(each.call(), each.call().gaveUp(CLOSED, settings)));
    }

    /** Closes the connections; the client's thread. */
    public void closeConnections() {
        retire(0);
        standby.close();
        retired.forEach(each -> each.connection.close());
        retired.clear();
    }

    /** Hands the end of one connect to the client's thread. */
    private final class ConnectEnd implements Connector.ConnectHandler {
        private final long number;
        private final String address;

        ConnectEnd(long number, String address) {
            this.number = number;
            this.address = address;
        }

        @Override
        public void onConnected(ServerConnection connection) {
            loop.execute(() -> Router.this.onConnected(number, connection));
        }

        @Override
        public void onFailed(String reason, boolean refused) {
            loop.execute(() -> onConnectFailed(number, address, reason, refused));
        }

        @Override
        public void onForetold(String successor) {
            loop.execute(() -> Router.this.onForetold(successor));
        }

        @Override
        public void onClosed(ServerConnection connection, String reason) {
            loop.execute(() -> Router.this.onClosed(connection, reason));
        }
    }
}
