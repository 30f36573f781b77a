package dev.interrex.chaos.sim;

import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Outcome;
import dev.interrex.chaos.sim.ClientOp.Kind;
import dev.interrex.chaos.sim.ClientOp.Timing;
import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.chaos.sim.invariant.ExpiryEffect;
import dev.interrex.node.engine.ExactlyOnce.Ruling;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A client with one operation at a time, which goes to another node after a refusal.
 *
 * <p>A plain one repeats an operation only if it was refused, and gives up one whose answer does not come: from then on it counts as
 * another process, as in Jepsen. One that numbers what it writes asks again for the same number until it has the answer; requests of its
 * earlier connections may arrive long after that.
 */
final class SimClient extends Machine {
    private static final long MS = SimSettings.MS;
    private static final long ANSWER_PATIENCE_NANOS = 1_000 * MS;
    private static final long REFUSAL_PATIENCE_NANOS = 3_000 * MS;
    private static final int MOST_OPERATIONS = 400;
    private static final int STRAYS_PER_MILLE = 100;
    private static final int EXPIRING_PER_MILLE = 350;
    private static final int SHORT_TTL_MS = 60;
    private static final int LONG_TTL_MS = 1_500;
    private static final long LATEST_STRAY_NANOS = 1_000 * MS;

    private final Randomness random;
    /** Null for a plain client. */
    private final @Nullable ClientSession session;

    private int process;
    private int target;
    private int done;
    private @Nullable ClientOp current;
    /** When {@link #current} was first asked for, this time. */
    private long begunNanos;
    /** An attempt at it may have taken effect. */
    private boolean unsure;
    /** It was answered before. */
    private boolean again;

    private long attempt;
    /** Keys to be read once everything is over; null before. */
    private @Nullable Deque<Integer> finalReads;

    SimClient(World world, int index, String name, int process, boolean numbers) {
        super(world, index, name);
        this.process = process;
        this.random = world.random();
        this.target = random.below(world.settings().nodes());
        this.session = numbers ? new ClientSession(random) : null;
    }

    @Override
    void started() {
        think();
    }

    @Override
    void killed() {}

    /** Reads every key once, then says so. */
    void readAll() {
        Deque<Integer> keys = new ArrayDeque<>();
        for (int key = 0; key < world.settings().allKeys(); key++) {
            if (key != world.settings().pairKey() + 1) {
                keys.add(key);
            }
        }
        finalReads = keys;
        if (current == null) {
            nextOperation();
        }
    }

    boolean busy() {
        return current != null;
    }

    // ---- what to do next -------------------------------------------------------------------------------------

    private void think() {
        after(random.between(0, 2L * world.settings().thinkMicros() * 1_000), this::nextOperation);
    }

    private void nextOperation() {
        if (current != null) {
            return;
        }
        Deque<Integer> reads = finalReads;
        if (reads != null) {
            Integer key = reads.poll();
            if (key != null) {
                invoke(Function.READ, key, 0);
            }
        } else if (world.clientsWork() && done < MOST_OPERATIONS) {
            if (session == null || !attendTo(session)) {
                done++;
                choose();
            }
        }
    }

    /** Whether there is something to be done about the session first. */
    private boolean attendTo(ClientSession mine) {
        if (!mine.open()) {
            begin(ClientOp.ofSession(Kind.OPENS_SESSION, this, mine.id(), world.now()), false);
            return true;
        }
        ClientOp asked = mine.again();
        if (asked != null && mine.closes()) {
            // Another connection still asks for something.
            begin(ClientOp.ofSession(Kind.CLOSES_SESSION, this, mine.id(), world.now()), false);
            stray(asked, target, random.below(2) * MS);
            return true;
        }
        if (asked != null) {
            begin(asked, true);
        }
        return asked != null;
    }

    private void choose() {
        SimSettings settings = world.settings();
        if (settings.expiring() > 0 && world.expiryRandom().perMille(EXPIRING_PER_MILLE)) {
            chooseExpiring(settings.keys() + world.expiryRandom().below(settings.expiring()), world.expiryRandom());
            return;
        }
        int dice = random.below(100);
        if (dice < 30) {
            invoke(Function.INCREMENT, settings.registers() + random.below(settings.counters()), 0);
        } else if (dice < 40) {
            invoke(Function.READ, settings.registers() + random.below(settings.counters()), 0);
        } else if (dice < 50) {
            invoke(Function.WRITE, settings.pairKey(), world.nextValue());
        } else if (dice < 58) {
            invoke(Function.READ, settings.pairKey(), 0);
        } else if (dice < 68) {
            invoke(Function.SWAP, random.below(settings.registers()), world.nextValue());
        } else if (dice < 82) {
            invoke(Function.WRITE, random.below(settings.registers()), world.nextValue());
        } else {
            invoke(Function.READ, random.below(settings.registers()), 0);
        }
    }

    private void chooseExpiring(int key, Randomness dice) {
        int what = dice.below(100);
        long ttlMs = 3 + dice.below(dice.below(2) == 0 ? SHORT_TTL_MS : LONG_TTL_MS);
        if (what < 25) {
            invoke(Function.WRITE, key, world.nextValue(), Timing.SET, ttlMs);
        } else if (what < 30) {
            invoke(Function.WRITE, key, world.nextValue(), Timing.SET, ExpiryEffect.NEVER);
        } else if (what < 40) {
            invoke(Function.SWAP, key, world.nextValue(), Timing.SET, ttlMs);
        } else if (what < 50) {
            invoke(Function.WRITE, key, 0, Timing.EXPIRE, ttlMs);
        } else if (what < 54) {
            invoke(Function.WRITE, key, 0, Timing.PERSIST, ExpiryEffect.NEVER);
        } else {
            invoke(Function.READ, key, 0);
        }
    }

    private void invoke(Function function, int key, long argument) {
        invoke(function, key, argument, null, ExpiryEffect.NEVER);
    }

    private void invoke(Function function, int key, long argument, @Nullable Timing timing, long ttlMs) {
        boolean pair = key == world.settings().pairKey();
        ClientOp op = world.invoked(this, process, function, key, pair, argument);
        if (timing != null) {
            op.timing(timing, ttlMs);
        }
        if (session != null && function.writes()) {
            op.number(session.next());
        }
        begin(op, false);
    }

    private void begin(ClientOp op, boolean onceMore) {
        current = op;
        again = onceMore;
        unsure = false;
        begunNanos = world.now();
        attempt();
    }

    // ---- asking ----------------------------------------------------------------------------------------------

    private void attempt() {
        ClientOp op = current;
        if (op == null || attempt != 0) {
            return;
        }
        attempt = world.nextAttempt();
        long mine = attempt;
        SimNode node = world.nodes().get(target);
        if (!node.up() && !world.network().cutOff(this, node)) {
            after(random.between(MS / 2, 2 * MS), () -> onRefused(mine));
            return;
        }
        world.network().sendOnce(this, node, () -> node.serving().request(op, mine));
        long patience = op.number() == null ? ANSWER_PATIENCE_NANOS : random.between(50 * MS, 600 * MS);
        after(patience, () -> onClosed(mine));
    }

    /** A request of a connection that was given up arrives at last; nobody waits for the answer. */
    private void stray(ClientOp op, int to, long lateNanos) {
        SimNode node = world.nodes().get(to);
        after(lateNanos, () -> {
            long mine = world.nextAttempt();
            world.network().sendOnce(this, node, () -> node.serving().request(op, mine));
        });
    }

    /** It was not executed. */
    void onRefused(long ofAttempt) {
        ClientOp op = current;
        if (ofAttempt != attempt || op == null) {
            return;
        }
        attempt = 0;
        target = (target + 1) % world.settings().nodes();
        if (finalReads == null && world.now() - begunNanos > REFUSAL_PATIENCE_NANOS) {
            giveUp(op, unsure ? Outcome.INFO : Outcome.FAIL);
            return;
        }
        after(random.between(2 * MS, 12 * MS), this::attempt);
    }

    /** Nobody knows whether it was executed. */
    void onClosed(long ofAttempt) {
        ClientOp op = current;
        if (ofAttempt != attempt || op == null) {
            return;
        }
        target = (target + 1) % world.settings().nodes();
        boolean asksAgain = op.number() != null && op.kind == Kind.DATA;
        if (asksAgain && world.now() - begunNanos < REFUSAL_PATIENCE_NANOS) {
            unsure = true;
            attempt = 0;
            after(random.between(0, 4 * MS), this::attempt);
            return;
        }
        Deque<Integer> reads = finalReads;
        if (reads != null && op.function == Function.READ) {
            reads.addFirst(op.key);
        }
        giveUp(op, Outcome.INFO);
    }

    /** The node's sessions say so. */
    void onNotExecuted(long ofAttempt, Ruling ruling) {
        ClientOp op = current;
        if (ofAttempt != attempt || op == null) {
            return;
        }
        if (ruling != Ruling.NO_SESSION) {
            world.invariants().repeated(op, ruling, 0);
        }
        if (session != null) {
            session.over();
        }
        giveUp(op, Outcome.INFO);
    }

    @Override
    void connectionReset(Machine peer) {
        if (current != null && attempt != 0 && world.nodes().get(target) == peer) {
            onClosed(attempt);
        }
    }

    void onReply(long ofAttempt, long epoch, long result, @Nullable Entry entry) {
        ClientOp op = current;
        if (ofAttempt != attempt || op == null) {
            return;
        }
        if (again) {
            world.invariants().repeated(op, Ruling.ANSWERED, result);
        } else if (op.kind == Kind.DATA) {
            op.answeredIn(epoch);
            if (op.function.writes() && entry != null && entry.key == op.key) {
                world.invariants().told(op, entry);
                world.acknowledgedIn(entry.epoch);
            }
        }
        answered(op);
        finish(op, Outcome.OK, result);
    }

    private void answered(ClientOp op) {
        ClientSession mine = session;
        if (mine == null || op.number() == null || again) {
            return;
        }
        switch (op.kind) {
            case OPENS_SESSION -> mine.opened();
            case CLOSES_SESSION -> mine.over();
            case DATA -> {
                mine.answered(op);
                mayStray(op);
            }
        }
    }

    private void mayStray(ClientOp op) {
        if (random.perMille(STRAYS_PER_MILLE)) {
            stray(op, random.below(world.settings().nodes()), random.between(0, LATEST_STRAY_NANOS));
        }
    }

    /** Its answer is not waited for any longer. */
    private void giveUp(ClientOp op, Outcome fate) {
        if (op.kind != Kind.DATA && session != null) {
            session.over();
        } else if (fate == Outcome.INFO && !again) {
            process += world.settings().clients();
            if (op.number() != null) {
                mayStray(op);
            }
        }
        finish(op, fate, 0);
    }

    private void finish(ClientOp op, Outcome outcome, long result) {
        current = null;
        attempt = 0;
        if (op.kind == Kind.DATA && !again) {
            op.complete(outcome, result, world.now());
            world.completed(op);
        }
        if (finalReads != null) {
            after(random.between(0, MS), this::nextOperation);
        } else {
            think();
        }
    }
}
