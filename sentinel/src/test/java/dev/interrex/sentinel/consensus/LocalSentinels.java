package dev.interrex.sentinel.consensus;

import static org.awaitility.Awaitility.await;

import dev.interrex.model.HostPort;
import dev.interrex.model.SentinelAddress;
import dev.interrex.sentinel.ListenPorts;
import io.grpc.InsecureChannelCredentials;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Sentinels within this JVM, each with its own port, directory and gRPC server. */
final class LocalSentinels implements AutoCloseable {
    /** A running sentinel. */
    record Running(RaftTopologyLog log, Server server) {}

    private static final Logger OLD_GENERATED_CODE = Logger.getLogger("com.google.protobuf.GeneratedMessage");

    static {
        OLD_GENERATED_CODE.setLevel(Level.OFF);
    }

    private final Path directory;
    private final List<SentinelAddress> members;
    private final int snapshotIntervalSecs;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final List<String> halts = new CopyOnWriteArrayList<>();

    LocalSentinels(Path directory, int count) throws IOException {
        this(directory, addresses(count), 300);
    }

    LocalSentinels(Path directory, List<SentinelAddress> members, int snapshotIntervalSecs) {
        this.directory = directory;
        this.members = members;
        this.snapshotIntervalSecs = snapshotIntervalSecs;
    }

    /** {@code count} members s1, s2, … on free ports. */
    static List<SentinelAddress> addresses(int count) throws IOException {
        return addresses(count, "127.0.0.1");
    }

    static List<SentinelAddress> addresses(int count, String host) throws IOException {
        List<SentinelAddress> members = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            members.add(new SentinelAddress(
                    "s" + i, new HostPort(host, ListenPorts.free()).toString(), new HostPort(host, 1).toString(), ""));
        }
        return members;
    }

    List<String> ids() {
        return members.stream().map(SentinelAddress::id).toList();
    }

    private HostPort addressOf(String id) {
        return members.stream()
                .filter(member -> member.id().equals(id))
                .map(member -> HostPort.of(member.grpcAddress()))
                .findFirst()
                .orElseThrow();
    }

    int port(String id) {
        return addressOf(id).port();
    }

    LocalSentinels startAll() throws IOException {
        for (String id : ids()) {
            start(id);
        }
        return this;
    }

    void start(String id) throws IOException {
        start(id, port(id));
    }

    /** Starts a sentinel that listens on another port than the one under which the others know it. */
    void start(String id, int listenPort) throws IOException {
        ConsensusConfig config = new ConsensusConfig(
                id,
                members,
                directory.resolve(id),
                250,
                90,
                1000,
                1000,
                10_000,
                snapshotIntervalSecs,
                TransportLimits.DEFAULT);
        RaftTopologyLog log = new RaftTopologyLog(
                config, InsecureChannelCredentials.create(), (reason, cause) -> halts.add(id + ": " + reason));
        Server server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(addressOf(id).host(), listenPort))
                .addService(log.transport())
                .build()
                .start();
        log.start();
        running.put(id, new Running(log, server));
    }

    void stop(String id) throws InterruptedException {
        Running stopped = Objects.requireNonNull(running.remove(id), id);
        stopped.log().close();
        stopped.server().shutdownNow().awaitTermination();
    }

    RaftTopologyLog log(String id) {
        return Objects.requireNonNull(running.get(id), id).log();
    }

    List<RaftTopologyLog> logs() {
        return running.values().stream().map(Running::log).toList();
    }

    Optional<String> leader() {
        return running.entrySet().stream()
                .filter(entry -> entry.getValue().log().leadership().local())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    String awaitLeader() {
        return await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(2))
                .until(this::leader, Optional::isPresent)
                .orElseThrow();
    }

    List<String> followers() {
        String leader = awaitLeader();
        return running.keySet().stream().filter(id -> !id.equals(leader)).toList();
    }

    void awaitAllVoters() {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> logs().stream().allMatch(RaftTopologyLog::votes));
    }

    List<String> halts() {
        return halts;
    }

    @Override
    public void close() throws InterruptedException {
        for (String id : List.copyOf(running.keySet())) {
            stop(id);
        }
    }
}
