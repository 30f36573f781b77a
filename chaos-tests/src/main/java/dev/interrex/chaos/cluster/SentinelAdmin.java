package dev.interrex.chaos.cluster;

import dev.interrex.chaos.cluster.GroupView.Failover;
import dev.interrex.chaos.cluster.GroupView.NodeView;
import dev.interrex.cli.cluster.ClusterException;
import dev.interrex.cli.cluster.PollClock;
import dev.interrex.proto.v1.AdminGrpc;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.FailoverRecord;
import dev.interrex.proto.v1.FailoverRequest;
import dev.interrex.proto.v1.GroupStatus;
import dev.interrex.proto.v1.NodeReport;
import dev.interrex.proto.v1.NodeStatus;
import dev.interrex.proto.v1.PromotionTimes;
import dev.interrex.proto.v1.Role;
import dev.interrex.proto.v1.SentinelStatus;
import dev.interrex.proto.v1.StatusRequest;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks the sentinels about a group, one after the other until one answers. */
public final class SentinelAdmin implements AutoCloseable {
    private static final long ANSWER_WITHIN_MS = 1_000;
    private static final long SWITCHOVER_WITHIN_MS = 10_000;
    private static final Duration ASK_AGAIN = Duration.ofMillis(200);

    private final List<String> addresses;
    private final List<ManagedChannel> channels;
    private int preferred;

    /** @param grpcAddresses {@code host:port} of every sentinel */
    public SentinelAdmin(List<String> grpcAddresses) {
        addresses = List.copyOf(grpcAddresses);
        channels = addresses.stream()
                .map(address -> Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                        .build())
                .toList();
    }

    /** Empty if no sentinel answers, or none knows the group. From the leader if it answers: only it knows when it decided what. */
    public synchronized Optional<GroupView> view(String group) {
        for (int i = 0; i < channels.size(); i++) {
            Optional<ClusterStatus> status = ask(preferred, group);
            int leader = status.map(this::leaderIndex).orElse(-1);
            if (leader >= 0 && leader != preferred) {
                Optional<ClusterStatus> leaders = ask(leader, group);
                preferred = leaders.isPresent() ? leader : preferred;
                status = leaders.isPresent() ? leaders : status;
            }
            Optional<GroupView> view = status.flatMap(answer -> view(answer, group));
            if (view.isPresent()) {
                return view;
            }
            preferred = (preferred + 1) % channels.size();
        }
        return Optional.empty();
    }

    /**
     * A planned switchover to any in-sync replica; asks again for a while where the sentinels say that it was not done. What came of it
     * is seen in {@link #view}.
     */
    public void switchOver(String group) {
        long start = PollClock.nanos();
        while (true) {
            try {
                AdminGrpc.newBlockingStub(channels.get(preferred()))
                        .withDeadlineAfter(SWITCHOVER_WITHIN_MS, TimeUnit.MILLISECONDS)
                        .failover(FailoverRequest.newBuilder()
                                .setGroup(group)
                                .setTimeoutMs((int) SWITCHOVER_WITHIN_MS / 2)
                                .build());
                return;
            } catch (StatusRuntimeException e) {
                boolean notDone = e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION;
                if (e.getStatus().getCode() == Status.Code.UNKNOWN) {
                    return;
                }
                if (!notDone || PollClock.msSince(start) > SWITCHOVER_WITHIN_MS) {
                    throw new ClusterException("the sentinels did not switch over: " + e.getStatus(), e);
                }
                PollClock.pause(ASK_AGAIN);
            }
        }
    }

    private synchronized int preferred() {
        return preferred;
    }

    private int leaderIndex(ClusterStatus status) {
        return status.getSentinelsList().stream()
                .filter(SentinelStatus::getLeader)
                .mapToInt(leader -> addresses.indexOf(leader.getGrpcAddress()))
                .findFirst()
                .orElse(-1);
    }

    private Optional<ClusterStatus> ask(int index, String group) {
        try {
            return Optional.of(AdminGrpc.newBlockingStub(channels.get(index))
                    .withDeadlineAfter(ANSWER_WITHIN_MS, TimeUnit.MILLISECONDS)
                    .status(StatusRequest.newBuilder().setGroup(group).build()));
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<GroupView> view(ClusterStatus status, String group) {
        return status.getGroupsList().stream()
                .filter(candidate ->
                        candidate.getExists() && candidate.getState().getGroup().equals(group))
                .findFirst()
                .map(found -> view(status.getLeaderId(), found));
    }

    private static GroupView view(String leader, GroupStatus status) {
        return new GroupView(
                leader,
                status.getState().getEpoch(),
                status.getState().getVersion(),
                status.getState().getPrimary().getNodeId(),
                status.getPrimaryServing(),
                status.getState().getMinIsr(),
                status.getNodesList().stream().map(SentinelAdmin::node).toList(),
                status.getFailoversList().stream().map(SentinelAdmin::failover).toList(),
                steps(status));
    }

    private static GroupView.Steps steps(GroupStatus status) {
        String oldPrimary =
                status.getFailoversCount() == 0 ? "" : status.getFailovers(0).getOldPrimary();
        NodeReport predecessor = report(status, oldPrimary);
        NodeReport primary = report(status, status.getState().getPrimary().getNodeId());
        if (primary.getEpoch() != status.getState().getEpoch()) {
            return GroupView.Steps.UNKNOWN;
        }
        PromotionTimes times = primary.getPromotion();
        return new GroupView.Steps(
                predecessor.getHandedOverUs(),
                times.getEpochSyncedUs(),
                times.getBarrierAppendedUs(),
                times.getFirstFollowerUs(),
                times.getLastFollowerUs(),
                times.getBarrierSyncedUs(),
                times.getServingUs());
    }

    private static NodeReport report(GroupStatus status, String nodeId) {
        return status.getNodesList().stream()
                .filter(node -> node.getInfo().getNodeId().equals(nodeId))
                .map(NodeStatus::getReport)
                .findFirst()
                .orElse(NodeReport.getDefaultInstance());
    }

    private static NodeView node(NodeStatus node) {
        NodeReport report = node.getReport();
        return new NodeView(
                node.getInfo().getNodeId(),
                node.getInfo().getRespAddress(),
                node.getInfo().getZone(),
                node.getReachable(),
                node.getInSync(),
                report.getRole() == Role.ROLE_PRIMARY && report.getServing(),
                report.getEpoch(),
                report.getLeo(),
                report.getHighWatermark(),
                report.getAppliedLsn());
    }

    private static Failover failover(FailoverRecord record) {
        return new Failover(
                record.getOldEpoch(),
                record.getNewEpoch(),
                record.getOldPrimary(),
                record.getNewPrimary(),
                record.getCause(),
                record.getSuspectedAtUnixMs(),
                record.getDecidedAfterMs(),
                record.getCommittedAfterMs(),
                record.getServingAfterMs());
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
