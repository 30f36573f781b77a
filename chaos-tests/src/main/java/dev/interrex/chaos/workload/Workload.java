package dev.interrex.chaos.workload;

import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.history.History;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The clients of one round: every one of them mixes registers, counters, lists and sets, at a steady pace. Started and stopped by
 * the scenario's thread.
 */
public final class Workload {
    /** Operations of one key by clients; the final read comes on top. Few enough for the linearizability search. */
    public static final int OPERATIONS_PER_KEY = 180;

    private final History history;
    private final Map<KeyKind, KeyLane> lanes = new EnumMap<>(KeyKind.class);
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * @param clients one per thread; their place in the list is their process number
     * @param prefix of every key that is written
     * @param operationsPerSecond of each client
     */
    public Workload(
            List<StoreClient> clients,
            History history,
            String prefix,
            int operationsPerSecond,
            SplittableRandom random,
            DrillClock clock) {
        this.history = history;
        for (KeyKind kind : KeyKind.values()) {
            String name = prefix + ":" + kind.name().toLowerCase(java.util.Locale.ROOT);
            lanes.put(kind, new KeyLane(kind, name, OPERATIONS_PER_KEY));
        }
        List<KeyLane> shared = List.copyOf(lanes.values());
        long periodNs = 1_000_000_000L / operationsPerSecond;
        for (int process = 0; process < clients.size(); process++) {
            Worker worker = new Worker(process, clients.get(process), history, shared, random.split(), clock, periodNs);
            workers.add(worker);
            threads.add(
                    Thread.ofPlatform().daemon().name("drill-client-" + process).unstarted(worker));
        }
    }

    public void start() {
        threads.forEach(Thread::start);
    }

    /** Whether every client had a write acknowledged that it invoked after this moment. */
    public boolean allWroteSince(long momentNs) {
        return workers.stream().allMatch(worker -> worker.wroteSince(momentNs));
    }

    /** Whether the history ran full, which ends its clients early. */
    public boolean historyFull() {
        return workers.stream().anyMatch(Worker::historyFull);
    }

    /**
     * Lets every client end its operation.
     *
     * @param graceMs how long; who is not done then is interrupted and given up, and its operation's outcome stays unknown
     * @return whether all ended in time
     */
    public boolean stop(long graceMs) throws InterruptedException {
        workers.forEach(Worker::stop);
        boolean ended = true;
        for (Thread thread : threads) {
            if (!thread.join(java.time.Duration.ofMillis(graceMs))) {
                thread.interrupt();
                ended = false;
            }
        }
        return ended;
    }

    public History history() {
        return history;
    }

    /** Every key that was used, and for what. */
    public Map<String, KeyKind> keys() {
        Map<String, KeyKind> keys = new LinkedHashMap<>();
        lanes.forEach((kind, lane) -> lane.keys().forEach(key -> keys.put(key, kind)));
        return keys;
    }

    /** Name of the client library by process number. */
    public List<String> clientNames() {
        return workers.stream().map(Worker::clientName).toList();
    }
}
