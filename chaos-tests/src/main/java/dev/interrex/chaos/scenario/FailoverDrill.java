package dev.interrex.chaos.scenario;

import dev.interrex.chaos.checker.Violation;
import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;
import dev.interrex.chaos.history.DrillClock;
import dev.interrex.chaos.history.Operation;
import dev.interrex.chaos.report.DrillReport;
import dev.interrex.chaos.report.RoundResult;
import dev.interrex.chaos.workload.NotDoneException;
import dev.interrex.chaos.workload.StoreClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes the primary away, again and again, while clients work; and holds everything they saw against what was promised. Ends
 * early after a round that did not recover, so that what is left can be looked at.
 */
public final class FailoverDrill {
    private static final long SETTLE_WITHIN_MS = 20_000;
    private static final long RETRY_MS = 100;

    /**
     * What a drill works with.
     *
     * @param clients connected before the first round and used by all; the caller closes them
     */
    public record Setting(Cluster cluster, List<StoreClient> clients, GroupReader reader, DrillClock clock) {
        public Setting {
            clients = List.copyOf(clients);
        }
    }

    /** Hears of each round as it ends. Called by the drill's thread. */
    @FunctionalInterface
    public interface Listener {
        /** @param operations everything the round's clients did, final reads included */
        void onRound(RoundResult round, List<Operation> operations);
    }

    private final String name;
    private final Setting setting;
    private final DrillSettings settings;
    private final Listener listener;
    private final PromiseLedger promises = new PromiseLedger();
    private final KeyAudit audit;
    private final List<RoundResult> rounds = new ArrayList<>();

    public FailoverDrill(String name, Setting setting, DrillSettings settings, Listener listener) {
        this.name = name;
        this.setting = setting;
        this.settings = settings;
        this.listener = listener;
        this.audit = new KeyAudit(setting.reader());
    }

    /** Runs all rounds. Bounded in time by the settings' limits. */
    public DrillReport run() throws InterruptedException {
        long startedAtUnixMs = setting.clock().unixMs();
        List<Violation> ending = new ArrayList<>();
        try (GroupWatch watch = new GroupWatch(setting.cluster(), promises, setting.clock())) {
            for (int round = 1; round <= settings.rounds(); round++) {
                RoundResult result = round(watch, round, "drill:" + startedAtUnixMs + ":" + round + ":");
                rounds.add(result);
                if (!result.recovered()) {
                    break;
                }
            }
            settleAudit(ending);
        }
        ending.addAll(audit.violations());
        promises.checked(
                Promise.ACKED_SURVIVES, audit.keysRead(), audit.violations().size());
        return new DrillReport(
                name,
                setting.cluster().group(),
                startedAtUnixMs,
                settings.describe(setting.clients().size()),
                rounds,
                ending,
                promises.checks());
    }

    private RoundResult round(GroupWatch watch, int round, String prefix) throws InterruptedException {
        long deadlineNs = setting.clock().nanos() + settings.healWithinMs() * 1_000_000;
        Optional<GroupView> before = watch.await(deadlineNs, GroupView::healthy);
        if (before.isEmpty()) {
            return neverBegun(
                    round,
                    "the group was not healthy within " + settings.healWithinMs() + " ms: "
                            + watch.latest().map(GroupView::toString).orElse("no sentinel answers"));
        }
        RoundRunner runner = new RoundRunner(setting, settings, watch, promises, audit, round, prefix);
        RoundResult result = runner.run(before.get());
        listener.onRound(result, runner.operations());
        settleOldRounds();
        return result;
    }

    private void settleOldRounds() {
        Optional<String> address = RoundChecks.primaryAddress(setting.cluster().view());
        if (address.isPresent()) {
            try {
                audit.settleOld(address.get());
            } catch (NotDoneException e) {
                // The primary went away meanwhile: the next round, or the end of the drill, tries again.
                return;
            }
        }
    }

    private RoundResult neverBegun(int round, String trouble) {
        RoundResult result = RoundResult.neverBegun(round, trouble);
        listener.onRound(result, List.of());
        return result;
    }

    /** Reads the keys of all rounds once more, after the last failover. */
    private void settleAudit(List<Violation> ending) {
        long deadlineNs = setting.clock().nanos() + SETTLE_WITHIN_MS * 1_000_000;
        String problem = "no primary serves";
        while (setting.clock().nanos() < deadlineNs) {
            Optional<String> address =
                    RoundChecks.primaryAddress(setting.cluster().view());
            if (address.isPresent()) {
                try {
                    audit.settleAll(address.get());
                    return;
                } catch (NotDoneException e) {
                    problem = String.valueOf(e.getMessage());
                }
            }
            setting.clock().awaitMs(RETRY_MS);
        }
        ending.add(new Violation(Violation.Kind.UNDECIDED, "all", "the keys could not be read at the end: " + problem));
    }
}
