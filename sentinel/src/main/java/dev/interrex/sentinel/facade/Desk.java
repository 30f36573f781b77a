package dev.interrex.sentinel.facade;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespWriter;
import dev.interrex.sentinel.view.ClientFigures;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.SentinelView;
import dev.interrex.sentinel.view.SwitchoverDoor;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the commands of all sessions and publishes events. Knows nothing of sockets. Facade thread only, but for
 * {@link #changed()}.
 */
final class Desk {
    private static final Logger log = LoggerFactory.getLogger(Desk.class);

    final FacadeSettings settings;
    final Identity identity;
    final SwitchoverDoor door;
    final Statistics statistics = new Statistics();
    final Patience patience;

    private final SentinelView view;
    private final Loop loop;
    private final LongSupplier monotonicMs;
    private final CommandTable table = CommandTable.standard();
    private final EventFeed feed = new EventFeed();
    private final RespWriter writer = new RespWriter();
    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    private final AtomicBoolean changePending = new AtomicBoolean();
    private long lastSessionId;
    private int port;

    Desk(
            FacadeSettings settings,
            Identity identity,
            SentinelView view,
            SwitchoverDoor door,
            Loop loop,
            LongSupplier monotonicMs) {
        this.settings = settings;
        this.identity = identity;
        this.view = view;
        this.door = door;
        this.loop = loop;
        this.monotonicMs = monotonicMs;
        this.patience = new Patience(settings.holdMs());
    }

    long nowMs() {
        return monotonicMs.getAsLong();
    }

    /** The newest picture, which patience has seen. */
    ClusterSnapshot look() {
        ClusterSnapshot snapshot = view.snapshot();
        if (patience.onSnapshot(snapshot, nowMs())) {
            loop.schedule(this::retryHeld, settings.holdMs());
        }
        return snapshot;
    }

    CommandTable table() {
        return table;
    }

    /** Where clients connect: known once the socket is bound. */
    int port() {
        return port;
    }

    void listening(int port) {
        this.port = port;
    }

    void execute(Runnable task) {
        loop.execute(task);
    }

    /** The picture changed. Any thread; several calls before the facade's thread looks count once. */
    void changed() {
        if (changePending.compareAndSet(false, true)) {
            loop.execute(this::onChange);
        }
    }

    private void onChange() {
        changePending.set(false);
        for (Event event : feed.onSnapshot(look())) {
            log.info("{} {}", event.channel(), event.payload());
            publish(event);
        }
        retryHeld();
    }

    private void retryHeld() {
        for (Session session : sessions()) {
            session.outlet.retryHeld();
        }
    }

    private void publish(Event event) {
        statistics.eventsPublished++;
        for (Session session : sessions()) {
            session.deliver(event);
        }
    }

    // ---- sessions --------------------------------------------------------------------------------------------

    /** A copy: sessions may end while it is walked. */
    Collection<Session> sessions() {
        return new ArrayList<>(sessions.values());
    }

    boolean full() {
        return sessions.size() >= settings.maxClients();
    }

    Session open(String address, String localAddress, Outlet outlet) {
        statistics.connectionsReceived++;
        boolean free = settings.password().isEmpty();
        Session session = new Session(++lastSessionId, address, localAddress, free, nowMs(), outlet);
        sessions.put(session.id, session);
        return session;
    }

    void closed(Session session) {
        sessions.remove(session.id);
    }

    ClientFigures figures() {
        return new ClientFigures(
                sessions.size(),
                statistics.connectionsReceived,
                statistics.connectionsRejected,
                statistics.commandsProcessed,
                statistics.errorReplies,
                statistics.heldAnswers,
                statistics.eventsPublished);
    }

    // ---- commands --------------------------------------------------------------------------------------------

    /** The writer, directed to where the session's replies go. To be used up before the next call. */
    RespWriter writer(ByteBuf out, Session session) {
        writer.target(out, session.resp3);
        return writer;
    }

    /**
     * Runs a command.
     *
     * @param again it was held before
     */
    Request.Outcome run(Session session, CommandArgs args, RespWriter reply, boolean again) {
        Request request = new Request(this, session, args, reply);
        if (!again) {
            statistics.commandsProcessed++;
            session.lastCommandAtMs = request.nowMs;
        }
        Command command = table.find(args.text(0).toUpperCase(Locale.ROOT));
        if (command == null) {
            request.unknownCommand();
        } else if (!session.authenticated && !command.has("no_auth")) {
            request.error("NOAUTH Authentication required.");
        } else if (!command.accepts(args.count())) {
            request.wrongArity(command);
        } else if (session.subscriberOnly() && !command.has("subscriber")) {
            request.error(
                    "ERR Can't execute '" + command.fullName() + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING"
                            + " / QUIT / RESET are allowed in this context");
        } else {
            session.lastCommand = command.fullName();
            command.handler().run(request);
        }
        if (request.outcome() == Request.Outcome.HELD && !again) {
            statistics.heldAnswers++;
        }
        return request.outcome();
    }

    /** Flags for COMMAND: without those that only mean something here. */
    static List<String> shownFlags(Command command) {
        return command.flags().stream()
                .filter(flag -> !flag.equals("subscriber"))
                .toList();
    }
}
