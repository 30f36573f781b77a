package dev.interrex.chaos.scenario;

import dev.interrex.chaos.checker.Violation;
import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;
import dev.interrex.chaos.cluster.GroupView.NodeView;
import dev.interrex.chaos.history.Answer;
import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.history.Function;
import dev.interrex.chaos.history.History;
import dev.interrex.chaos.history.HistoryFullException;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.history.Outcome;
import dev.interrex.chaos.workload.KeyKind;
import dev.interrex.chaos.workload.NotDoneException;
import dev.interrex.chaos.workload.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What follows when the clients of a round have stopped: reads every key, runs the checkers, compares the nodes. */
final class RoundChecks {
    private static final long READ_WITHIN_MS = 10_000;
    private static final long LEVEL_WITHIN_MS = 5_000;
    private static final long RETRY_MS = 50;

    private final Cluster cluster;
    private final GroupReader reader;
    private final GroupWatch watch;
    private final PromiseLedger promises;
    private final KeyAudit audit;
    private final Workload workload;
    private final DrillClock clock;

    RoundChecks(
            FailoverDrill.Setting setting,
            GroupWatch watch,
            PromiseLedger promises,
            KeyAudit audit,
            Workload workload) {
        this.cluster = setting.cluster();
        this.reader = setting.reader();
        this.clock = setting.clock();
        this.watch = watch;
        this.promises = promises;
        this.audit = audit;
        this.workload = workload;
    }

    record Findings(List<Operation> operations, List<Violation> violations, List<String> troubles) {}

    Findings run() {
        List<String> troubles = new ArrayList<>();
        Map<String, KeyKind> keys = workload.keys();
        long deadlineNs = clock.nanos() + READ_WITHIN_MS * 1_000_000;
        keys.forEach((key, kind) -> {
            if (!finalRead(key, kind.finalRead(), deadlineNs)) {
                troubles.add(key + " could not be read at the end");
            }
        });
        List<Operation> operations = workload.history().operations();
        Map<String, List<Operation>> byKey = operations.stream().collect(Collectors.groupingBy(Operation::key));
        List<Violation> violations = new ArrayList<>();
        byKey.forEach((key, all) -> {
            KeyKind kind = keys.get(key);
            if (kind != null) {
                violations.addAll(kind.checker().check(all));
            }
            note(key, all);
        });
        promises.keysChecked(byKey.size(), violations);
        compareNodes();
        return new Findings(operations, violations, troubles);
    }

    private boolean finalRead(String key, Function read, long deadlineNs) {
        int process = workload.clientNames().size();
        do {
            Optional<String> address = primaryAddress(cluster.view());
            if (address.isPresent() && readOnce(process, key, read, address.get())) {
                return true;
            }
            clock.awaitMs(RETRY_MS);
        } while (clock.nanos() < deadlineNs && !Thread.currentThread().isInterrupted());
        return false;
    }

    private boolean readOnce(int process, String key, Function read, String address) {
        try {
            History.Pending pending = workload.history().invoke(process, read, key, "");
            try {
                pending.ok(reader.read(address, read, key));
                return true;
            } catch (NotDoneException e) {
                pending.fail(String.valueOf(e.getMessage()));
            }
        } catch (HistoryFullException e) {
            return false;
        }
        return false;
    }

    static Optional<String> primaryAddress(Optional<GroupView> view) {
        return view.filter(GroupView::serving)
                .flatMap(group -> group.node(group.primary()))
                .map(NodeView::respAddress);
    }

    /** What the key holds now it holds for ever, unless an operation of unknown outcome may still change it. */
    private void note(String key, List<Operation> operations) {
        Operation last = operations.getLast();
        boolean open = operations.stream()
                .anyMatch(operation -> operation.outcome() == Outcome.INFO
                        && operation.function().writes());
        if (!open && last.ok() && last.answer() != Answer.NONE) {
            audit.note(key, last.function(), last.answer());
        }
    }

    /** Equal positions must mean equal data. Says nothing where somebody else writes, or the nodes give no digests. */
    private void compareNodes() {
        long deadlineNs = clock.nanos() + LEVEL_WITHIN_MS * 1_000_000;
        Optional<GroupView> level = watch.await(deadlineNs, RoundChecks::level);
        if (level.isEmpty()) {
            return;
        }
        Set<String> digests = new HashSet<>();
        for (NodeView node : level.get().nodes()) {
            Optional<String> digest = reader.digest(node.respAddress());
            if (digest.isEmpty()) {
                return;
            }
            digests.add(digest.get());
        }
        long endLsn = level.get().nodes().getFirst().endLsn();
        boolean unmoved = cluster.view().filter(RoundChecks::level).stream()
                .anyMatch(view -> view.nodes().getFirst().endLsn() == endLsn);
        if (unmoved) {
            promises.checked(Promise.REPLICAS_EQUAL, digests.size() == 1);
        }
    }

    private static boolean level(GroupView view) {
        return view.healthy()
                && view.nodes().stream()
                                .map(node -> List.of(node.endLsn(), node.appliedLsn(), node.highWatermark()))
                                .distinct()
                                .count()
                        == 1
                && view.nodes().getFirst().endLsn() == view.nodes().getFirst().appliedLsn();
    }
}
