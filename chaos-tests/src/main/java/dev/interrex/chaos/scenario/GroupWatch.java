package dev.interrex.chaos.scenario;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;
import dev.interrex.chaos.history.DrillClock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Looks at the group again and again while a drill runs, and holds what it sees against the promises. Its thread is
 * {@code drill-watch}; the scenario's thread waits on it for states of the group.
 */
final class GroupWatch implements AutoCloseable {
    private static final long POLL_MS = 20;

    private final Cluster cluster;
    private final PromiseLedger promises;
    private final DrillClock clock;
    private final Thread thread;
    private final Map<Long, String> primaries = new HashMap<>();
    private volatile Optional<GroupView> latest = Optional.empty();
    private long highestEpoch;

    GroupWatch(Cluster cluster, PromiseLedger promises, DrillClock clock) {
        this.cluster = cluster;
        this.promises = promises;
        this.clock = clock;
        this.thread = Thread.ofPlatform().daemon().name("drill-watch").start(this::run);
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            Optional<GroupView> view = cluster.view();
            view.ifPresent(this::check);
            latest = view;
            clock.awaitMs(POLL_MS);
        }
    }

    private void check(GroupView view) {
        // Another sentinel may lag behind the one asked before, so that only a different primary of a known epoch is
        // wrong.
        String known = primaries.putIfAbsent(view.epoch(), view.primary());
        boolean onePrimary = known == null || known.equals(view.primary());
        long serving = view.nodes().stream()
                .filter(node -> node.servingAsPrimary() && node.epoch() == view.epoch())
                .count();
        boolean rises = view.epoch() >= highestEpoch || known != null;
        highestEpoch = Math.max(highestEpoch, view.epoch());
        promises.checked(Promise.ONE_PRIMARY_PER_EPOCH, onePrimary && serving <= 1 && rises);
        promises.checked(Promise.MIN_ISR, view.inSync().size() >= view.minIsr());
    }

    /** The last view; empty while no sentinel answers. */
    Optional<GroupView> latest() {
        return latest;
    }

    /** Waits for a view that satisfies {@code condition}; empty at the deadline. */
    Optional<GroupView> await(long deadlineNs, Predicate<GroupView> condition) {
        while (clock.nanos() < deadlineNs && !Thread.currentThread().isInterrupted()) {
            Optional<GroupView> view = latest.filter(condition);
            if (view.isPresent()) {
                return view;
            }
            clock.awaitMs(POLL_MS / 4);
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
