package dev.interrex.cli.admin;

import dev.interrex.proto.v1.AdminGrpc;
import dev.interrex.proto.v1.ChangeSentinelsRequest;
import dev.interrex.proto.v1.ClusterStatus;
import dev.interrex.proto.v1.FailoverReply;
import dev.interrex.proto.v1.FailoverRequest;
import dev.interrex.proto.v1.SentinelInfo;
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
import org.jspecify.annotations.Nullable;

/**
 * Calls the {@code Admin} service of any sentinel that answers. Not thread-safe.
 *
 * <p>A question goes on to the next sentinel when one does not answer in time. A change is sent to one sentinel only, as its fate is unknown
 * when no answer comes.
 */
public final class SentinelAdmin implements AutoCloseable {
    private static final Duration STATUS_DEADLINE = Duration.ofMillis(1_500);
    private static final Duration CHANGE_DEADLINE = Duration.ofSeconds(30);

    private final List<String> addresses;
    private final List<ManagedChannel> channels;
    private int preferred;

    /** @param grpcAddresses {@code host:port} of every sentinel, at least one */
    public SentinelAdmin(List<String> grpcAddresses) {
        addresses = List.copyOf(grpcAddresses);
        channels = addresses.stream()
                .map(address -> Grpc.newChannelBuilder(address, InsecureChannelCredentials.create())
                        .build())
                .toList();
    }

    /**
     * The state of all groups, from the leader if it answers, as only it knows when it decided what; else from any sentinel, one that
     * knows a leader before one that does not. Empty if none answers.
     */
    public Optional<ClusterStatus> status() {
        Optional<ClusterStatus> first = firstAnswer();
        Optional<ClusterStatus> leaders =
                first.filter(status -> status.getLeaderId().equals(status.getSentinelId()));
        return leaders.isPresent()
                ? leaders
                : first.flatMap(this::leaderOf).flatMap(this::ask).or(() -> first);
    }

    private Optional<ClusterStatus> firstAnswer() {
        Optional<ClusterStatus> leaderless = Optional.empty();
        for (int i = 0; i < channels.size(); i++) {
            int index = (preferred + i) % channels.size();
            Optional<ClusterStatus> status = ask(index);
            if (status.isPresent() && !status.get().getLeaderId().isEmpty()) {
                preferred = index;
                return status;
            }
            leaderless = status.isPresent() ? status : leaderless;
        }
        return leaderless;
    }

    /** Index of the leader's channel. */
    private Optional<Integer> leaderOf(ClusterStatus status) {
        return status.getSentinelsList().stream()
                .filter(SentinelStatus::getLeader)
                .map(leader -> addresses.indexOf(leader.getGrpcAddress()))
                .filter(index -> index >= 0)
                .findFirst();
    }

    /** Empty: this one is down or cut off; whether any answers is the result. */
    private Optional<ClusterStatus> ask(int index) {
        try {
            return Optional.of(stub(index, STATUS_DEADLINE).status(StatusRequest.getDefaultInstance()));
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * A planned failover.
     *
     * @param toNode empty = the best in-sync replica
     * @throws FailoverFailedException says whether it was done
     */
    public FailoverReply failover(String group, String toNode, Duration timeout) throws FailoverFailedException {
        if (status().isEmpty()) {
            throw new FailoverFailedException("not done: no sentinel answers");
        }
        FailoverRequest request = FailoverRequest.newBuilder()
                .setGroup(group)
                .setToNode(toNode)
                .setTimeoutMs(Math.toIntExact(timeout.toMillis()))
                .build();
        try {
            return stub(preferred, timeout.plus(STATUS_DEADLINE)).failover(request);
        } catch (StatusRuntimeException e) {
            throw new FailoverFailedException(conclusion(e.getStatus()));
        }
    }

    /**
     * Gives up what no reachable member has: {@code node} begins a new history of the group.
     *
     * @param requestedBy for the audit
     * @param minIsr fewest in-sync members from then on; 0 = as before
     * @throws FailoverFailedException says whether it was done
     */
    public FailoverReply acceptDataLoss(String group, String node, String requestedBy, int minIsr, Duration timeout)
            throws FailoverFailedException {
        if (status().isEmpty()) {
            throw new FailoverFailedException("not done: no sentinel answers");
        }
        FailoverRequest request = FailoverRequest.newBuilder()
                .setGroup(group)
                .setToNode(node)
                .setAcceptDataLoss(true)
                .setRequestedBy(requestedBy)
                .setMinIsr(minIsr)
                .build();
        try {
            return stub(preferred, timeout.plus(STATUS_DEADLINE)).failover(request);
        } catch (StatusRuntimeException e) {
            throw new FailoverFailedException(conclusion(e.getStatus()));
        }
    }

    /**
     * Adds a sentinel, removes one, or both at once.
     *
     * @param added null = none
     * @param removed name; empty = none
     * @return the members from then on
     * @throws NotChangedException says whether it was done
     */
    public List<SentinelInfo> changeSentinels(@Nullable SentinelInfo added, String removed) throws NotChangedException {
        if (status().isEmpty()) {
            throw new NotChangedException("not done: no sentinel answers");
        }
        ChangeSentinelsRequest.Builder request =
                ChangeSentinelsRequest.newBuilder().setRemove(removed);
        if (added != null) {
            request.setAdd(added);
        }
        try {
            return stub(preferred, CHANGE_DEADLINE)
                    .changeSentinels(request.build())
                    .getSentinelsList();
        } catch (StatusRuntimeException e) {
            throw new NotChangedException(conclusion(e.getStatus()));
        }
    }

    private static String conclusion(Status status) {
        String description = status.getDescription() == null ? status.getCode().toString() : status.getDescription();
        boolean notDone = switch (status.getCode()) {
            case FAILED_PRECONDITION, NOT_FOUND, INVALID_ARGUMENT, UNIMPLEMENTED -> true;
            default -> description.startsWith("not done");
        };
        if (notDone) {
            return description.startsWith("not done") ? description : "not done: " + description;
        }
        return "nobody knows whether it was done (see interrex status): " + description;
    }

    private AdminGrpc.AdminBlockingStub stub(int index, Duration deadline) {
        ManagedChannel channel = channels.get(index);
        // A channel that failed a moment ago would refuse at once, though its sentinel may be up by now.
        channel.resetConnectBackoff();
        return AdminGrpc.newBlockingStub(channel).withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
