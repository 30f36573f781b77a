package dev.interrex.cli.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A cluster of one group: everything that is decided before its first start and kept afterwards ({@code cluster.json}).
 *
 * @param group name of the group, which is what Sentinel clients call the master name
 * @param commitMode {@code durable} or {@code memory}
 * @param minIsr smallest in-sync set; 0 = the rule (2 for three nodes or more, else 1)
 * @param nodeDirectives further lines for every node's configuration
 * @param sentinelDirectives further lines for every sentinel's configuration
 */
public record ClusterSpec(
        String group,
        String commitMode,
        int minIsr,
        List<ProcessSpec> sentinels,
        List<ProcessSpec> nodes,
        Map<String, String> nodeDirectives,
        Map<String, String> sentinelDirectives) {
    /** More than nine of a kind would run into the ports of the next kind. */
    public static final int MOST_OF_A_KIND = 9;

    /** With more, the sentinels would refuse every change of who they are. */
    public static final int MOST_SENTINELS = 7;

    /** A cluster's ports are {@code basePort + 1} to {@code basePort + PORT_SPAN}. */
    public static final int PORT_SPAN = 59;

    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> ZONES = List.of("a", "b", "c");

    public ClusterSpec {
        sentinels = List.copyOf(sentinels);
        nodes = List.copyOf(nodes);
        nodeDirectives = Map.copyOf(nodeDirectives);
        sentinelDirectives = Map.copyOf(sentinelDirectives);
    }

    /**
     * Nodes n1… and sentinels s1… on the loopback address, spread over zones a, b, c. Ports by tens above {@code basePort}: nodes'
     * RESP from 1, gRPC from 11, HTTP from 21, sentinels' RESP from 31, gRPC from 41, HTTP from 51.
     *
     * @throws IllegalArgumentException if a count is outside 1…9, or a port outside 1…65535
     */
    public static ClusterSpec local(String group, int nodes, int sentinels, int basePort) {
        require(nodes >= 1 && nodes <= MOST_OF_A_KIND, "nodes must be 1 to " + MOST_OF_A_KIND + ", not " + nodes);
        require(
                sentinels >= 1 && sentinels <= MOST_SENTINELS,
                "sentinels must be 1 to " + MOST_SENTINELS + ", not " + sentinels);
        require(
                basePort >= 0 && basePort + PORT_SPAN <= 65535,
                "base port must be 0 to " + (65535 - PORT_SPAN) + ", not " + basePort);
        return new ClusterSpec(
                group,
                "durable",
                0,
                row(ProcessKind.SENTINEL, "s", sentinels, basePort + 30),
                row(ProcessKind.NODE, "n", nodes, basePort),
                Map.of(),
                Map.of());
    }

    private static List<ProcessSpec> row(ProcessKind kind, String prefix, int count, int base) {
        List<ProcessSpec> row = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            String zone = ZONES.get((i - 1) % ZONES.size());
            row.add(new ProcessSpec(prefix + i, kind, zone, LOOPBACK, base + i, base + 10 + i, base + 20 + i));
        }
        return row;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The sentinels, then the nodes: the order in which they are started. */
    @JsonIgnore
    public List<ProcessSpec> processes() {
        List<ProcessSpec> all = new ArrayList<>(sentinels);
        all.addAll(nodes);
        return all;
    }

    /** gRPC addresses of the sentinels: where clients and administration connect. */
    @JsonIgnore
    public List<String> sentinelGrpcAddresses() {
        return sentinels.stream().map(ProcessSpec::grpcAddress).toList();
    }

    /** RESP addresses of the sentinels: where stock clients connect. */
    @JsonIgnore
    public List<String> sentinelRespAddresses() {
        return sentinels.stream().map(ProcessSpec::respAddress).toList();
    }

    public ClusterSpec withCommitMode(String mode) {
        return new ClusterSpec(group, mode, minIsr, sentinels, nodes, nodeDirectives, sentinelDirectives);
    }

    public ClusterSpec withDirectives(Map<String, String> forNodes, Map<String, String> forSentinels) {
        return new ClusterSpec(group, commitMode, minIsr, sentinels, nodes, forNodes, forSentinels);
    }
}
