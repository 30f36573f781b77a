package dev.interrex.sentinel.facade;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.FailoverSnapshot;
import dev.interrex.sentinel.view.GroupSnapshot;
import dev.interrex.sentinel.view.NodeAnswer;
import dev.interrex.sentinel.view.NodeAnswer.NodeRole;
import dev.interrex.sentinel.view.NodeSnapshot;
import dev.interrex.sentinel.view.PendingGroup;
import dev.interrex.sentinel.view.SentinelSnapshot;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** Three sentinels and one group of three nodes, to be changed by hand. */
public final class Picture {
    public String leader = "s1";
    public String primary = "n1";
    public long epoch = 1;
    public boolean seenServing = true;
    /** What the primary says; the nodes answer only while they are reachable. */
    public boolean serving = true;

    public boolean reachesIsr = true;
    public long heardAtMs = 1_000;
    public final Set<String> unreachable = new TreeSet<>();
    public final Set<String> suspectedByMajority = new TreeSet<>();
    public final Set<String> unreachableSentinels = new TreeSet<>();
    public final Map<String, Long> higherEpochs = new LinkedHashMap<>();
    public final Map<String, String> addresses = new LinkedHashMap<>();
    public final Map<String, String> sentinelAddresses = new LinkedHashMap<>();
    public final List<FailoverSnapshot> failovers = new ArrayList<>();
    public final List<PendingGroup> pending = new ArrayList<>();

    public Picture() {
        for (int i = 1; i <= 3; i++) {
            addresses.put("n" + i, "127.0.0.1:700" + i);
            sentinelAddresses.put("s" + i, "127.0.0.1:800" + i);
        }
    }

    /** As sentinel s1 sees it. */
    public ClusterSnapshot take() {
        return takeOf("s1");
    }

    public ClusterSnapshot takeOf(String sentinelId) {
        List<SentinelSnapshot> sentinels = sentinelAddresses.entrySet().stream()
                .map(each -> new SentinelSnapshot(
                        each.getKey(),
                        each.getValue(),
                        each.getValue(),
                        "a",
                        !unreachableSentinels.contains(each.getKey()),
                        heardAtMs))
                .toList();
        return new ClusterSnapshot(heardAtMs, sentinelId, leader, sentinels, List.of(group()), pending);
    }

    private GroupSnapshot group() {
        List<NodeAddress> nodes = addresses.keySet().stream().map(this::address).toList();
        List<MemberId> members =
                addresses.keySet().stream().map(Picture::member).toList();
        GroupTopology topology = new GroupTopology(
                "orders", epoch, epoch + 10, member(primary), members, nodes, 2, CommitMode.DURABLE, "");
        return new GroupSnapshot(
                topology, seenServing, nodes.stream().map(this::node).toList(), failovers, failovers.size());
    }

    private NodeAddress address(String nodeId) {
        String address = Objects.requireNonNull(addresses.get(nodeId));
        return new NodeAddress(nodeId, address, address, "a", 100);
    }

    static MemberId member(String nodeId) {
        return new MemberId(nodeId, nodeId.repeat(16));
    }

    private NodeSnapshot node(NodeAddress address) {
        String id = address.nodeId();
        boolean suspected = suspectedByMajority.contains(id);
        return new NodeSnapshot(
                address,
                true,
                !unreachable.contains(id),
                suspected ? 3 : unreachable.contains(id) ? 1 : 0,
                suspected,
                suspected ? heardAtMs : ClusterSnapshot.NEVER,
                heardAtMs,
                answer(id));
    }

    private NodeAnswer answer(String nodeId) {
        boolean rules = nodeId.equals(primary);
        return new NodeAnswer(
                member(nodeId).incarnation(),
                1,
                4711,
                !rules ? NodeRole.REPLICA : serving ? NodeRole.PRIMARY : NodeRole.PROMOTING,
                higherEpochs.getOrDefault(nodeId, epoch),
                rules && serving,
                rules && reachesIsr,
                true,
                rules ? -1 : 5,
                false,
                2000,
                2000,
                1900,
                1900,
                1 << 20,
                7);
    }

    /** The primary is killed: this sentinel and a majority cannot reach it. */
    public void kill(String nodeId) {
        unreachable.add(nodeId);
        suspectedByMajority.add(nodeId);
    }

    /** A new reign is committed; it does not serve yet. */
    public void elect(String nodeId) {
        primary = nodeId;
        epoch++;
        seenServing = false;
        serving = false;
    }

    public void serve() {
        seenServing = true;
        serving = true;
    }
}
