package dev.interrex.cli.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The state of a cluster: what {@code interrex status -o json} prints. A member that is null is unknown, and left out.
 *
 * @param health in lower case
 * @param answeredBy the sentinel that was asked
 * @param leader the sentinels' Raft leader
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ClusterReport(
        String health,
        @Nullable String answeredBy,
        @Nullable String leader,
        List<Group> groups,
        List<Process> processes) {
    /**
     * @param exists false: configured, but never bootstrapped; {@code detail} says what is missing
     * @param primary node id
     * @param isr node ids of the recorded in-sync set
     * @param commitMode {@code durable} or {@code memory}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Group(
            String name,
            boolean exists,
            @Nullable String primary,
            boolean primaryServing,
            long epoch,
            long version,
            List<String> isr,
            int minIsr,
            String commitMode,
            @Nullable String detail,
            List<Failover> failovers) {}

    /** One failover, newest first in its list; milliseconds after the first suspicion, null = did not happen (yet). */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Failover(
            long oldEpoch,
            long newEpoch,
            String oldPrimary,
            String newPrimary,
            String cause,
            boolean planned,
            long suspectedAtUnixMs,
            @Nullable Long decidedAfterMs,
            @Nullable Long committedAfterMs,
            @Nullable Long servingAfterMs) {}

    /**
     * A sentinel or a node. The members from {@code group} on belong to nodes only; those from {@code epoch} on are from the node's last
     * report, which may be old where it is not reachable.
     *
     * @param kind {@code sentinel} or {@code node}
     * @param role {@code leader}, {@code follower}; {@code primary}, {@code replica}, {@code promoting}, {@code handed-over},
     *     {@code unassigned}, {@code spare}
     * @param leo end of the log, in bytes
     * @param durable end of what is on disk
     * @param hw high watermark: the commit position
     * @param applied end of what is in memory
     * @param lagBytes what is missing of the primary's log; 0 for the primary
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Process(
            String kind,
            String id,
            @Nullable String role,
            String zone,
            @Nullable Long pid,
            String resp,
            String grpc,
            boolean reachable,
            @Nullable String group,
            @Nullable Boolean serving,
            @Nullable Boolean inSync,
            @Nullable Long epoch,
            @Nullable Long leo,
            @Nullable Long durable,
            @Nullable Long hw,
            @Nullable Long applied,
            @Nullable Long lagBytes,
            @Nullable String incarnation,
            @Nullable Long usedMemoryBytes,
            @Nullable Long connectedClients,
            @Nullable Long reportAgeMs) {
        static Process sentinel(
                String id,
                @Nullable String role,
                String zone,
                @Nullable Long pid,
                String resp,
                String grpc,
                boolean up) {
            return new Process(
                    "sentinel",
                    id,
                    role,
                    zone,
                    pid,
                    resp,
                    grpc,
                    up,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        /** A node of which no sentinel has heard anything yet. */
        static Process silentNode(String id, String zone, @Nullable Long pid, String resp, String grpc, String group) {
            return new Process(
                    "node", id, null, zone, pid, resp, grpc, false, group, null, null, null, null, null, null, null,
                    null, null, null, null, null);
        }
    }

    @JsonProperty
    public boolean healthy() {
        return health.equals("healthy");
    }

    public Optional<Group> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    public Optional<Process> process(String id) {
        return processes.stream().filter(process -> process.id().equals(id)).findFirst();
    }
}
