package dev.interrex.chaos.sim;

import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.Outcome;
import dev.interrex.chaos.sim.invariant.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A client with one operation at a time. It goes to another node after a refusal, repeats an operation only if it was refused, and
 * gives up one whose answer does not come: from then on it counts as another process, as in Jepsen.
 */
final class SimClient extends Machine {
    private static final long MS = SimSettings.MS;
    private static final long ANSWER_PATIENCE_NANOS = 1_000 * MS;
    private static final long REFUSAL_PATIENCE_NANOS = 3_000 * MS;
    private static final int MOST_OPERATIONS = 400;

    private final Randomness random;
    private int process;
    private int target;
    private int done;
    private @Nullable ClientOp current;
    private long attempt;
    /** Keys to be read once everything is over; null before. */
    private @Nullable Deque<Integer> finalReads;

    SimClient(World world, int index, String name, int process) {
        super(world, index, name);
        this.process = process;
        this.random = world.random();
        this.target = random.below(world.settings().nodes());
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
        for (int key = 0; key < world.settings().keys() - 1; key++) {
            keys.add(key);
        }
        finalReads = keys;
        if (current == null) {
            nextOperation();
        }
    }

    boolean busy() {
        return current != null;
    }

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
            done++;
            choose();
        }
    }

    private void choose() {
        SimSettings settings = world.settings();
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

    private void invoke(Function function, int key, long argument) {
        boolean pair = key == world.settings().pairKey();
        current = world.invoked(this, process, function, key, pair, argument);
        attempt();
    }

    private void attempt() {
        ClientOp op = current;
        if (op == null) {
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
        after(ANSWER_PATIENCE_NANOS, () -> onClosed(mine));
    }

    /** It was not executed. */
    void onRefused(long ofAttempt) {
        ClientOp op = current;
        if (ofAttempt != attempt || op == null) {
            return;
        }
        attempt = 0;
        target = (target + 1) % world.settings().nodes();
        if (finalReads == null && world.now() - op.invokedNanos > REFUSAL_PATIENCE_NANOS) {
            finish(op, Outcome.FAIL, 0);
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
        Deque<Integer> reads = finalReads;
        if (reads != null && op.function == Function.READ) {
            reads.addFirst(op.key);
        }
        process += world.settings().clients();
        finish(op, Outcome.INFO, 0);
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
        op.answeredIn(epoch);
        if (op.function.writes() && entry != null) {
            world.invariants().told(op, entry);
            world.acknowledgedIn(entry.epoch);
        }
        finish(op, Outcome.OK, result);
    }

    private void finish(ClientOp op, Outcome outcome, long result) {
        op.complete(outcome, result, world.now());
        current = null;
        attempt = 0;
        world.completed(op);
        if (finalReads != null) {
            after(random.between(0, MS), this::nextOperation);
        } else {
            think();
        }
    }
}
