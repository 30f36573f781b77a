package dev.interrex.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The processes of one cluster below one folder.
 *
 * <pre>
 * LocalCluster cluster = LocalCluster.create(dir, ClusterSpec.local("orders", 3, 3, 7400), programs);
 * cluster.startMissing();
 * cluster.nodes().get(0).kill();
 * cluster.stop(Duration.ofSeconds(10));
 * </pre>
 */
public final class LocalCluster {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Path directory;
    private final ClusterSpec spec;
    private final List<LocalProcess> processes;

    private LocalCluster(Path directory, ClusterSpec spec, Programs programs) {
        this.directory = directory;
        this.spec = spec;
        this.processes = spec.processes().stream()
                .map(process -> new LocalProcess(process, directory.resolve(process.id()), programs))
                .toList();
    }

    /** Whether the folder describes a cluster. */
    public static boolean exists(Path directory) {
        return Files.exists(description(directory));
    }

    /**
     * Writes the description and the configuration files; starts nothing.
     *
     * @throws ClusterException if the folder describes a cluster already, or cannot be written
     */
    public static LocalCluster create(Path directory, ClusterSpec spec, Programs programs) {
        if (exists(directory)) {
            throw new ClusterException(directory + " holds a cluster already");
        }
        LocalCluster cluster = new LocalCluster(directory.toAbsolutePath().normalize(), spec, programs);
        try {
            for (LocalProcess process : cluster.processes) {
                Files.createDirectories(process.data());
                Files.writeString(process.configuration(), ConfigurationFiles.of(spec, process.spec(), process.data()));
            }
            Files.writeString(description(directory), JSON.writeValueAsString(spec) + "\n");
        } catch (IOException e) {
            throw new ClusterException("cannot write below " + directory + ": " + e.getMessage(), e);
        }
        return cluster;
    }

    /**
     * The cluster that was created in this folder, running or not.
     *
     * @throws ClusterException if there is none, or its description cannot be read
     */
    public static LocalCluster open(Path directory, Programs programs) {
        if (!exists(directory)) {
            throw new ClusterException("there is no cluster in " + directory + " (no cluster.json)");
        }
        try {
            ClusterSpec spec = JSON.readValue(Files.readString(description(directory)), ClusterSpec.class);
            return new LocalCluster(directory.toAbsolutePath().normalize(), spec, programs);
        } catch (JsonProcessingException e) {
            throw new ClusterException(description(directory) + " is damaged: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new ClusterException("cannot read " + description(directory) + ": " + e.getMessage(), e);
        }
    }

    private static Path description(Path directory) {
        return directory.resolve("cluster.json");
    }

    public Path directory() {
        return directory;
    }

    public ClusterSpec spec() {
        return spec;
    }

    /** The sentinels, then the nodes. */
    public List<LocalProcess> processes() {
        return processes;
    }

    public List<LocalProcess> nodes() {
        return ofKind(ProcessKind.NODE);
    }

    public List<LocalProcess> sentinels() {
        return ofKind(ProcessKind.SENTINEL);
    }

    private List<LocalProcess> ofKind(ProcessKind kind) {
        return processes.stream()
                .filter(process -> process.spec().kind() == kind)
                .toList();
    }

    /** @throws ClusterException if there is no process of that name */
    public LocalProcess process(String id) {
        return processes.stream()
                .filter(process -> process.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new ClusterException("no process " + id + " in " + directory));
    }

    /**
     * Starts every process that does not run, and returns those at once; see {@link LocalProcess#awaitReady}.
     *
     * @throws PortInUseException if any of their ports is taken; then nothing was started
     */
    public List<LocalProcess> startMissing() {
        List<LocalProcess> missing =
                processes.stream().filter(process -> !process.running()).toList();
        for (LocalProcess process : missing) {
            requireFreePorts(process.spec());
        }
        missing.forEach(LocalProcess::start);
        return missing;
    }

    /** Whether a cluster made like this could start now. */
    public static boolean portsAreFree(ClusterSpec spec) {
        try {
            spec.processes().forEach(LocalCluster::requireFreePorts);
            return true;
        } catch (PortInUseException e) {
            return false;
        }
    }

    private static void requireFreePorts(ProcessSpec process) {
        for (Map.Entry<Integer, String> port : process.ports().entrySet()) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.setReuseAddress(true);
                probe.bind(new InetSocketAddress(process.host(), port.getKey()));
            } catch (IOException e) {
                throw new PortInUseException(process, port.getKey(), port.getValue());
            }
        }
    }

    /**
     * Stops everything that runs: sentinels first, so that nobody fails over to a node that is about to go; SIGTERM, and
     * SIGKILL for what is left after {@code grace}.
     *
     * @return the processes that had to be killed
     */
    public List<LocalProcess> stop(Duration grace) {
        return stop(processes, grace);
    }

    /** As {@link #stop(Duration)}, of some processes. */
    public static List<LocalProcess> stop(List<LocalProcess> processes, Duration grace) {
        List<LocalProcess> killed = new ArrayList<>();
        for (ProcessKind kind : List.of(ProcessKind.SENTINEL, ProcessKind.NODE)) {
            killed.addAll(stopTogether(
                    processes.stream()
                            .filter(process -> process.spec().kind() == kind)
                            .toList(),
                    grace));
        }
        return killed;
    }

    private static List<LocalProcess> stopTogether(List<LocalProcess> processes, Duration grace) {
        long start = PollClock.nanos();
        processes.forEach(LocalProcess::terminate);
        List<LocalProcess> killed = new ArrayList<>();
        for (LocalProcess process : processes) {
            long leftMs = Math.max(1, grace.toMillis() - PollClock.msSince(start));
            if (!process.awaitExit(Duration.ofMillis(leftMs))) {
                process.kill();
                process.awaitExit(grace);
                killed.add(process);
            }
        }
        return killed;
    }

    /**
     * Deletes the processes' folders, data included, and the description; the folder itself if nothing else is in it.
     *
     * @throws ClusterException if a process runs, or a file cannot be deleted
     */
    public void wipe() {
        for (LocalProcess process : processes) {
            if (process.running()) {
                throw new ClusterException(process.id() + " runs: stop the cluster before its data is deleted");
            }
        }
        processes.forEach(process -> LocalProcess.deleteTree(process.directory()));
        try (Stream<Path> left = Files.list(directory)) {
            Files.deleteIfExists(description(directory));
            Files.deleteIfExists(directory.resolve(ClusterLock.FILE));
            if (left.allMatch(file -> Files.notExists(file))) {
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new ClusterException("cannot delete " + directory + ": " + e.getMessage(), e);
        }
    }
}
