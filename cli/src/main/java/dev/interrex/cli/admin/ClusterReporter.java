package dev.interrex.cli.admin;

import dev.interrex.cli.admin.ClusterReport.Failover;
import dev.interrex.cli.admin.ClusterReport.Group;
import dev.interrex.cli.admin.ClusterReport.Process;
import dev.interrex.cli.cluster.LocalCluster;
import dev.interrex.cli.cluster.LocalProcess;
import dev.interrex.cli.cluster.ProcessKind;
import dev.interrex.cli.cluster.ProcessSpec;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.CommitMode;
import dev.interrex.proto.v1.FailoverRecord;
import dev.interrex.proto.v1.FollowerReport;
import dev.interrex.proto.v1.GroupStatus;
import dev.interrex.proto.v1.MemberId;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.NodeStatus;
import dev.interrex.proto.v1.Role;
import dev.interrex.proto.v1.SentinelStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a report of what a sentinel answered. Pure, but for asking the local processes for their pids. */
public final class ClusterReporter {
    private final Optional<LocalCluster> local;

    /** @param local the cluster's processes, where they run on this machine */
    public ClusterReporter(Optional<LocalCluster> local) {
        this.local = local;
    }

    /** @param answer empty = no sentinel answers; then only the local processes are listed */
    public ClusterReport report(Optional<ClusterStatus> answer) {
        if (answer.isEmpty()) {
            List<Process> processes = local.stream()
                    .flatMap(cluster -> cluster.processes().stream())
                    .map(this::unheard)
                    .toList();
            return new ClusterReport(name(Health.UNREACHABLE), null, null, List.of(), processes);
        }
        ClusterStatus status = answer.get();
        List<Process> processes = new ArrayList<>();
        for (SentinelStatus sentinel : status.getSentinelsList()) {
            processes.add(sentinel(sentinel, status.getLeaderId()));
        }
        for (GroupStatus group : status.getGroupsList()) {
            for (NodeStatus node : group.getNodesList()) {
                processes.add(node(node, group));
            }
        }
        local.stream()
                .flatMap(cluster -> cluster.processes().stream())
                .filter(process ->
                        processes.stream().noneMatch(known -> known.id().equals(process.id())))
                .forEach(process -> processes.add(unheard(process)));
        List<Group> groups =
                status.getGroupsList().stream().map(ClusterReporter::group).toList();
        Health health = health(status.getLeaderId(), groups, processes);
        return new ClusterReport(name(health), status.getSentinelId(), orNull(status.getLeaderId()), groups, processes);
    }

    private static Health health(String leader, List<Group> groups, List<Process> processes) {
        boolean groupsServe = !groups.isEmpty() && groups.stream().allMatch(g -> g.exists() && g.primaryServing());
        boolean allWell =
                processes.stream().allMatch(process -> process.reachable() && !Boolean.FALSE.equals(process.inSync()));
        return groupsServe && allWell && !leader.isEmpty() ? Health.HEALTHY : Health.DEGRADED;
    }

    private static String name(Health health) {
        return health.name().toLowerCase(Locale.ROOT);
    }

    private Process sentinel(SentinelStatus sentinel, String leader) {
        String id = sentinel.getSentinelId();
        String role = id.equals(leader) ? "leader" : "follower";
        return Process.sentinel(
                id,
                sentinel.getReachable() ? role : null,
                sentinel.getZone(),
                localPid(id),
                sentinel.getRespAddress(),
                sentinel.getGrpcAddress(),
                sentinel.getReachable());
    }

    private Process node(NodeStatus node, GroupStatus group) {
        String id = node.getInfo().getNodeId();
        String groupName = group.getState().getGroup();
        if (!node.hasReport()) {
            return Process.silentNode(
                    id,
                    node.getInfo().getZone(),
                    localPid(id),
                    node.getInfo().getRespAddress(),
                    node.getInfo().getGrpcAddress(),
                    groupName);
        }
        NodeReport report = node.getReport();
        Long localPid = localPid(id);
        return new Process(
                "node",
                id,
                node.getSpare() ? "spare" : role(report.getRole()),
                node.getInfo().getZone(),
                localPid != null || !node.getReachable() ? localPid : orNull(report.getProcessId()),
                node.getInfo().getRespAddress(),
                node.getInfo().getGrpcAddress(),
                node.getReachable(),
                groupName,
                node.getReachable() && report.getServing(),
                node.getInSync(),
                report.getEpoch(),
                report.getLeo(),
                report.getDurableLsn(),
                report.getHighWatermark(),
                report.getAppliedLsn(),
                lagBytes(node, group),
                report.getMember().getIncarnation(),
                report.getUsedMemoryBytes(),
                report.getConnectedClients(),
                (long) node.getReportAgeMs());
    }

    /** As the primary sees it; where it does not know the node, the difference of the two ends of the log. */
    private static @Nullable Long lagBytes(NodeStatus node, GroupStatus group) {
        String primaryId = group.getState().getPrimary().getNodeId();
        if (node.getInfo().getNodeId().equals(primaryId)) {
            return 0L;
        }
        Optional<NodeStatus> primary = group.getNodesList().stream()
                .filter(candidate -> candidate.getInfo().getNodeId().equals(primaryId) && candidate.hasReport())
                .findFirst();
        if (primary.isEmpty()) {
            return null;
        }
        NodeReport report = primary.get().getReport();
        return report.getFollowersList().stream()
                .filter(follower -> follower.getMember().equals(node.getReport().getMember()))
                .findFirst()
                .map(FollowerReport::getLagBytes)
                .orElseGet(() -> Math.max(0, report.getLeo() - node.getReport().getLeo()));
    }

    private static String role(Role role) {
        return switch (role) {
            case ROLE_PRIMARY -> "primary";
            case ROLE_REPLICA -> "replica";
            case ROLE_PROMOTING -> "promoting";
            case ROLE_HANDED_OVER -> "handed-over";
            case ROLE_UNASSIGNED, ROLE_UNSPECIFIED, UNRECOGNIZED -> "unassigned";
        };
    }

    /** A local process that no sentinel spoke of. */
    private Process unheard(LocalProcess process) {
        ProcessSpec spec = process.spec();
        Long pid = localPid(spec.id());
        String group = local.map(cluster -> cluster.spec().group()).orElse("");
        return spec.kind() == ProcessKind.SENTINEL
                ? Process.sentinel(spec.id(), null, spec.zone(), pid, spec.respAddress(), spec.grpcAddress(), false)
                : Process.silentNode(spec.id(), spec.zone(), pid, spec.respAddress(), spec.grpcAddress(), group);
    }

    private @Nullable Long localPid(String id) {
        return local.stream()
                .flatMap(cluster -> cluster.processes().stream())
                .filter(process -> process.id().equals(id))
                .flatMap(process -> process.handle().stream())
                .map(ProcessHandle::pid)
                .findFirst()
                .orElse(null);
    }

    private static Group group(GroupStatus status) {
        return new Group(
                status.getState().getGroup(),
                status.getExists(),
                orNull(status.getState().getPrimary().getNodeId()),
                status.getPrimaryServing(),
                status.getState().getEpoch(),
                status.getState().getVersion(),
                status.getState().getIsrList().stream()
                        .map(MemberId::getNodeId)
                        .sorted()
                        .toList(),
                status.getState().getMinIsr(),
                status.getState().getCommitMode() == CommitMode.COMMIT_MODE_MEMORY ? "memory" : "durable",
                orNull(status.getDetail()),
                status.getFailoversList().stream()
                        .map(ClusterReporter::failover)
                        .toList());
    }

    /** One failover as a record. */
    public static Failover failover(FailoverRecord record) {
        return new Failover(
                record.getOldEpoch(),
                record.getNewEpoch(),
                record.getOldPrimary(),
                record.getNewPrimary(),
                record.getCause(),
                record.getPlanned(),
                record.getSuspectedAtUnixMs(),
                happened(record.getDecidedAfterMs()),
                happened(record.getCommittedAfterMs()),
                happened(record.getServingAfterMs()));
    }

    private static @Nullable Long happened(long afterMs) {
        return afterMs < 0 ? null : afterMs;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable Long orNull(long pid) {
        return pid == 0 ? null : pid;
    }
}
