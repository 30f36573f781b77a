package dev.interrex.sentinel.promotion;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.NodeAddress;
import dev.interrex.model.SentinelAddress;
import dev.interrex.proto.v1.NodeMessage;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.Suspicion;
import dev.interrex.proto.v1.SuspicionReport;
import dev.interrex.sentinel.consensus.Leadership;
import dev.interrex.sentinel.consensus.TopologyLog;
import dev.interrex.sentinel.consensus.TopologyLogListener;
import dev.interrex.sentinel.failover.GroupFailover;
import dev.interrex.sentinel.failover.GroupSpec;
import dev.interrex.sentinel.failover.SwitchoverAnswer;
import dev.interrex.sentinel.heartbeat.NodeLink;
import dev.interrex.sentinel.heartbeat.NodeListener;
import dev.interrex.sentinel.heartbeat.PeerLink;
import dev.interrex.sentinel.heartbeat.PeerListener;
import dev.interrex.sentinel.heartbeat.SentinelClock;
import dev.interrex.sentinel.heartbeat.SentinelLoop;
import dev.interrex.sentinel.suspicion.NodeKey;
import dev.interrex.sentinel.suspicion.SuspicionBoard;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every group that this sentinel watches: those of the log, and those of the configuration that are to be created. Passes what
 * happens on to the right {@link GroupDriver}.
 *
 * <p>Owned by the sentinel loop; {@link #start} and {@link #logListener} may be used elsewhere.
 */
public final class Groups implements NodeListener, PeerListener {
    private static final Logger LOG = LoggerFactory.getLogger(Groups.class);

    /** The loop looks at everything this often, even if nothing happens. */
    static final long TICK_MS = 10;

    private final GroupsSettings settings;
    private final SentinelLoop loop;
    private final SentinelClock clock;
    private final SuspicionBoard board;
    private final LogProposals proposals;
    private final NodeLinks links;
    private final Peers peers;
    private final Supplier<String> ids;
    private final Map<String, GroupDriver> drivers = new LinkedHashMap<>();
    private final List<GroupEventListener> listeners = new ArrayList<>();
    private Leadership leadership = Leadership.NONE;
    private List<SentinelAddress> sentinels;
    private long heartbeatMs = Long.MIN_VALUE / 2;

    /** Makes a link to a node. */
    public interface NodeLinks {
        NodeLink open(NodeKey node, String address, NodeListener listener);
    }

    /** Makes a link to another sentinel. */
    public interface PeerLinks {
        PeerLink open(SentinelAddress sentinel);
    }

    /** @param ids gives a new random name at each call */
    public Groups(
            GroupsSettings settings,
            TopologyLog log,
            SentinelLoop loop,
            SentinelClock clock,
            NodeLinks links,
            PeerLinks peerLinks,
            Supplier<String> ids) {
        this.settings = settings;
        this.loop = loop;
        this.clock = clock;
        this.links = links;
        this.peers = new Peers(settings.sentinelId(), peerLinks, settings.suspicionRefreshMs());
        this.sentinels = settings.sentinels();
        peers.sentinels(sentinels);
        this.ids = ids;
        this.proposals = new LogProposals(log, loop, clock::monotonicMs);
        this.board =
                new SuspicionBoard(settings.sentinelId(), ids(sentinels), settings.suspicion(), clock.monotonicMs());
        settings.groups().forEach(this::watch);
    }

    /** Begins to tick. Call once; any thread. */
    public void start() {
        loop.every(TICK_MS, this::tick);
    }

    /** Listens to the log from any thread. */
    public TopologyLogListener logListener() {
        return new TopologyLogListener() {
            @Override
            public void groupChanged(@Nullable GroupTopology before, GroupTopology after) {
                loop.execute(() -> committed(after));
            }

            @Override
            public void leadershipChanged(Leadership now) {
                loop.execute(() -> leads(now));
            }

            @Override
            public void sentinelsChanged(List<SentinelAddress> members) {
                loop.execute(() -> sentinels(members));
            }
        };
    }

    // ---- what others ask -------------------------------------------------------------------------------------

    public Collection<GroupDriver> all() {
        return drivers.values();
    }

    /** Null if there is no such group. */
    public @Nullable GroupDriver of(String group) {
        return drivers.get(group);
    }

    public Leadership leadership() {
        return leadership;
    }

    /** The sentinels that decide; this one is missing where it was removed, or was not added yet. */
    public List<SentinelAddress> sentinels() {
        return sentinels;
    }

    /** The link to another sentinel. */
    public Optional<PeerLink> peer(String sentinelId) {
        return peers.links().stream()
                .filter(link -> link.sentinelId().equals(sentinelId))
                .findFirst();
    }

    /** Whether that sentinel was heard lately. */
    public boolean hearsSentinel(String sentinelId) {
        return board.hearsSentinel(sentinelId);
    }

    /** It hears every event from now on. */
    public void addListener(GroupEventListener listener) {
        listeners.add(listener);
    }

    /**
     * A planned switchover; works at the leader only.
     *
     * @param target node id; empty = the best in-sync replica
     * @param timeoutMs how long the target may take to catch up
     * @param caller gets the answer, on the loop
     */
    public void switchOver(String group, String target, long timeoutMs, Consumer<SwitchoverAnswer> caller) {
        GroupDriver driver = drivers.get(group);
        if (driver == null) {
            caller.accept(new SwitchoverAnswer.NotFound("no group " + group));
        } else {
            driver.onSwitchoverRequest(target, timeoutMs, caller);
        }
    }

    /**
     * Gives up what no reachable member has; works at the leader only. Refused where any member is eligible.
     *
     * @param node whose data is to be the group's
     * @param requestedBy for the audit
     * @param minIsr fewest in-sync members from then on; 0 = as before
     * @param caller gets the answer, on the loop
     */
    public void acceptDataLoss(
            String group, String node, String requestedBy, int minIsr, Consumer<SwitchoverAnswer> caller) {
        GroupDriver driver = drivers.get(group);
        if (driver == null) {
            caller.accept(new SwitchoverAnswer.NotFound("no group " + group));
        } else {
            driver.onDataLossRequest(node, requestedBy, clock.unixMs(), minIsr, caller);
        }
    }

    /** Ends all links. */
    public void close() {
        drivers.values().forEach(GroupDriver::close);
        peers.links().forEach(PeerLink::close);
    }

    // ---- what happened ---------------------------------------------------------------------------------------

    private GroupDriver watch(GroupSpec spec) {
        GroupFailover machine = new GroupFailover(spec, settings.failover(), ids);
        GroupDriver driver = new GroupDriver(
                spec,
                machine,
                board,
                proposals,
                clock::monotonicMs,
                (NodeAddress node) -> links.open(new NodeKey(spec.group(), node.nodeId()), node.grpcAddress(), this),
                this::tell);
        drivers.put(spec.group(), driver);
        return driver;
    }

    private void tell(GroupEvent event) {
        listeners.forEach(listener -> listener.onEvent(event));
    }

    private void tick() {
        long nowMs = clock.monotonicMs();
        boolean changed = board.onTick(nowMs);
        boolean heartbeat = nowMs - heartbeatMs >= settings.heartbeatIntervalMs();
        if (heartbeat) {
            heartbeatMs = nowMs;
        }
        if (changed) {
            tellPeers(nowMs);
        } else if (peers.refreshDue(nowMs)) {
            peers.refresh(ownReport(nowMs), leadership.leaderId().orElse(""), nowMs);
        }
        drivers.values().forEach(driver -> driver.onTick(nowMs, heartbeat));
    }

    private void tellPeers(long nowMs) {
        peers.tellAll(ownReport(nowMs));
    }

    private SuspicionReport ownReport(long nowMs) {
        return SuspicionReports.write(settings.sentinelId(), drivers.values(), board, nowMs);
    }

    private void committed(GroupTopology state) {
        GroupDriver driver = drivers.get(state.group());
        if (driver == null) {
            driver = watch(new GroupSpec(state.group(), 0, CommitMode.DURABLE, List.of()));
            driver.onLeadership(leadership.local());
        }
        driver.onCommitted(state);
    }

    private void sentinels(List<SentinelAddress> members) {
        if (!members.equals(sentinels)) {
            LOG.info("the sentinels are {}", members);
            sentinels = List.copyOf(members);
            peers.sentinels(sentinels);
            board.sentinels(ids(sentinels), clock.monotonicMs());
            listeners.forEach(listener -> listener.onSentinels(sentinels));
        }
    }

    private static List<String> ids(List<SentinelAddress> sentinels) {
        return sentinels.stream().map(SentinelAddress::id).toList();
    }

    private void leads(Leadership now) {
        boolean moved = !now.leaderId().equals(leadership.leaderId());
        leadership = now;
        if (moved) {
            LOG.info("leader of the sentinels: {}", now.leaderId().orElse("none"));
            tellPeers(clock.monotonicMs());
        }
        drivers.values().forEach(driver -> driver.onLeadership(now.local()));
    }

    @Override
    public void onStream(NodeKey node) {
        GroupDriver driver = drivers.get(node.group());
        if (driver != null) {
            driver.onStream(node.nodeId());
        }
    }

    @Override
    public void onReport(NodeKey node, NodeReport report, long takenAtMs, long receivedAtMs) {
        GroupDriver driver = drivers.get(node.group());
        HeardReport heard = read(node, report, takenAtMs);
        if (driver == null || heard == null) {
            return;
        }
        driver.onOwnReport(node.nodeId(), heard);
        if (board.onHeard(node, receivedAtMs, clock.monotonicMs())) {
            tellPeers(clock.monotonicMs());
            driver.look();
        } else {
            driver.lookAtNews();
        }
    }

    /** Null, and a line in the log, if the report makes no sense: a node that talks nonsense counts as silent. */
    private static @Nullable HeardReport read(NodeKey node, NodeReport report, long takenAtMs) {
        try {
            return HeardReport.of(report, takenAtMs);
        } catch (IllegalArgumentException e) {
            LOG.warn("report of {} makes no sense: {}", node, e.getMessage());
            return null;
        }
    }

    @Override
    public void onMessage(NodeKey node, NodeMessage message) {
        GroupDriver driver = drivers.get(node.group());
        if (driver != null) {
            driver.onMessage(node.nodeId(), message);
        }
    }

    @Override
    public void onRefused(NodeKey node) {
        if (board.onRefused(node, clock.monotonicMs())) {
            tellPeers(clock.monotonicMs());
        }
        GroupDriver driver = drivers.get(node.group());
        if (driver != null) {
            driver.look();
        }
    }

    @Override
    public void onPeerReport(SuspicionReport report, long receivedAtMs) {
        board.onPeer(report.getSentinelId(), SuspicionReports.opinions(report, receivedAtMs), clock.monotonicMs());
        for (Suspicion suspicion : report.getSuspicionsList()) {
            GroupDriver driver = drivers.get(suspicion.getGroup());
            if (driver != null && suspicion.hasLastReport()) {
                NodeKey node = SuspicionReports.key(suspicion);
                long takenAtMs = SuspicionReports.takenAtMs(suspicion, receivedAtMs);
                HeardReport heard = read(node, suspicion.getLastReport(), takenAtMs);
                if (heard != null) {
                    driver.onReport(node.nodeId(), heard);
                }
            }
        }
        drivers.values().forEach(GroupDriver::lookAtNews);
    }
}
