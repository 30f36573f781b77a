package dev.interrex.sentinel;

import static org.awaitility.Awaitility.await;

import dev.interrex.model.GroupTopology;
import dev.interrex.proto.v1.AdminGrpc;
import dev.interrex.proto.v1.ChangeSentinelsRequest;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.GroupStatus;
import dev.interrex.proto.v1.SentinelInfo;
import dev.interrex.proto.v1.SentinelStatus;
import dev.interrex.proto.v1.StatusRequest;
import dev.interrex.sentinel.config.SentinelConfig;
import dev.interrex.sentinel.heartbeat.SystemClock;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Three sentinels with a real log, and three fake nodes n1, n2, n3 of the group {@code orders}. */
final class LocalCluster implements AutoCloseable {
    static final String GROUP = "orders";

    private final Path directory;
    private final boolean inProcesses;
    private String spare = "";
    private String directives = "";
    private final Map<String, FakeNode> nodes = new LinkedHashMap<>();
    private final Map<String, Integer> grpcPorts = new LinkedHashMap<>();
    private final Map<String, String> configurations = new LinkedHashMap<>();
    private final Map<String, RunningSentinel> sentinels = new LinkedHashMap<>();
    private final Map<String, ManagedChannel> channels = new LinkedHashMap<>();
    final List<String> halts = new CopyOnWriteArrayList<>();

    /** All sentinels in this process. */
    LocalCluster(Path directory) throws IOException {
        this(directory, false);
    }

    /** @param inProcesses each sentinel in a process of its own, as in real life; otherwise all of them in this one */
    LocalCluster(Path directory, boolean inProcesses) throws IOException {
        this.directory = directory;
        this.inProcesses = inProcesses;
        for (String id : List.of("n1", "n2", "n3")) {
            nodes.put(id, new FakeNode(GROUP, id, nodes));
        }
        for (String id : List.of("s1", "s2", "s3")) {
            grpcPorts.put(id, ListenPorts.free());
        }
    }

    private String configuration(String id, String generation) {
        StringBuilder text = new StringBuilder();
        text.append("sentinel-id ").append(id).append('\n');
        text.append("port 0\nhttp-port 0\n");
        text.append("grpc-port ").append(grpcPorts.get(id)).append('\n');
        text.append("dir \"").append(directory.resolve(generation).resolve(id)).append("\"\n");
        grpcPorts.forEach((peer, port) -> text.append("sentinel " + peer + " 127.0.0.1:" + port + " 127.0.0.1:1 z\n"));
        text.append("spare-after-lost-ms 500\n").append(directives);
        text.append("group orders\n");
        nodes.forEach((node, fake) -> text.append((node.equals(spare) ? "spare" : "node") + " orders " + node + " "
                + respAddress(node) + " " + fake.grpcAddress() + " z 100\n"));
        return text.toString();
    }

    /** What clients are told; nothing listens there. */
    static String respAddress(String nodeId) {
        return "127.0.0.1:" + nodeId.substring(1);
    }

    /** Port of the sentinel's Redis Sentinel protocol. */
    int respPort(String sentinelId) {
        return Objects.requireNonNull(sentinels.get(sentinelId)).respPort();
    }

    /** One more node, which stands by; before anything is started. */
    LocalCluster withSpare(String id) throws IOException {
        nodes.put(id, new FakeNode(GROUP, id, nodes));
        spare = id;
        return this;
    }

    /** A line for the file of every sentinel that is started from now on. */
    LocalCluster withDirective(String line) {
        directives += line + "\n";
        return this;
    }

    LocalCluster startAll() throws Exception {
        return startAll("first");
    }

    /** @param generation sentinels of another generation have other, at first empty, data directories */
    LocalCluster startAll(String generation) throws Exception {
        for (String id : grpcPorts.keySet()) {
            start(id, generation);
        }
        return this;
    }

    void start(String id, String generation) throws Exception {
        configurations.put(id, configuration(id, generation));
        restart(id);
    }

    /** A further sentinel, whose file lists all before it; theirs do not list it. */
    void startNewcomer(String id) throws Exception {
        grpcPorts.put(id, ListenPorts.free());
        start(id, "first");
    }

    /** As its file was when it was started first. */
    void restart(String id) throws Exception {
        String text = Objects.requireNonNull(configurations.get(id));
        if (inProcesses) {
            Path file = Files.writeString(directory.resolve(id + ".conf"), text);
            sentinels.put(id, SentinelProcess.start(file, id));
        } else {
            SentinelConfig config = SentinelConfig.parse("test", text);
            Sentinel sentinel =
                    Sentinel.start(config, new SystemClock(), (reason, cause) -> halts.add(id + ": " + reason));
            sentinels.put(id, new InThisProcess(sentinel));
        }
    }

    private record InThisProcess(Sentinel sentinel) implements RunningSentinel {
        @Override
        public void stop() throws InterruptedException {
            sentinel.close();
        }

        @Override
        public int respPort() {
            return sentinel.respPort();
        }
    }

    /** Stops it; a process is killed without warning. */
    void stop(String id) throws InterruptedException {
        RunningSentinel stopped = Objects.requireNonNull(sentinels.remove(id));
        ManagedChannel channel = channels.remove(id);
        if (channel != null) {
            channel.shutdownNow();
        }
        stopped.stop();
    }

    List<String> running() {
        return List.copyOf(sentinels.keySet());
    }

    FakeNode node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    ManagedChannel channel(String sentinelId) {
        return channels.computeIfAbsent(
                sentinelId,
                id -> NettyChannelBuilder.forAddress("127.0.0.1", Objects.requireNonNull(grpcPorts.get(id)))
                        .usePlaintext()
                        .build());
    }

    /** As the directive says it. */
    SentinelInfo sentinel(String id) {
        return SentinelInfo.newBuilder()
                .setSentinelId(id)
                .setGrpcAddress("127.0.0.1:" + grpcPorts.get(id))
                .setRespAddress("127.0.0.1:1")
                .setZone("z")
                .build();
    }

    /** As {@link #changeSentinels}, again where the leader was lost meanwhile. */
    List<String> untilChanged(String asked, String add, String remove) {
        return await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(failure -> failure instanceof StatusRuntimeException refused
                        && (refused.getStatus().getCode() == Status.Code.UNAVAILABLE
                                || refused.getStatus().getCode() == Status.Code.UNKNOWN))
                .until(() -> changeSentinels(asked, add, remove), members -> !members.isEmpty());
    }

    /** By that sentinel's answer; {@code add} and {@code remove} may be empty. */
    List<String> changeSentinels(String asked, String add, String remove) {
        ChangeSentinelsRequest.Builder request =
                ChangeSentinelsRequest.newBuilder().setRemove(remove);
        if (!add.isEmpty()) {
            request.setAdd(sentinel(add));
        }
        return AdminGrpc.newBlockingStub(channel(asked))
                .withDeadlineAfter(Duration.ofSeconds(30))
                .changeSentinels(request.build())
                .getSentinelsList()
                .stream()
                .map(SentinelInfo::getSentinelId)
                .toList();
    }

    List<String> members(String asked) {
        return status(asked).getSentinelsList().stream()
                .map(SentinelStatus::getSentinelId)
                .toList();
    }

    ClusterStatus status(String sentinelId) {
        return AdminGrpc.newBlockingStub(channel(sentinelId)).status(StatusRequest.getDefaultInstance());
    }

    GroupStatus groupStatus(String sentinelId) {
        return status(sentinelId).getGroups(0);
    }

    String awaitLeader() {
        return awaitPresent(
                cluster -> cluster.running().stream()
                        .filter(id -> cluster.status(id).getLeaderId().equals(id))
                        .findFirst(),
                10_000);
    }

    String anyFollower() {
        String leader = awaitLeader();
        return running().stream().filter(id -> !id.equals(leader)).findFirst().orElseThrow();
    }

    /** Waits until every running sentinel says that the group's primary serves, and is of one opinion. */
    GroupTopology awaitServing() {
        return awaitPresent(
                cluster -> {
                    List<GroupStatus> views =
                            cluster.running().stream().map(cluster::groupStatus).toList();
                    boolean agreed = views.stream().allMatch(GroupStatus::getPrimaryServing)
                            && views.stream()
                                            .map(GroupStatus::getState)
                                            .distinct()
                                            .count()
                                    == 1;
                    String primary = views.get(0).getState().getPrimary().getNodeId();
                    return agreed ? Optional.ofNullable(cluster.node(primary).topology()) : Optional.empty();
                },
                15_000);
    }

    /** Waits until the node was told of the epoch; when, on its own clock. */
    long awaitEpoch(String nodeId, long epoch, long timeoutMs) {
        await().atMost(Duration.ofMillis(timeoutMs))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> node(nodeId).heardOfEpochMs(epoch) >= 0);
        return node(nodeId).heardOfEpochMs(epoch);
    }

    <T> T awaitPresent(Function<LocalCluster, Optional<T>> question, long timeoutMs) {
        return await().atMost(Duration.ofMillis(timeoutMs))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> question.apply(this), Optional::isPresent)
                .orElseThrow();
    }

    @Override
    public void close() throws InterruptedException {
        for (String id : running()) {
            stop(id);
        }
        nodes.values().forEach(FakeNode::kill);
    }
}
