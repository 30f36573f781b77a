package dev.interrex.node.group;

import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.replication.core.AckPace;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.FollowRule;
import dev.interrex.node.replication.core.FollowerAck;
import dev.interrex.node.replication.core.SnapshotRule;
import dev.interrex.node.replication.primary.FollowerEvents;
import dev.interrex.node.replication.primary.FollowerStream;
import dev.interrex.node.replication.primary.LogShipper;
import dev.interrex.node.replication.primary.SnapshotSource;
import dev.interrex.node.role.RoleMachine;
import dev.interrex.proto.v1.Ack;
import dev.interrex.proto.v1.FetchSnapshot;
import dev.interrex.proto.v1.Follow;
import dev.interrex.proto.v1.Refused;
import dev.interrex.proto.v1.SnapshotElsewhere;
import dev.interrex.wire.TopologyWire;
import io.grpc.Status;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The primary's side of replication: accepts followers, tells their acks to the reign. Event loop, except where it hands over. */
final class Followers implements FollowerEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Followers.class);

    private final NodeLoop loop;
    private final Member member;
    private final GroupSettings settings;
    private final LogShipper shipper;
    private final PromotionTrace trace;
    private final Map<MemberId, FollowerStream> streams = new HashMap<>();
    /** Who heard of an epoch before this node did: told no, each would ask again only after a pause. At most {@code max-followers}. */
    private final Map<FollowerStream, Follow> early = new LinkedHashMap<>();

    Followers(NodeLoop loop, Member member, GroupSettings settings, LogShipper shipper, PromotionTrace trace) {
        this.loop = loop;
        this.member = member;
        this.settings = settings;
        this.shipper = shipper;
        this.trace = trace;
    }

    @Override
    public void onFollow(FollowerStream stream, Follow request) {
        loop.execute(() -> member.guarded(() -> accept(stream, request)));
    }

    @Override
    public void onAck(FollowerStream stream, Ack ack, long receivedNanos) {
        loop.execute(() -> member.guarded(() -> acked(stream, ack, receivedNanos)));
    }

    @Override
    public void onClosed(FollowerStream stream) {
        loop.execute(() -> member.guarded(() -> closed(stream)));
    }

    /** The reign is over: nothing is sent to anybody any more when this returns. */
    void closeAll() {
        streams.values().forEach(stream -> {
            stream.fail(Status.CANCELLED.withDescription("this node is no longer primary"));
            shipper.remove(stream);
        });
        streams.clear();
    }

    private void accept(FollowerStream stream, Follow request) {
        RoleMachine role = member.role();
        CommitRule reign = role.reign();
        if (!request.getGroup().equals(settings.group())) {
            stream.refuse(Refused.Reason.WRONG_GROUP, role.epoch(), "this node belongs to " + settings.group());
            return;
        }
        MemberId follower = TopologyWire.fromWire(request.getMember());
        FollowRule.Refusal refusal = FollowRule.refuses(follower, request.getEpoch(), role.epoch(), reign);
        if (refusal == null && reign != null) {
            decide(stream, request, reign);
        } else if (refusal == FollowRule.Refusal.EPOCH_TOO_HIGH && early.size() < settings.maxFollowers()) {
            early.put(stream, request);
            loop.schedule(settings.earlyFollowerMs(), () -> member.guarded(() -> endPatience(stream)));
        } else {
            refuse(stream, refusal == null ? FollowRule.Refusal.NOT_PRIMARY : refusal, role);
        }
    }

    /** Its next message leaves at once, and asks for an ack at once. */
    void askForAck(MemberId follower) {
        FollowerStream stream = streams.get(follower);
        if (stream != null) {
            stream.askForAck(member.nanoTime());
            shipper.wake();
        }
    }

    private void endPatience(FollowerStream stream) {
        if (early.remove(stream) != null) {
            refuse(stream, FollowRule.Refusal.EPOCH_TOO_HIGH, member.role());
        }
    }

    /** This node may have heard of another epoch: those who asked for it too early are answered now. */
    void onTopology() {
        Map<FollowerStream, Follow> waiting = new LinkedHashMap<>(early);
        early.clear();
        waiting.forEach(this::accept);
    }

    private static void refuse(FollowerStream stream, FollowRule.Refusal refusal, RoleMachine role) {
        switch (refusal) {
            case EPOCH_TOO_HIGH ->
                stream.refuse(Refused.Reason.EPOCH_TOO_HIGH, role.epoch(), "this node has not heard of that epoch");
            case EPOCH_TOO_LOW -> stream.refuse(Refused.Reason.EPOCH_TOO_LOW, role.epoch(), "outdated epoch");
            case NOT_PRIMARY -> stream.refuse(Refused.Reason.NOT_PRIMARY, role.epoch(), "this node is " + role.role());
            case STRANGER -> stream.refuse(Refused.Reason.WRONG_GROUP, role.epoch(), "not a node of the group");
        }
    }

    private void decide(FollowerStream stream, Follow request, CommitRule reign) {
        MemberId follower = TopologyWire.fromWire(request.getMember());
        NodeLog log = member.log();
        FollowRule.Log mine =
                new FollowRule.Log(log.history(), log.startLsn(), log.end().lsn(), log.highWatermark());
        FollowRule.Log theirs = new FollowRule.Log(
                TopologyWire.historyFromWire(request.getHistoryList()),
                request.getLogStartLsn(),
                request.getLeo(),
                request.getHighWatermark());
        switch (FollowRule.decide(mine, theirs)) {
            case FollowRule.Decision.Continue(var position) -> {
                stream.continueFrom(follower, reign.epoch(), position, log.history(), promiseMs(), pace(reign));
                admit(stream, request, reign);
                LOG.info("{} follows from {}", follower, position);
            }
            case FollowRule.Decision.NeedsSnapshot() -> fullSync(stream, request, reign);
            case FollowRule.Decision.Damaged(var detail) -> {
                LOG.error("{} refused: {}", follower, detail);
                stream.refuse(Refused.Reason.TRUNCATION_BELOW_HIGH_WATERMARK, reign.epoch(), detail);
            }
        }
    }

    /** What this primary counts on: a follower that promises less does not follow. */
    private int promiseMs() {
        return (int) (settings.limits().promiseNanos() / 1_000_000);
    }

    /** An idle stream renews the lease with every heartbeat, a busy one twice as often. */
    private AckPace pace(CommitRule reign) {
        return new AckPace(reign.mode(), settings.heartbeatMs() * 500_000L);
    }

    /** From a replica, if one can be asked. */
    private void fullSync(FollowerStream stream, Follow request, CommitRule reign) {
        MemberId follower = TopologyWire.fromWire(request.getMember());
        Set<MemberId> tried = request.getTriedSourcesList().stream()
                .map(TopologyWire::fromWire)
                .collect(Collectors.toSet());
        Optional<MemberId> source =
                request.getFetchesSnapshot() ? SnapshotRule.source(reign, follower, tried) : Optional.empty();
        Optional<NodeAddress> address =
                source.flatMap(chosen -> reign.topology().node(chosen.nodeId()));
        if (source.isEmpty() || address.isEmpty()) {
            sendSnapshot(stream, request, reign);
            return;
        }
        LOG.info("{} gets a snapshot from {}", follower, source.get());
        stream.snapshotElsewhere(SnapshotElsewhere.newBuilder()
                .setEpoch(reign.epoch())
                .setSource(TopologyWire.toWire(source.get()))
                .setGrpcAddress(address.get().grpcAddress())
                .setLogStartLsn(member.log().startLsn())
                .addAllHistory(TopologyWire.historyToWire(member.log().history()))
                .build());
    }

    private void sendSnapshot(FollowerStream stream, Follow request, CommitRule reign) {
        MemberId follower = TopologyWire.fromWire(request.getMember());
        SnapshotTransfers transfers = member.snapshots().transfers();
        if (transfers.busy()) {
            stream.refuse(Refused.Reason.TOO_MANY_TRANSFERS, reign.epoch(), "others get a snapshot");
            return;
        }
        SnapshotFile newest = member.snapshots().newest();
        if (newest == null || newest.position().lsn() < member.log().startLsn()) {
            member.snapshots().request();
            stream.refuse(Refused.Reason.NO_SNAPSHOT, reign.epoch(), "a snapshot is being taken");
            return;
        }
        try {
            SnapshotSource source = transfers.begin(newest);
            boolean saysFrom = request.getResumesSnapshot();
            stream.snapshotThenLog(member.self(), follower, reign.epoch(), source, promiseMs(), pace(reign), saysFrom);
            admit(stream, request, reign);
            LOG.info("{} gets a snapshot at {}", follower, newest.position());
        } catch (IOException e) {
            LOG.error("snapshot {} cannot be opened", newest.path(), e);
            stream.refuse(Refused.Reason.NO_SNAPSHOT, reign.epoch(), "snapshot cannot be opened");
        }
    }

    private void admit(FollowerStream stream, Follow request, CommitRule reign) {
        MemberId follower = TopologyWire.fromWire(request.getMember());
        FollowerStream before = streams.put(follower, stream);
        if (before != null && before != stream) {
            before.fail(Status.ABORTED.withDescription("a newer stream of the same follower took over"));
            shipper.remove(before);
        }
        trace.followerAccepted();
        reign.onConnected(new MemberBoot(follower, request.getBootCounter(), request.getBootId()), member.nanoTime());
        shipper.add(stream);
    }

    private void acked(FollowerStream stream, Ack ack, long receivedNanos) {
        CommitRule reign = member.role().reign();
        MemberId follower = stream.member();
        if (reign == null || follower == null || stream.epoch() != reign.epoch() || streams.get(follower) != stream) {
            return;
        }
        FollowerAck fact = new FollowerAck(
                ack.getEpoch(), ack.getReceivedLsn(), ack.getDurableLsn(), ack.getAppliedLsn(), ack.getEchoSendNanos());
        if (!reign.believes(fact, receivedNanos)) {
            LOG.error("impossible {} of {}, log ends at {}: stream dropped", fact, follower, reign.leo());
            stream.fail(Status.INVALID_ARGUMENT.withDescription("impossible ack"));
            closed(stream);
            return;
        }
        reign.onAck(follower, fact, receivedNanos);
        if (ack.getLeaving()) {
            reign.onLeaving(follower, receivedNanos);
            member.proposeIsr(reign);
        }
        member.afterProgress();
    }

    private void closed(FollowerStream stream) {
        early.remove(stream);
        shipper.remove(stream);
        MemberId follower = stream.member();
        if (follower != null && streams.remove(follower, stream)) {
            CommitRule reign = member.role().reign();
            if (reign != null && reign.epoch() == stream.epoch()) {
                reign.onDisconnected(follower, member.nanoTime());
            }
            LOG.info("stream of {} ended", follower);
        }
    }

    /** The stream of a follower, null if it is not connected. */
    @Nullable
    FollowerStream stream(MemberId follower) {
        return streams.get(follower);
    }

    // ---- as a replica ----------------------------------------------------------------------------------------

    @Override
    public void onFetchSnapshot(FollowerStream stream, FetchSnapshot request) {
        loop.execute(() -> member.guarded(() -> sendAlone(stream, request)));
    }

    private void sendAlone(FollowerStream stream, FetchSnapshot request) {
        long epoch = member.role().epoch();
        if (!request.getGroup().equals(settings.group())) {
            stream.refuse(Refused.Reason.WRONG_GROUP, epoch, "this node belongs to " + settings.group());
            return;
        }
        SnapshotTransfers transfers = member.snapshots().transfers();
        MemberId asked = TopologyWire.fromWire(request.getSource());
        SnapshotRule.Refusal refusal = SnapshotRule.refusesToSend(
                member.self(), epoch, member.isLinkUp(), asked, request.getEpoch(), transfers.busy());
        SnapshotFile newest = member.snapshots().newest();
        if (refusal != null) {
            stream.refuse(wire(refusal), epoch, "this is " + member.self());
        } else if (newest == null || newest.position().lsn() < request.getMinLsn()) {
            member.snapshots().request();
            stream.refuse(Refused.Reason.NO_SNAPSHOT, epoch, "a snapshot is being taken");
        } else {
            sendAlone(stream, newest, transfers, TopologyWire.fromWire(request.getRequester()));
        }
    }

    private void sendAlone(FollowerStream stream, SnapshotFile newest, SnapshotTransfers transfers, MemberId to) {
        try {
            stream.snapshotAlone(member.self(), member.role().epoch(), transfers.begin(newest));
            shipper.add(stream);
            LOG.info("{} gets the snapshot at {} from this replica", to, newest.position());
        } catch (IOException e) {
            LOG.error("snapshot {} cannot be opened", newest.path(), e);
            stream.refuse(Refused.Reason.NOT_A_SOURCE, member.role().epoch(), "snapshot cannot be opened");
        }
    }

    private static Refused.Reason wire(SnapshotRule.Refusal refusal) {
        return switch (refusal) {
            case EPOCH_TOO_HIGH -> Refused.Reason.EPOCH_TOO_HIGH;
            case EPOCH_TOO_LOW -> Refused.Reason.EPOCH_TOO_LOW;
            case NOT_A_SOURCE -> Refused.Reason.NOT_A_SOURCE;
            case TOO_MANY_TRANSFERS -> Refused.Reason.TOO_MANY_TRANSFERS;
        };
    }
}
