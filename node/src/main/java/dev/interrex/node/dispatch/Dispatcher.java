package dev.interrex.node.dispatch;

import dev.interrex.node.command.Call;
import dev.interrex.node.command.ClientState.Replies;
import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.command.NodeServices;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.ExactlyOnce;
import dev.interrex.node.engine.Hazards;
import dev.interrex.node.pubsub.Kind;
import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespWriter;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path of a command: may it be executed here and now → execute it, with an open record → seal the record → hold the reply until
 * what it depends on is committed.
 *
 * <p>What a reply depends on is computed in one place, {@link #answered}: a write on the end of its own record, a read on the end of
 * the log as it was read, and on a proof that this node reigned then. Refusals are given only before anything was executed. Once it
 * was, the client gets its reply after the commit, or {@code INDETERMINATE}, or a closed connection. Loop thread only.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final Engine engine;
    private final RecordLog log;
    private final Gate gate;
    private final NodeServices node;
    private final Admission admission;
    private final Sessions sessions;
    private final ByteBufAllocator allocator;
    private final CommandClock clock;
    private final RespWriter reply = new RespWriter();
    private final Call call;
    private final HeldReplies held;
    private final Messages messages;
    private final Waits waits;
    private final Blocking blocking;
    private final LastWords lastWords;
    private final Parking parking;
    private final Moves moves;
    private final Eviction eviction;
    private final Once once;
    private final Refusals refusals;
    private final Housekeeping housekeeping;
    private final Runnable turnsEnd = this::endTurn;
    private final Runnable upkeep = this::keepUp;

    /** The session whose command is being executed. */
    private @Nullable Session running;

    private boolean halted;

    /**
     * @param sessions of this node, still empty
     * @param nanoTime monotonic
     * @param random for commands whose answer is random by definition
     */
    public Dispatcher(
            Engine engine,
            RecordLog log,
            Gate gate,
            NodeServices node,
            Sessions sessions,
            ByteBufAllocator allocator,
            LongSupplier wallClockMs,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.engine = engine;
        this.log = log;
        this.gate = gate;
        this.node = node;
        this.sessions = sessions;
        this.allocator = allocator;
        clock = new CommandClock(wallClockMs, nanoTime);
        call = new Call(engine, reply, node, random);
        admission = new Admission(gate, log, node);
        held = new HeldReplies(gate, node);
        messages = new Messages(held, log);
        waits = new Waits(gate, this);
        blocking = new Blocking(this, held, log);
        lastWords = new LastWords(gate, node);
        eviction = new Eviction(engine, node, random, nanoTime);
        refusals = new Refusals(reply, admission, node);
        parking = new Parking(gate, node, refusals);
        moves = new Moves(sessions, parking, waits, blocking, lastWords);
        once = new Once(engine.exactlyOnce(), node.commands());
        housekeeping = new Housekeeping(engine, log, gate, node, messages, nanoTime);
        new KeyspaceEvents(engine, node.config(), node.pubSub());
    }

    // ---- connections

    /** A client has connected. */
    public Session open(ClientConnection connection) {
        Session session = new Session(sessions.nextId(), this, connection, allocator, monotonicMs());
        session.authenticated(isOpenToAll());
        sessions.add(session);
        node.statistics().connectionOpened();
        return session;
    }

    /** The connection is gone. Replies that it was owed are dropped; what was executed stays so. */
    public void closed(Session session) {
        if (session.closed()) {
            return;
        }
        session.closed(true);
        session.discardTransaction();
        forgetSubscriptions(session);
        held.forget(session);
        parking.forget(session);
        waits.forget(session);
        blocking.forget(session);
        session.outbox().free();
        sessions.remove(session);
        node.statistics().connectionClosed();
    }

    /** The client sent something that is not a request: it is told so and the connection is closed. */
    public void protocolError(Session session, String text) {
        reply.target(session.outbox().buffer(), session.respVersion() == 3);
        refusals.refuse(session, null, text);
        session.closeAfterReplies();
    }

    /** To be called before the commands of one connection that were received together. */
    public void beginBatch() {
        clock.read();
        log.beginGroup();
    }

    /** And this after them, whatever became of them. */
    public void endBatch() {
        log.endGroup();
    }

    public Engine engine() {
        return engine;
    }

    // ---- one command

    /**
     * Executes a command, or refuses it, or queues it.
     *
     * @return false if it has to wait: the caller keeps it, reads nothing more of this client, and passes it again when
     *     {@link ClientConnection#proceed} is called
     */
    public boolean execute(Session session, CommandArgs args) {
        if (halted) {
            session.closeNow();
            return true;
        }
        reply.target(session.outbox().buffer(), session.respVersion() == 3);
        CommandSpec spec = node.commands().find(args);
        if (spec == null) {
            refusals.refuse(session, null, node.commands().unknown(args));
            if (args.is(0, "POST") || args.is(0, "HOST:")) {
                LOG.warn("closed {}: it speaks HTTP, perhaps a browser is being misused", session.address());
                session.closeNow();
            }
            return true;
        }
        return once.isWrapper(spec) ? executeOnce(session, args) : execute(session, spec, args);
    }

    private boolean executeOnce(Session session, CommandArgs args) {
        String objection = once.unwrap(args, session.transaction() != null);
        if (objection != null) {
            refusals.refuse(session, null, objection);
            return true;
        }
        CommandSpec spec = once.spec();
        Needs needs = admission.needs(session, spec);
        if (admission.refuses(session, spec, once.args()) != null || mustWait(spec, needs)) {
            return execute(session, spec, once.args());
        }
        ExactlyOnce.Ruling ruling = once.rule(needs);
        if (ruling == ExactlyOnce.Ruling.EXECUTE) {
            execute(session, spec, once.args());
        } else {
            tellOfSession(session, spec, ruling);
        }
        once.forget();
        return true;
    }

    /** What the session says may not be committed yet, and this node may not reign any more: waits as the reply to a read does. */
    private void tellOfSession(Session session, CommandSpec spec, ExactlyOnce.Ruling ruling) {
        String objection = once.tell(ruling, reply.buffer(), session.respVersion());
        if (objection == null) {
            session.discardTransaction();
        } else {
            refusals.write(session, spec, objection);
        }
        answered(session, false, Hazards.EVERYTHING);
    }

    private boolean execute(Session session, CommandSpec spec, CommandArgs args) {
        String refusal = admission.refuses(session, spec, args);
        Transaction transaction = session.transaction();
        if (refusal != null) {
            refusals.refuse(session, spec, refusal);
            return true;
        } else if (transaction != null && !admission.runsWithinTransaction(spec)) {
            transaction.add(spec, args);
            reply.queued();
            session.outbox().settle();
            return true;
        }
        Needs needs = admission.needs(session, spec);
        if (mustWait(spec, needs)) {
            return !parking.park(session, spec, args);
        }
        run(session, spec, args, needs);
        serveBlocked();
        return true;
    }

    private void serveBlocked() {
        if (blocking.hasReady()) {
            blocking.serve(this::runAgain);
        }
    }

    /** Executes a command whose key has become ready; false if nothing may be executed now. */
    private boolean runAgain(BlockedCommand command) {
        Session session = command.session;
        Needs needs = Needs.of(command.spec);
        boolean now = !halted
                && admission.refuses(session, command.spec, command.args) == null
                && !mustWait(command.spec, needs);
        if (now) {
            reply.target(session.outbox().buffer(), session.respVersion() == 3);
            run(session, command.spec, command.args, needs);
        }
        return now && !halted;
    }

    private boolean mustWait(CommandSpec spec, Needs needs) {
        return admission.mustWait(needs)
                || parking.mayPause()
                        && parking.pauses(needs, monotonicMs())
                        && !spec.name().startsWith("CLIENT");
    }

    private void run(Session session, CommandSpec spec, CommandArgs args, Needs needs) {
        Outbox outbox = session.outbox();
        int from = reply.buffer().writerIndex();
        long errorsBefore = reply.errors();
        Replies repliesBefore = session.replies();
        long endBefore = log.endLsn();
        running = session;
        messages.begin(session);
        if (needs.touchesKeys()) {
            long nowMs = log.open(clock.wallMs());
            engine.now(nowMs);
            engine.hazards().begin(endBefore + 1);
            if (needs != Needs.WRITE
                    || !eviction.isOver()
                    || eviction.makeRoom()
                    || !refusals.forMemory(session, spec)) {
                handle(session, spec, args, nowMs, from);
            } else {
                once.forget();
            }
            if (halted) {
                return;
            }
            once.executed(reply.buffer(), from, session.respVersion());
            log.seal();
        } else {
            handle(session, spec, args, clock.wallMs(), from);
        }
        running = null;
        if (session.waitsForKeys()) {
            messages.end(clock.lastMs());
            return;
        }
        boolean failed = reply.errors() != errorsBefore;
        if (failed) {
            node.statistics().error(outbox.errorCode(from));
        }
        if (repliesBefore != Replies.ON || session.replies() != Replies.ON) {
            session.suppressReply(repliesBefore, from);
        }
        if (needs.touchesKeys()) {
            answered(session, log.endLsn() != endBefore, engine.hazards().seen());
        } else {
            outbox.settle();
        }
        messages.end(clock.lastMs());
        finished(session, spec, args, failed);
    }

    /** Runs the handler. What it may not throw is answered as an internal error, or stops the node if something was changed. */
    private void handle(Session session, CommandSpec spec, CommandArgs args, long nowMs, int from) {
        try {
            call.of(session, spec, args, nowMs).execute();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            if (log.hasEffects()) {
                halted = true;
                session.closeNow();
                node.halt("command " + spec.label() + " failed after it had changed data", e);
                return;
            }
            LOG.error("command {} failed, nothing was changed", spec.label(), e);
            session.outbox().truncate(from);
            reply.error(
                    "ERR internal error in command '" + spec.label() + "', nothing was changed; see the node's log");
        }
    }

    /**
     * What the reply that was just written depends on. A command that logged nothing, whatever it is called, has only read, so it
     * depends on the newest write to what it looked at.
     */
    private void answered(Session session, boolean wrote, long sawLsn) {
        long endLsn = log.endLsn();
        if (wrote) {
            session.wrote(endLsn);
        }
        held.hold(session, wrote ? endLsn : Math.min(sawLsn, endLsn), wrote, clock.lastMs());
    }

    private void finished(Session session, CommandSpec spec, CommandArgs args, boolean failed) {
        long nanos = clock.lapNanos();
        spec.statistics().executed(nanos, failed);
        node.statistics().commandProcessed(nanos);
        session.active(spec.label(), clock.lastMs());
        if (node.slowLog().isSlow(nanos) && admission.showsInSlowLog(spec)) {
            node.slowLog().add(args, nanos, clock.wallMs(), session.address(), session.name());
        }
    }

    /** EXEC: all of the queue in the record that is open for EXEC. */
    void executeTransaction(Session session, Transaction transaction, Call exec) {
        long nowMs = exec.nowMs();
        if (transaction.aborted()) {
            reply.error("EXECABORT Transaction discarded because of previous errors.");
        } else if (session.watchedKeyWasTouched()) {
            // Which key changed, and when, is not known any more.
            engine.hazards().sawEverything();
            reply.nullArray();
        } else {
            reply.array(transaction.queue().size());
            for (Transaction.Queued queued : transaction.queue()) {
                long errorsBefore = reply.errors();
                call.of(session, queued.spec(), queued.args(), nowMs).execute();
                finished(session, queued.spec(), queued.args(), reply.errors() != errorsBefore);
            }
        }
        session.discardTransaction();
    }

    // ---- what happens outside of commands

    /** Everything below {@code committedLsn} is committed: replies that waited for it may leave. */
    public void onCommitted(long committedLsn) {
        held.committed(committedLsn);
        goOn();
    }

    /** The round of read confirmation is over, with the result that this node was the primary when it began. */
    public void onReadsConfirmed(long round) {
        held.confirmed(round);
    }

    /** Followers have received or synced more: for WAIT and WAITAOF. */
    public void onFollowersProgress() {
        waits.check(monotonicMs());
    }

    /** This node has become the serving primary. */
    public void onServing() {
        goOn();
    }

    /**
     * This node is no longer primary. What was executed and is not committed may yet survive or not, so its replies are never sent;
     * commands that wait unexecuted are refused; every connection is closed, so that clients look for the primary.
     *
     * @param newPrimaryResp {@code host:port} of the primary if it is known, else empty
     */
    public void onDemoted(String newPrimaryResp) {
        moves.onDemoted(newPrimaryResp);
        held.clear();
    }

    /** Tells clients of planned changes of the primary. */
    public Moves moves() {
        return moves;
    }

    /** Once per loop turn, after a batch of commands: shows the log's new end to the disk and to the followers. */
    public void endOfTurn() {
        guarded(turnsEnd);
    }

    /** To be called about every 10 ms. */
    public void tick() {
        guarded(upkeep);
    }

    /** What is not a command has nobody to answer an error to, and may have changed data: the node stops. */
    private void guarded(Runnable task) {
        if (halted) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            halted = true;
            node.halt("the event loop's own work failed", e);
        }
    }

    private void endTurn() {
        log.publish();
        goOn();
    }

    private void keepUp() {
        clock.read();
        long nowMs = monotonicMs();
        held.timeOut(nowMs, lastWords::giveUp);
        waits.check(nowMs);
        blocking.timeOut(nowMs);
        housekeeping.tick(clock.wallMs(), nowMs);
        eviction.tick();
        goOn();
        log.publish();
    }

    /** Lets everybody go on who had to wait for something that may have happened. */
    private void goOn() {
        serveBlocked();
        blocking.proceed();
        if (!parking.isEmpty() && admission.endsWaiting()) {
            parking.retry();
        }
    }

    /** CLIENT PAUSE, UNPAUSE. */
    public void pause(long durationMs, boolean all) {
        parking.pause(monotonicMs() + durationMs, all, monotonicMs());
    }

    public void resume() {
        parking.resume();
    }

    /** Milliseconds on the monotonic clock, positive. */
    long monotonicMs() {
        return clock.nowMs();
    }

    Waits waits() {
        return waits;
    }

    Blocking blocking() {
        return blocking;
    }

    boolean isOpenToAll() {
        return admission.isOpenToAll();
    }

    /** The version has changed, perhaps by the command whose reply is about to be written. */
    void speaks(Session session) {
        if (running == session) {
            reply.target(reply.buffer(), session.respVersion() == 3);
        }
    }

    void forgetSubscriptions(Session session) {
        node.pubSub().unsubscribeAll(session);
    }

    void message(Session to, Kind kind, byte @Nullable [] pattern, byte[] channel, byte[] payload) {
        messages.send(to, kind, pattern, channel, payload, clock.lastMs());
    }
}
