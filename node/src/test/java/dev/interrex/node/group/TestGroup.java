package dev.interrex.node.group;

import static org.awaitility.Awaitility.await;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Members on loopback, and what sentinels would tell them. */
final class TestGroup implements AutoCloseable {
    private final Path directory;
    private final List<TestNode> running = new CopyOnWriteArrayList<>();
    private final Map<String, MemberId> members = new ConcurrentHashMap<>();
    private final Map<String, NodeAddress> addresses = new LinkedHashMap<>();
    private long snapshotLogBytes = Long.MAX_VALUE;
    private long version;

    TestGroup(Path directory) {
        this.directory = directory;
    }

    /** Nodes that are started from now on take snapshots that often. */
    TestGroup snapshotLogBytes(long bytes) {
        snapshotLogBytes = bytes;
        return this;
    }

    void start(String... ids) throws Exception {
        for (String id : ids) {
            TestNode node = new TestNode(id, directory.resolve(id), snapshotLogBytes, 200);
            running.add(node);
            members.put(id, node.self());
            addresses.put(id, node.address());
        }
    }

    TestNode node(String id) {
        return running.stream().filter(node -> node.id.equals(id)).findFirst().orElseThrow();
    }

    /** Those that run, and only those. */
    Collection<TestNode> nodes() {
        return running;
    }

    MemberId member(String id) {
        return Objects.requireNonNull(members.get(id), id);
    }

    /** Returns when the others have seen it: before, a primary may want it in sync, and then counts on it until sentinels say no. */
    void kill(String id) {
        TestNode node = node(id);
        running.remove(node);
        node.close();
        await().until(() -> running.stream().noneMatch(other -> other.isFollowedBy(member(id))));
    }

    /** All nodes in sync, and the primary serves when this returns. */
    void reign(long epoch, String primary) {
        int before = node(primary).served.get();
        reigns(epoch, primary, List.copyOf(addresses.keySet()));
        await().until(() -> node(primary).served.get() > before);
    }

    /** Tells every node. */
    GroupTopology reigns(long epoch, String primary, List<String> isr) {
        GroupTopology topology = topology(epoch, "", primary, isr);
        running.forEach(node -> node.hears(topology));
        return topology;
    }

    /** What is told after a switchover; all in sync. */
    GroupTopology planned(long epoch, String token, String primary) {
        return topology(
                epoch, token, primary, running.stream().map(node -> node.id).toList());
    }

    private GroupTopology topology(long epoch, String token, String primary, List<String> isr) {
        version++;
        return new GroupTopology(
                "g",
                epoch,
                version,
                member(primary),
                isr.stream().map(this::member).toList(),
                List.copyOf(addresses.values()),
                1,
                CommitMode.DURABLE,
                token);
    }

    @Override
    public void close() {
        running.forEach(TestNode::close);
    }
}
