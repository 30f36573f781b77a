package dev.interrex.node.dispatch;

import dev.interrex.node.command.Call;
import dev.interrex.node.command.ClientState.Replies;
import dev.interrex.node.command.KeyWait;
import dev.interrex.node.engine.Database;
import dev.interrex.node.engine.Slice;
import dev.interrex.resp.RespWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Clients whose command waits for a key: BLPOP and its kin.
 *
 * <p>A key that somebody waits for is watched, so whatever changes it (a push, RENAME, SWAPDB, a script) makes it ready without
 * knowing of this. When the change is over, those who wait for the key execute their commands again, the first to come first, as
 * long as the key holds something for them. Each execution is a record of its own, and its reply waits for the commit like any.
 *
 * <p>Loop thread only.
 */
final class Blocking {
    static final String UNBLOCKED = "UNBLOCKED client unblocked via CLIENT UNBLOCK";
    static final String DEMOTED =
            "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)";

    /** A key of a database, as a key of a map. */
    private record Name(int database, Slice key) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Name name && database == name.database && key.contentEquals(name.key);
        }

        @Override
        public int hashCode() {
            int hash = database;
            for (int i = 0; i < key.length(); i++) {
                hash = hash * 31 + key.at(i);
            }
            return hash;
        }
    }

    private final Dispatcher dispatcher;
    private final HeldReplies held;
    private final RecordLog log;
    private final Map<Name, BlockedCommand.Queue> queues = new HashMap<>();
    private final ArrayDeque<BlockedCommand.Queue> ready = new ArrayDeque<>();
    private final TreeSet<BlockedCommand> byDeadline =
            new TreeSet<>(Comparator.comparingLong((BlockedCommand command) -> command.deadlineMs)
                    .thenComparingLong(command -> command.session.id()));
    /** Clients that were answered and whose next commands were not looked at yet. */
    private final ArrayDeque<Session> answered = new ArrayDeque<>();

    private final RespWriter reply = new RespWriter();
    private boolean serving;

    Blocking(Dispatcher dispatcher, HeldReplies held, RecordLog log) {
        this.dispatcher = dispatcher;
        this.held = held;
        this.log = log;
    }

    /** Keys that clients wait for. */
    int keys() {
        return queues.size();
    }

    /** Lets the client wait; false if it may not, as it is within a transaction. A record is open. */
    boolean begin(Session session, Call call, KeyWait wait) {
        BlockedCommand waiting = session.blockedCommand();
        if (waiting != null && waiting.running) {
            waiting.running = false;
            return true;
        }
        if (session.inTransaction()) {
            return false;
        }
        long nowMs = dispatcher.monotonicMs();
        long deadlineMs =
                wait.timeoutMs() == 0 ? Long.MAX_VALUE : nowMs + Math.min(wait.timeoutMs(), Long.MAX_VALUE / 2);
        BlockedCommand command = new BlockedCommand(
                session, call.spec(), wait.args().copy(), wait.type(), wait.evenWithoutKey(), deadlineMs);
        for (int i = 0; i < wait.keys(); i++) {
            enqueue(command, call.db(), wait.args().bytes(wait.firstKey() + i));
        }
        if (deadlineMs != Long.MAX_VALUE) {
            byDeadline.add(command);
        }
        session.blockedCommand(command);
        session.blocked(true);
        session.active(call.spec().label(), nowMs);
        return true;
    }

    private void enqueue(BlockedCommand command, Database database, byte[] key) {
        Name name = new Name(database.index(), Slice.of(key));
        BlockedCommand.Queue queue = queues.get(name);
        if (queue == null) {
            queue = new BlockedCommand.Queue(database, key, ready);
            queues.put(name, queue);
            database.watch(name.key, queue);
        }
        for (BlockedCommand.Place place : command.places) {
            if (place.queue == queue) {
                return;
            }
        }
        BlockedCommand.Place place = new BlockedCommand.Place(command, queue);
        command.places.add(place);
        queue.append(place);
    }

    // ---- serving

    boolean hasReady() {
        return !ready.isEmpty();
    }

    /**
     * Serves those whose keys are ready, also those that become ready by that.
     *
     * @param again executes a command again, unless nothing may be executed now: then it answers false, and the keys stay ready
     */
    void serve(Predicate<BlockedCommand> again) {
        if (serving) {
            return;
        }
        serving = true;
        try {
            BlockedCommand.Queue queue = ready.poll();
            while (queue != null && serveOne(queue, again)) {
                queue = ready.poll();
            }
        } finally {
            serving = false;
        }
    }

    private boolean serveOne(BlockedCommand.Queue queue, Predicate<BlockedCommand> again) {
        queue.ready = false;
        Slice key = Slice.of(queue.key);
        BlockedCommand.Place place = queue.first;
        while (place != null) {
            BlockedCommand.Place next = place.after;
            String type = queue.database.peekType(key);
            if (type == null && queue.evenWithoutKey == 0) {
                break;
            }
            BlockedCommand command = place.command;
            if (command.wakesFor(type) && !command.session.isClosing() && !serves(command, again)) {
                queue.ready = true;
                ready.addFirst(queue);
                return false;
            }
            place = next;
        }
        return true;
    }

    private boolean serves(BlockedCommand command, Predicate<BlockedCommand> again) {
        command.running = true;
        boolean executed = again.test(command);
        if (executed && command.running) {
            end(command);
        }
        command.running = false;
        return executed;
    }

    /** Lets the clients that were answered go on with what they sent meanwhile. */
    void proceed() {
        for (int left = answered.size(); left > 0; left--) {
            answered.remove().connection().proceed();
        }
    }

    // ---- without a key

    /** Answers those whose time is over. */
    void timeOut(long nowMs) {
        while (!byDeadline.isEmpty() && byDeadline.first().deadlineMs <= nowMs) {
            answer(byDeadline.first(), null);
        }
    }

    /** CLIENT UNBLOCK: answers as if the time were over, or with the error; false if the client does not wait for keys. */
    boolean unblock(Session session, @Nullable String error) {
        BlockedCommand command = session.blockedCommand();
        if (command == null || session.isClosing()) {
            return false;
        }
        answer(command, error);
        return true;
    }

    /** This node is no primary any more: the clients' connections are about to be closed. */
    void demoted() {
        for (BlockedCommand.Queue queue : List.copyOf(queues.values())) {
            for (BlockedCommand.Place place = queue.first; place != null; place = queue.first) {
                Session session = place.command.session;
                // Behind replies that never leave it would be taken for one of them.
                if (!session.outbox().holds()) {
                    reply.target(session.outbox().buffer(), session.respVersion() == 3);
                    reply.error(DEMOTED);
                    session.outbox().settle();
                }
                end(place.command);
            }
        }
        answered.clear();
    }

    /** The connection is gone. */
    void forget(Session session) {
        BlockedCommand command = session.blockedCommand();
        if (command != null) {
            end(command);
        }
        answered.remove(session);
    }

    /** The client has seen that there was nothing, so what it is told depends on what it may have seen. */
    private void answer(BlockedCommand command, @Nullable String error) {
        Session session = command.session;
        if (session.replies() == Replies.ON) {
            reply.target(session.outbox().buffer(), session.respVersion() == 3);
            if (error == null) {
                reply.nullArray();
            } else {
                reply.error(error);
            }
            held.hold(session, log.endLsn(), false, dispatcher.monotonicMs());
        } else if (session.replies() == Replies.SKIP_NEXT) {
            session.replies(Replies.ON);
        }
        end(command);
    }

    private void end(BlockedCommand command) {
        for (BlockedCommand.Place place : new ArrayList<>(command.places)) {
            BlockedCommand.Queue queue = place.queue;
            queue.remove(place);
            if (queue.first == null) {
                Name name = new Name(queue.database.index(), Slice.of(queue.key));
                queues.remove(name);
                queue.database.unwatch(name.key, queue);
            }
        }
        byDeadline.remove(command);
        Session session = command.session;
        session.blockedCommand(null);
        session.blocked(false);
        answered.add(session);
        session.connection().changed();
    }
}
