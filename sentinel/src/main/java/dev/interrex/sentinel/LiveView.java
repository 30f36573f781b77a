package dev.interrex.sentinel;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.FailoverRecord;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.sentinel.admin.StatusReports;
import dev.interrex.sentinel.config.SentinelConfig;
import dev.interrex.sentinel.consensus.Leadership;
import dev.interrex.sentinel.consensus.TopologyLogListener;
import dev.interrex.sentinel.failover.NodeRole;
import dev.interrex.sentinel.heartbeat.SentinelClock;
import dev.interrex.sentinel.heartbeat.SentinelLoop;
import dev.interrex.sentinel.promotion.GroupDriver;
import dev.interrex.sentinel.promotion.GroupEvent;
import dev.interrex.sentinel.promotion.GroupEventListener;
import dev.interrex.sentinel.promotion.Groups;
import dev.interrex.sentinel.promotion.HeardReport;
import dev.interrex.sentinel.suspicion.Verdict;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.FailoverSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeAnswer;
import dev.interrex.sentinel.view.NodeSnapshot;
import dev.interrex.sentinel.view.PendingGroup;
import dev.interrex.sentinel.view.SentinelSnapshot;
import dev.interrex.sentinel.view.SentinelView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Paints the picture that facade and console show: anew after every event, and every 100 ms for what makes none. Owned by the
 * sentinel loop, but for {@link #snapshot()} and {@link #follow}.
 */
final class LiveView implements SentinelView, GroupEventListener, TopologyLogListener {
    /** How old what people look at may be; {@code Condition} counts on it, so it is no directive. */
    private static final long REFRESH_MS = 100;

    private final SentinelConfig config;
    private final Groups groups;
    private final StatusReports reports;
    private final SentinelLoop loop;
    private final SentinelClock clock;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<String, Long> sentinelHeardMs = new HashMap<>();
    private final Map<String, Long> failovers = new HashMap<>();
    private volatile ClusterSnapshot newest = ClusterSnapshot.NOTHING;
    private boolean refreshWaits;

    LiveView(SentinelConfig config, Groups groups, StatusReports reports, SentinelLoop loop, SentinelClock clock) {
        this.config = config;
        this.groups = groups;
        this.reports = reports;
        this.loop = loop;
        this.clock = clock;
    }

    /** Begins to paint. Call once, before the groups start. */
    void start() {
        groups.addListener(this);
        loop.every(REFRESH_MS, this::refresh);
    }

    @Override
    public ClusterSnapshot snapshot() {
        return newest;
    }

    @Override
    public void follow(Runnable listener) {
        listeners.add(listener);
    }

    /** In the midst of a change: painted when it is complete. */
    @Override
    public void onEvent(GroupEvent event) {
        if (event instanceof GroupEvent.PrimaryServing(var previous, GroupTopology state)
                && previous.isPresent()
                && previous.get().epoch() < state.epoch()) {
            failovers.merge(state.group(), 1L, Long::sum);
        }
        // In a change of primary every phase would be another picture of the same, while clients wait for the one that
        // matters.
        if (!(event instanceof GroupEvent.PhaseEntered)) {
            refreshSoon();
        }
    }

    /** On the log's thread. */
    @Override
    public void leadershipChanged(Leadership leadership) {
        loop.execute(this::refreshSoon);
    }

    private void refreshSoon() {
        if (!refreshWaits) {
            refreshWaits = true;
            loop.execute(this::refresh);
        }
    }

    private void refresh() {
        refreshWaits = false;
        newest = paint();
        listeners.forEach(Runnable::run);
    }

    // ---- the picture -----------------------------------------------------------------------------------------

    private ClusterSnapshot paint() {
        List<GroupSnapshot> founded = new ArrayList<>();
        List<PendingGroup> pending = new ArrayList<>();
        for (GroupDriver driver : groups.all()) {
            GroupTopology state = driver.committed();
            if (state == null) {
                String missing = driver.detail().isEmpty() ? "the leading sentinel knows" : driver.detail();
                pending.add(new PendingGroup(driver.group(), missing));
            } else {
                founded.add(group(driver, state));
            }
        }
        founded.sort(Comparator.comparing(GroupSnapshot::name));
        String leaderId = groups.leadership().leaderId().orElse("");
        List<SentinelSnapshot> sentinels =
                groups.sentinels().stream().map(this::sentinel).toList();
        return new ClusterSnapshot(clock.monotonicMs(), config.sentinelId(), leaderId, sentinels, founded, pending);
    }

    private SentinelSnapshot sentinel(SentinelAddress address) {
        boolean reachable = groups.hearsSentinel(address.id());
        if (reachable) {
            sentinelHeardMs.put(address.id(), clock.monotonicMs());
        }
        return new SentinelSnapshot(
                address.id(),
                address.respAddress(),
                address.grpcAddress(),
                address.zone(),
                reachable,
                sentinelHeardMs.getOrDefault(address.id(), ClusterSnapshot.NEVER));
    }

    private GroupSnapshot group(GroupDriver driver, GroupTopology state) {
        return new GroupSnapshot(
                state,
                driver.primaryServing(),
                driver.addresses().stream()
                        .map(node -> node(driver, state, node))
                        .toList(),
                driver.failovers().stream()
                        .map(times -> failover(reports.record(times)))
                        .toList(),
                failovers.getOrDefault(state.group(), 0L));
    }

    private static NodeSnapshot node(GroupDriver driver, GroupTopology state, NodeAddress address) {
        Verdict verdict = driver.verdict(address.nodeId());
        HeardReport heard = driver.report(address.nodeId());
        return new NodeSnapshot(
                address,
                heard != null && state.inSync(heard.facts().member()),
                heard != null && !verdict.suspectedHere(),
                verdict.suspecting(),
                verdict.suspectedByMajority(),
                verdict.firstSinceMs(),
                heard == null ? ClusterSnapshot.NEVER : heard.takenAtMs(),
                answer(heard));
    }

    private static @Nullable NodeAnswer answer(@Nullable HeardReport heard) {
        if (heard == null) {
            return null;
        }
        NodeReport report = heard.report();
        return new NodeAnswer(
                report.getMember().getIncarnation(),
                report.getBootCounter(),
                report.getProcessId(),
                role(heard.facts().role()),
                report.getEpoch(),
                report.getServing(),
                report.getReachesIsr(),
                report.getHealthy(),
                report.getPrimarySilenceMs(),
                report.getPrimaryConnectionRefused(),
                report.getLeo(),
                report.getDurableLsn(),
                report.getHighWatermark(),
                report.getAppliedLsn(),
                report.getUsedMemoryBytes(),
                report.getConnectedClients());
    }

    private static NodeAnswer.NodeRole role(NodeRole role) {
        return switch (role) {
            case UNASSIGNED -> NodeAnswer.NodeRole.UNASSIGNED;
            case REPLICA -> NodeAnswer.NodeRole.REPLICA;
            case PROMOTING -> NodeAnswer.NodeRole.PROMOTING;
            case PRIMARY -> NodeAnswer.NodeRole.PRIMARY;
            case HANDED_OVER -> NodeAnswer.NodeRole.HANDED_OVER;
        };
    }

    private static FailoverSnapshot failover(FailoverRecord record) {
        return new FailoverSnapshot(
                record.getOldEpoch(),
                record.getNewEpoch(),
                record.getOldPrimary(),
                record.getNewPrimary(),
                record.getCause(),
                record.getPlanned(),
                record.getSuspectedAtUnixMs(),
                record.getDecidedAfterMs(),
                record.getCommittedAfterMs(),
                record.getServingAfterMs());
    }
}
