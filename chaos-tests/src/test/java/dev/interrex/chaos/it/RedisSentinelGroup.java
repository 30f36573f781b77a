package dev.interrex.chaos.it;

import dev.interrex.chaos.cluster.Cluster;
import dev.interrex.chaos.cluster.GroupView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Redis with Sentinel in the place of Interrex: three servers that sync each write to disk, three sentinels. Not to be tested, but
 * to be compared with: the same drill, the same clients, the same checks.
 */
final class RedisSentinelGroup implements Cluster, AutoCloseable {
    private static final int MEMBERS = 3;
    private static final int TIMEOUT_MS = 200;

    private final int basePort;
    private final Path directory;
    private final Map<String, Process> processes = new LinkedHashMap<>();

    /** Uses six ports above {@code basePort}. */
    RedisSentinelGroup(Path directory, int basePort, int downAfterMs) throws IOException {
        this.directory = directory;
        this.basePort = basePort;
        for (int i = 1; i <= MEMBERS; i++) {
            Path data = Files.createDirectories(directory.resolve("n" + i));
            String replica = i == 1 ? "" : "replicaof 127.0.0.1 " + port("n1") + "\n";
            Files.writeString(
                    data.resolve("server.conf"),
                    "port " + port("n" + i) + "\ndir " + data + "\nsave \"\"\nappendonly yes\nappendfsync always\n"
                            + "enable-debug-command yes\n" + replica);
            start("n" + i);
        }
        for (int i = 1; i <= MEMBERS; i++) {
            Path data = Files.createDirectories(directory.resolve("s" + i));
            Files.writeString(
                    data.resolve("server.conf"),
                    "port " + port("s" + i) + "\ndir " + data + "\nsentinel monitor " + group() + " 127.0.0.1 "
                            + port("n1") + " 2\nsentinel down-after-milliseconds " + group() + " " + downAfterMs
                            + "\nsentinel failover-timeout " + group() + " 5000\n");
            startSentinel("s" + i);
        }
    }

    private int port(String id) {
        int number = Integer.parseInt(id.substring(1));
        return basePort + number + (id.startsWith("s") ? MEMBERS : 0);
    }

    private String address(String id) {
        return "127.0.0.1:" + port(id);
    }

    private Jedis connect(String id) {
        return new Jedis(
                new HostAndPort("127.0.0.1", port(id)),
                DefaultJedisClientConfig.builder()
                        .timeoutMillis(TIMEOUT_MS)
                        .autoNegotiateProtocol(false)
                        .build());
    }

    @Override
    public String group() {
        return "orders";
    }

    @Override
    public Optional<GroupView> view() {
        for (int i = 1; i <= MEMBERS; i++) {
            try (Jedis sentinel = connect("s" + i)) {
                return Optional.of(view(sentinel.sentinelMaster(group())));
            } catch (JedisException e) {
                // The next sentinel may answer.
                continue;
            }
        }
        return Optional.empty();
    }

    private GroupView view(Map<String, String> state) {
        int primaryPort = Integer.parseInt(state.getOrDefault("port", "0"));
        String primary = "n" + (primaryPort - basePort);
        List<GroupView.NodeView> nodes = new ArrayList<>();
        for (int i = 1; i <= MEMBERS; i++) {
            nodes.add(node("n" + i, primary, primaryPort));
        }
        boolean serving = nodes.stream().anyMatch(GroupView.NodeView::servingAsPrimary);
        long epoch = Long.parseLong(state.getOrDefault("config-epoch", "0"));
        return new GroupView("", epoch, epoch, primary, serving, 1, nodes, List.of(), GroupView.Steps.UNKNOWN);
    }

    private GroupView.NodeView node(String id, String primary, int primaryPort) {
        Map<String, String> info = replication(id);
        boolean isPrimary = id.equals(primary) && "master".equals(info.get("role"));
        boolean follows = "up".equals(info.get("master_link_status"))
                && Integer.toString(primaryPort).equals(info.get("master_port"));
        long offset = Long.parseLong(info.getOrDefault(isPrimary ? "master_repl_offset" : "slave_repl_offset", "0"));
        boolean up = !info.isEmpty();
        return new GroupView.NodeView(
                id,
                address(id),
                "",
                up,
                isPrimary || follows || id.equals(primary),
                isPrimary,
                0,
                offset,
                offset,
                offset);
    }

    private Map<String, String> replication(String id) {
        try (Jedis jedis = connect(id)) {
            return jedis.info("replication")
                    .lines()
                    .map(line -> line.split(":", 2))
                    .filter(parts -> parts.length == 2)
                    .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
        } catch (JedisException e) {
            return Map.of();
        }
    }

    @Override
    public List<String> sentinelRespAddresses() {
        return List.of(address("s1"), address("s2"), address("s3"));
    }

    @Override
    public List<String> sentinelGrpcAddresses() {
        return List.of();
    }

    @Override
    public void kill(String nodeId) {
        process(nodeId).destroyForcibly();
    }

    private Process process(String id) {
        return Optional.ofNullable(processes.get(id)).orElseThrow();
    }

    @Override
    public void terminate(String nodeId) {
        throw new UnsupportedOperationException("terminate " + nodeId);
    }

    @Override
    public void switchOver() {
        throw new UnsupportedOperationException("switchover");
    }

    @Override
    public void suspend(String nodeId) {
        signal("STOP", nodeId);
    }

    @Override
    public void resume(String nodeId) {
        signal("CONT", nodeId);
    }

    private void signal(String name, String id) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process(id).pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start(String nodeId) {
        launch(nodeId, List.of());
    }

    @Override
    public void killSentinel(String sentinelId) {
        kill(sentinelId);
    }

    @Override
    public void startSentinel(String sentinelId) {
        launch(sentinelId, List.of("--sentinel"));
    }

    private void launch(String id, List<String> flags) {
        List<String> command = new ArrayList<>(List.of(
                "redis-server", directory.resolve(id).resolve("server.conf").toString()));
        command.addAll(flags);
        try {
            processes.put(
                    id,
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve(id).resolve("log").toFile())
                            .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        processes.values().forEach(Process::destroyForcibly);
        for (Process process : processes.values()) {
            process.waitFor();
        }
    }

    /** For tests that wait for the sentinels to know one another and the replicas. */
    Predicate<GroupView> ready() {
        return view -> view.healthy() && knowsAll();
    }

    private boolean knowsAll() {
        try (Jedis sentinel = connect("s1")) {
            Map<String, String> state = sentinel.sentinelMaster(group());
            return "2".equals(state.get("num-slaves")) && "2".equals(state.get("num-other-sentinels"));
        } catch (JedisException e) {
            return false;
        }
    }
}
