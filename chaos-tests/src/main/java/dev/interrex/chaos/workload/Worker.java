package dev.interrex.chaos.workload;

import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.History;
import dev.interrex.chaos.history.HistoryFullException;
import java.util.List;
import java.util.SplittableRandom;

/** One client: draws an operation, executes it, records what came of it, keeps its pace. Runs on its own thread. */
final class Worker implements Runnable {
    private final int process;
    private final StoreClient client;
    private final History history;
    private final List<KeyLane> lanes;
    private final SplittableRandom random;
    private final DrillClock clock;
    private final long periodNs;
    private volatile boolean stopping;
    /** Invocation of the last write that was acknowledged; MIN_VALUE: none was. */
    private volatile long lastWriteAckedNs = Long.MIN_VALUE;

    private volatile boolean historyFull;
    private int written;

    Worker(
            int process,
            StoreClient client,
            History history,
            List<KeyLane> lanes,
            SplittableRandom random,
            DrillClock clock,
            long periodNs) {
        this.process = process;
        this.client = client;
        this.history = history;
        this.lanes = lanes;
        this.random = random;
        this.clock = clock;
        this.periodNs = periodNs;
    }

    int process() {
        return process;
    }

    String clientName() {
        return client.name();
    }

    void stop() {
        stopping = true;
    }

    /** Whether a write that was invoked after this moment was acknowledged. */
    boolean wroteSince(long momentNs) {
        return lastWriteAckedNs != Long.MIN_VALUE && lastWriteAckedNs - momentNs > 0;
    }

    boolean historyFull() {
        return historyFull;
    }

    @Override
    public void run() {
        long nextNs = clock.nanos();
        while (!stopping && !Thread.currentThread().isInterrupted()) {
            try {
                operate();
            } catch (HistoryFullException e) {
                historyFull = true;
                return;
            }
            // After a pause longer than the period the pace starts anew: no burst to catch up.
            nextNs = Math.max(nextNs + periodNs, clock.nanos());
            clock.awaitNanos(nextNs);
        }
    }

    private void operate() throws HistoryFullException {
        KeyLane lane = lanes.get(random.nextInt(lanes.size()));
        Function function = lane.kind().draw(random);
        String argument = argument(function);
        long invokedNs = clock.nanos();
        String key = lane.next();
        History.Pending pending = history.invoke(process, function, key, argument);
        try {
            pending.ok(client.execute(function, key, argument));
            if (function.writes()) {
                lastWriteAckedNs = invokedNs;
            }
        } catch (NotDoneException e) {
            pending.fail(String.valueOf(e.getMessage()));
        } catch (UnknownOutcomeException e) {
            pending.info(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // A library that fails in a way its adapter does not know tells nothing about the operation.
            pending.info(e.toString());
        }
    }

    private String argument(Function function) {
        return switch (function) {
            case READ, READ_LIST, READ_SET, INCREMENT -> "";
            case WRITE, SWAP, APPEND, ADD -> Elements.element(process, written++);
        };
    }
}
