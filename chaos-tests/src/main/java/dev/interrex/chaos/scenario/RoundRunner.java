package dev.interrex.chaos.scenario;

import dev.interrex.chaos.checker.Violation;
import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;
import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.history.History;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.nemesis.Nemesis;
import dev.interrex.chaos.report.PromotionSteps;
import dev.interrex.chaos.report.RoundResult;
import dev.interrex.chaos.report.Timeline;
import dev.interrex.chaos.workload.StoreClient;
import dev.interrex.chaos.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One round, from a healthy group to a healthy group. Used once, by the scenario's thread. */
final class RoundRunner {
    private static final long STOP_GRACE_MS = 10_000;
    private static final long TAIL_MS = 200;
    private static final long WAIT_STEP_MS = 2;

    private final Cluster cluster;
    private final GroupWatch watch;
    private final DrillSettings settings;
    private final DrillClock clock;
    private final PromiseLedger promises;
    private final Nemesis nemesis;
    private final Workload workload;
    private final RoundChecks checks;
    private final int round;
    private final List<String> troubles = new ArrayList<>();
    private @Nullable GroupView after;
    private long faultNs;
    private long faultUnixMs;
    private long wroteAgainNs;
    private long healNs;
    private long healedNs = -1;

    /** @param prefix of every key of the round; belongs to no other round */
    RoundRunner(
            FailoverDrill.Setting setting,
            DrillSettings settings,
            GroupWatch watch,
            PromiseLedger promises,
            KeyAudit audit,
            int round,
            String prefix) {
        this.cluster = setting.cluster();
        this.watch = watch;
        this.settings = settings;
        this.clock = setting.clock();
        this.promises = promises;
        this.round = round;
        this.nemesis = settings.fault().nemesis();
        List<StoreClient> clients = setting.clients();
        History history = new History(settings.historyCapacity(clients.size()), clock::nanos);
        SplittableRandom random = new SplittableRandom(settings.seed() * 1_000_003 + round);
        this.workload = new Workload(clients, history, prefix, settings.operationsPerSecond(), random, clock);
        this.checks = new RoundChecks(setting, watch, promises, audit, workload);
        audit.begin(prefix);
    }

    /**
     * Runs the round. Whatever goes wrong, the fault is undone and the clients are stopped before it returns.
     *
     * @param before the healthy group
     */
    RoundResult run(GroupView before) throws InterruptedException {
        workload.start();
        GroupView struck = before;
        boolean stopped;
        try {
            awaitFirstWrites();
            clock.awaitMs(settings.steadyMs());
            struck = watch.latest().filter(GroupView::serving).orElse(before);
            strike(struck);
            awaitWrites(struck);
            clock.awaitMs(settings.holdMs());
        } finally {
            heal(struck);
            clock.awaitMs(TAIL_MS);
            stopped = workload.stop(STOP_GRACE_MS);
        }
        if (!stopped) {
            troubles.add("a client did not end its operation within " + STOP_GRACE_MS + " ms");
        }
        if (workload.historyFull()) {
            troubles.add("the history ran full");
        }
        RoundChecks.Findings findings = checks.run();
        troubles.addAll(findings.troubles());
        promises.checked(Promise.WRITES_AGAIN, troubles.isEmpty());
        return result(struck, findings);
    }

    /** A client that has not written yet, as it still connects, would see no gap. */
    private void awaitFirstWrites() {
        long nowNs = clock.nanos();
        if (!await(nowNs + settings.recoverWithinMs() * 1_000_000, () -> workload.allWroteSince(nowNs))) {
            troubles.add("not every client could write before the fault");
        }
    }

    private void strike(GroupView struck) {
        faultUnixMs = clock.unixMs();
        faultNs = clock.nanos();
        nemesis.strike(cluster, struck);
    }

    private void awaitWrites(GroupView struck) {
        long deadlineNs = faultNs + settings.recoverWithinMs() * 1_000_000;
        Optional<GroupView> reign = watch.await(deadlineNs, view -> view.epoch() > struck.epoch() && view.serving());
        if (reign.isEmpty()) {
            troubles.add("no new primary served within " + settings.recoverWithinMs() + " ms");
        } else {
            after = reign.get();
            promises.checked(
                    Promise.IN_SYNC_SUCCESSOR,
                    struck.inSync().contains(reign.get().primary()));
        }
        if (!await(deadlineNs, () -> workload.allWroteSince(faultNs))) {
            troubles.add("not every client had a write acknowledged within " + settings.recoverWithinMs() + " ms");
        }
        wroteAgainNs = clock.nanos();
    }

    private void heal(GroupView struck) {
        healNs = clock.nanos();
        try {
            nemesis.heal(cluster);
        } catch (RuntimeException e) {
            troubles.add("the fault could not be undone: " + e.getMessage());
            return;
        }
        long deadlineNs = healNs + settings.healWithinMs() * 1_000_000;
        Optional<GroupView> healthy = watch.await(deadlineNs, view -> view.epoch() > struck.epoch() && view.healthy());
        if (healthy.isEmpty()) {
            troubles.add("not every node was in sync again within " + settings.healWithinMs() + " ms");
        } else {
            healedNs = clock.nanos();
            after = healthy.get();
        }
    }

    private boolean await(long deadlineNs, BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (clock.nanos() >= deadlineNs || Thread.currentThread().isInterrupted()) {
                return false;
            }
            clock.awaitMs(WAIT_STEP_MS);
        }
        return true;
    }

    private RoundResult result(GroupView struck, RoundChecks.Findings findings) {
        List<Operation> operations = findings.operations();
        WriteGaps gaps = new WriteGaps(operations);
        GroupView end = after == null ? struck : after;
        return new RoundResult(
                round,
                nemesis.description(),
                struck.epoch(),
                end.epoch(),
                end.primary(),
                String.join("; ", troubles),
                timeline(gaps, struck, end),
                changes(struck, end),
                steps(end),
                RoundMeasures.latencies(operations, faultNs),
                clientGaps(gaps),
                gaps.longestMs(operation -> true, healNs, clock.nanos()),
                gaps.longestMs(operation -> true, faultNs, wroteAgainNs),
                RoundMeasures.refusedMs(operations, faultNs, wroteAgainNs),
                RoundMeasures.counts(operations),
                findings.violations(),
                RoundMeasures.samples(operations, faultNs));
    }

    private List<RoundResult.Change> changes(GroupView struck, GroupView end) {
        return end.failovers().reversed().stream()
                .filter(change -> change.newEpoch() > struck.epoch())
                .map(change -> new RoundResult.Change(
                        change.newEpoch(),
                        change.newPrimary(),
                        change.cause(),
                        RoundMeasures.later(
                                Math.max(0, change.suspectedAtUnixMs() - faultUnixMs), change.committedAfterMs())))
                .toList();
    }

    private Timeline timeline(WriteGaps gaps, GroupView struck, GroupView end) {
        double healedMs = healedNs < 0 ? Timeline.NEVER : (healedNs - faultNs) / 1e6;
        Optional<GroupView.Failover> failover =
                end.failoverTo(struck.epoch() + 1).or(() -> end.failoverTo(end.epoch()));
        if (failover.isEmpty()) {
            double firstAckMs = gaps.firstAckMs(faultNs, gaps.endOfLongestGapNs(faultNs));
            double never = Timeline.NEVER;
            return new Timeline(never, never, never, never, firstAckMs, healedMs);
        }
        GroupView.Failover seen = failover.get();
        double suspectedMs = Math.max(0, seen.suspectedAtUnixMs() - faultUnixMs);
        double committedMs = RoundMeasures.later(suspectedMs, seen.committedAfterMs());
        // Sentinels tell whole milliseconds: nothing is acknowledged in the new reign before the one that they name.
        long reignNs = faultNs + (long) ((Math.max(committedMs, 1) - 1) * 1e6);
        return new Timeline(
                suspectedMs,
                RoundMeasures.later(suspectedMs, seen.decidedAfterMs()),
                committedMs,
                RoundMeasures.later(suspectedMs, seen.servingAfterMs()),
                gaps.firstAckMs(faultNs, reignNs),
                healedMs);
    }

    private static PromotionSteps steps(GroupView end) {
        GroupView.Steps told = end.steps();
        return PromotionSteps.ofMicros(
                told.handedOverUs(),
                told.epochSyncedUs(),
                told.barrierUs(),
                told.firstFollowerUs(),
                told.lastFollowerUs(),
                told.barrierSyncedUs(),
                told.servingUs());
    }

    private List<RoundResult.ClientGap> clientGaps(WriteGaps gaps) {
        List<RoundResult.ClientGap> byClient = new ArrayList<>();
        List<String> names = workload.clientNames();
        for (int i = 0; i < names.size(); i++) {
            int process = i;
            double gapMs = gaps.longestMs(operation -> operation.process() == process, faultNs, wroteAgainNs);
            byClient.add(new RoundResult.ClientGap(process, names.get(i), gapMs));
        }
        return byClient;
    }

    /** The history, where {@link Violation}s make somebody want to read it. */
    List<Operation> operations() {
        return workload.history().operations();
    }
}
