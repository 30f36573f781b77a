package dev.interrex.node.group;

import dev.interrex.model.GroupTopology;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.log.CorruptRecordException;
import dev.interrex.node.persistence.CorruptSnapshotException;
import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.replication.core.AcceptRule;
import dev.interrex.node.replication.core.FollowerAck;
import dev.interrex.node.replication.core.FullSync;
import dev.interrex.node.replication.replica.LinkEvents;
import dev.interrex.node.replication.replica.PrimaryLink;
import dev.interrex.proto.v1.Ack;
import dev.interrex.proto.v1.Append;
import dev.interrex.proto.v1.Follow;
import dev.interrex.proto.v1.PrimaryMessage;
import dev.interrex.proto.v1.Refused;
import dev.interrex.proto.v1.SnapshotElsewhere;
import dev.interrex.wire.TopologyWire;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replica's side of replication: keeps one link to the primary of the epoch, checks and stores what comes, acks it.
 *
 * <p>A link delivers one message at a time and the next one only when the last is dealt with, so everything that arrives is either
 * in the log or in gRPC's window. Whatever does not fit ends the link; a new one begins with the handshake. Event loop, except for
 * the receipt of snapshots, which happens on the snapshot thread.
 */
final class Following implements LinkEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final NodeLoop loop;
    private final Member member;
    private final GroupSettings settings;
    private final Function<String, ManagedChannel> channels;
    private final StandbyLinks standby;

    private @Nullable NodeAddress primary;
    private long epoch;
    private @Nullable PrimaryLink link;
    /** The handshake is over and the log continues the primary's: acks mean something. */
    private boolean following;

    /** Anything came on this link. */
    private boolean answered;

    private final FullSync sync;
    private @Nullable IncomingSnapshot incoming;
    /** A replica is asked for a snapshot. Meanwhile a link to the primary may stand, but nothing is asked for on it. */
    private @Nullable SnapshotFetch fetch;

    private String lastSource = "";
    private @Nullable Append waitingForRoom;
    private long echoSendNanos = FollowerAck.NO_ECHO;
    private long ackedDurableLsn;
    private boolean refused;
    private boolean leaving;
    private boolean retryScheduled;

    Following(NodeLoop loop, Member member, GroupSettings settings, Function<String, ManagedChannel> channels) {
        this.loop = loop;
        this.member = member;
        this.settings = settings;
        this.channels = channels;
        this.standby = new StandbyLinks(this::link);
        this.sync = new FullSync(settings.snapshotSourceTimeoutMs() * 1_000_000L, settings.snapshotSourceMinBytes());
    }

    // ---- orders ----------------------------------------------------------------------------------------------

    void start(NodeAddress of, GroupTopology topology) {
        primary = of;
        epoch = topology.epoch();
        refused = false;
        sync.over();
        connect();
    }

    void stop() {
        primary = null;
        dropLink();
        if (fetch != null) {
            fetch.abandon();
            fetch = null;
        }
    }

    private void connect() {
        NodeAddress target = primary;
        if (target == null || link != null || fetch != null) {
            return;
        }
        PrimaryLink open = standby.take(target.grpcAddress());
        PrimaryLink fresh = open == null ? link(target.grpcAddress()) : open;
        link = fresh;
        answered = false;
        // Another primary's clock means nothing to this one: taken for its own, it would lengthen its lease.
        echoSendNanos = FollowerAck.NO_ECHO;
        if (open == null) {
            fresh.open();
        } else {
            handshake(fresh);
            // It may have died without a word since it was opened.
            loop.schedule(settings.standbyAnswerMs(), () -> member.guarded(() -> expectAnswer(fresh)));
        }
    }

    private PrimaryLink link(String address) {
        return new PrimaryLink(channels.apply(address), this, member::nanoTime);
    }

    private void expectAnswer(PrimaryLink of) {
        if (of == link && !answered) {
            restart("no answer on a stream that was kept ready");
        }
    }

    /** This node is about to stop: the primary shall not count on it. */
    void leave() {
        leaving = true;
        PrimaryLink open = link;
        if (open != null && following) {
            sendAck(open);
        }
    }

    /** Call regularly: keeps streams to the other nodes ready. */
    void keepReady(List<NodeAddress> nodes) {
        standby.keep(nodes.stream()
                .filter(node -> !node.nodeId().equals(member.self().nodeId()))
                .map(NodeAddress::grpcAddress)
                .collect(Collectors.toSet()));
    }

    /** Whether a stream to that node is open and ready; makes one where there is none. */
    boolean standsBy(String address) {
        return standby.isReady(address);
    }

    private void dropLink() {
        PrimaryLink open = link;
        link = null;
        following = false;
        waitingForRoom = null;
        if (open != null) {
            open.close();
        }
        if (incoming != null) {
            incoming.abandon();
            incoming = null;
        }
    }

    /** Ends the link and begins anew, after a pause. */
    private void restart(String why) {
        LOG.info("link to the primary of epoch {} dropped: {}", epoch, why);
        dropLink();
        retryLater();
    }

    private void retryLater() {
        if (!retryScheduled) {
            retryScheduled = true;
            loop.schedule(
                    settings.reconnectMs(),
                    () -> member.guarded(() -> {
                        retryScheduled = false;
                        connect();
                    }));
        }
    }

    // ---- events of the link, on gRPC's threads ---------------------------------------------------------------

    @Override
    public void onOpen(PrimaryLink of) {
        loop.execute(() -> member.guarded(() -> handshake(of)));
    }

    @Override
    public void onMessage(PrimaryLink of, PrimaryMessage message, long receivedNanos) {
        loop.execute(() -> member.guarded(() -> receive(of, message, receivedNanos)));
    }

    @Override
    public void onClosed(PrimaryLink of, boolean wasRefused, String detail) {
        loop.execute(() -> member.guarded(() -> {
            if (of == link) {
                refused = wasRefused;
                LOG.debug("link to the primary of epoch {} broke: {}", epoch, detail);
                dropLink();
                retryLater();
            }
        }));
    }

    // ---- the protocol, on the event loop ---------------------------------------------------------------------

    private void handshake(PrimaryLink of) {
        // A link that stood by may be in use already when the news of its opening comes.
        boolean begun = of.epoch() != 0;
        if (of != link || begun) {
            return;
        }
        NodeLog log = member.log();
        MemberBoot start = member.role().start();
        of.follow(Follow.newBuilder()
                .setGroup(settings.group())
                .setMember(TopologyWire.toWire(member.self()))
                .setEpoch(epoch)
                .addAllHistory(TopologyWire.historyToWire(log.history()))
                .setLogStartLsn(log.startLsn())
                .setLeo(log.end().lsn())
                .setHighWatermark(log.highWatermark())
                .setBootCounter(start.counter())
                .setBootId(start.id())
                .setFetchesSnapshot(settings.snapshotSourceTimeoutMs() > 0)
                .setResumesSnapshot(true)
                .addAllTriedSources(
                        sync.tried().stream().map(TopologyWire::toWire).toList())
                .build());
    }

    private void receive(PrimaryLink of, PrimaryMessage message, long receivedNanos) {
        if (of != link) {
            return;
        }
        answered = true;
        if (message.hasRefused()) {
            // Not a sign of a primary's life: a node that lost the role answers so, too.
            if (message.getRefused().getReason() == Refused.Reason.TOO_MANY_TRANSFERS) {
                // By now a replica may have finished one.
                sync.over();
            }
            restart("refused: " + message.getRefused().getReason() + ", "
                    + message.getRefused().getDetail());
            return;
        }
        if (!member.role().onHeardPrimary(of.epoch(), receivedNanos)) {
            dropLink();
            return;
        }
        refused = false;
        switch (message.getMessageCase()) {
            case FOLLOWING -> begin(of, message.getFollowing());
            case APPEND -> append(of, message.getAppend(), receivedNanos);
            case SNAPSHOT_BEGIN -> beginSnapshot(of, message);
            case SNAPSHOT_CHUNK, SNAPSHOT_END -> continueSnapshot(of, message);
            case SNAPSHOT_ELSEWHERE -> fetchSnapshot(message.getSnapshotElsewhere());
            case REFUSED, MESSAGE_NOT_SET -> restart("message of an unknown kind");
        }
    }

    /** The primary compared histories: cut what it does not share, then take what it sends. */
    private void begin(PrimaryLink of, dev.interrex.proto.v1.Following accepted) {
        if (promisesTooLittle(accepted.getPromiseMs())) {
            return;
        }
        if (following) {
            restart("two answers to one handshake");
            return;
        }
        NodeLog log = member.log();
        LogPosition cut = new LogPosition(accepted.getTruncateToEpoch(), accepted.getTruncateToLsn());
        AcceptRule.Log mine = new AcceptRule.Log(log.end(), log.history(), log.highWatermark());
        switch (AcceptRule.handshake(epoch, mine, accepted.getEpoch(), cut)) {
            case AcceptRule.Handshake.Reconnect(String why) -> restart(why);
            case AcceptRule.Handshake.Damaged(String detail) -> member.halt(detail);
            case AcceptRule.Handshake.Cut(LogPosition position) -> {
                LOG.info("cutting the log from {} to {}", log.end(), position);
                member.truncateTo(position);
                continues(of);
            }
            case AcceptRule.Handshake.Continue() -> continues(of);
        }
    }

    /** True, and the link is dropped, if the primary would count on more than this node's acks promise. */
    private boolean promisesTooLittle(int primaryPromiseMs) {
        String why = AcceptRule.refusesPromise(
                primaryPromiseMs * 1_000_000L, settings.limits().promiseNanos());
        if (why != null) {
            LOG.warn("not following: {}", why);
            restart(why);
        }
        return why != null;
    }

    private void continues(PrimaryLink of) {
        following = true;
        sync.over();
        ackedDurableLsn = -1;
        of.next();
    }

    private void append(PrimaryLink of, Append append, long receivedNanos) {
        NodeLog log = member.log();
        String refusal = following
                ? AcceptRule.refusesAppend(
                        epoch, log.end(), append.getEpoch(), append.getPrevEpoch(), append.getPrevLsn())
                : "append before the handshake was over";
        if (refusal != null) {
            restart(refusal);
            return;
        }
        ByteBuffer records = append.getRecords().asReadOnlyByteBuffer();
        if (!log.hasRoomForRaw(records.remaining())) {
            // The disk is behind. Not acking is all there is to do: the next durable() tries again.
            waitingForRoom = append;
            return;
        }
        if (records.hasRemaining()) {
            try {
                log.appendRaw(records);
            } catch (CorruptRecordException e) {
                restart("corrupt append: " + e.getMessage());
                return;
            }
        }
        boolean promised = member.role().promiseForAck(epoch, receivedNanos);
        if (promised) {
            echoSendNanos = append.getSendNanos();
        }
        member.committedByPrimary(append.getHighWatermark());
        if (promised && !append.getAckMayWait()) {
            sendAck(of);
        }
        of.next();
    }

    /** This node's disk holds more: tell the primary, and take what had to wait. */
    void durable() {
        PrimaryLink open = link;
        if (open == null || !following) {
            return;
        }
        if (waitingForRoom != null) {
            Append waited = waitingForRoom;
            waitingForRoom = null;
            // Its receipt is renewed, not its send time: the promise may only become longer by that.
            append(open, waited, member.nanoTime());
        } else if (member.durableLsn() > ackedDurableLsn) {
            sendAck(open);
        }
    }

    private void sendAck(PrimaryLink of) {
        NodeLog log = member.log();
        FollowerAck ack = AcceptRule.ack(epoch, log.end().lsn(), member.durableLsn(), log.appliedLsn(), echoSendNanos);
        ackedDurableLsn = ack.durableLsn();
        of.ack(Ack.newBuilder()
                .setEpoch(ack.epoch())
                .setReceivedLsn(ack.receivedLsn())
                .setDurableLsn(ack.durableLsn())
                .setAppliedLsn(ack.appliedLsn())
                .setEchoSendNanos(ack.echoSendNanos())
                .setLeaving(leaving)
                .build());
    }

    // ---- full sync -------------------------------------------------------------------------------------------

    /** The primary sends this node to a replica. Whatever comes of that, the primary is asked again. */
    private void fetchSnapshot(SnapshotElsewhere order) {
        if (following || fetch != null || order.getEpoch() != epoch) {
            restart("a snapshot elsewhere in the middle of something");
            return;
        }
        SnapshotFetch fresh = new SnapshotFetch(loop, member, settings, channels, order, sync, new Fetched());
        fetch = fresh;
        fresh.begin();
    }

    private final class Fetched implements SnapshotFetch.Outcome {
        @Override
        public void fetched(MemberId source, SnapshotFile file) {
            fetch = null;
            dropLink();
            if (install(source.nodeId(), file)) {
                connect();
            }
        }

        @Override
        public void notFetched(MemberId source, String why) {
            fetch = null;
            restart("no snapshot from " + source + ": " + why);
        }
    }

    /** False: the node is about to halt. */
    private boolean install(String sourceNodeId, SnapshotFile file) {
        try {
            member.install(file);
            lastSource = sourceNodeId;
            return true;
        } catch (IOException | CorruptSnapshotException e) {
            member.halt("the installed snapshot cannot be loaded: " + e.getMessage());
            return false;
        }
    }

    private void beginSnapshot(PrimaryLink of, PrimaryMessage message) {
        if (following) {
            restart("a snapshot in the middle of the log");
            return;
        }
        if (promisesTooLittle(message.getSnapshotBegin().getPromiseMs())) {
            return;
        }
        LogPosition position = new LogPosition(
                message.getSnapshotBegin().getSnapshotEpoch(),
                message.getSnapshotBegin().getSnapshotLsn());
        String refusal =
                AcceptRule.refusesSnapshot(epoch, position, member.log().highWatermark());
        if (refusal != null) {
            member.halt(refusal);
            return;
        }
        following = false;
        LOG.info(
                "receiving a snapshot at {} of {} bytes",
                position,
                message.getSnapshotBegin().getSizeBytes());
        IncomingSnapshot fresh = new IncomingSnapshot(member.snapshots());
        incoming = fresh;
        fresh.begin(
                message.getSnapshotBegin(),
                outcome -> loop.execute(() -> member.guarded(() -> taken(of, fresh, outcome))));
    }

    private void continueSnapshot(PrimaryLink of, PrimaryMessage message) {
        IncomingSnapshot current = incoming;
        if (current == null) {
            restart("snapshot data without a beginning");
            return;
        }
        current.take(message, outcome -> loop.execute(() -> member.guarded(() -> taken(of, current, outcome))));
    }

    private void taken(PrimaryLink of, IncomingSnapshot from, IncomingSnapshot.Outcome outcome) {
        if (of != link || from != incoming) {
            return;
        }
        switch (outcome) {
            case IncomingSnapshot.Outcome.Begun(long offsetBytes) -> {
                of.snapshotFrom(offsetBytes);
                of.next();
            }
            case IncomingSnapshot.Outcome.More(int bytes) -> of.next();
            case IncomingSnapshot.Outcome.Failed(var why) -> restart("snapshot: " + why);
            case IncomingSnapshot.Outcome.Installed(var file) -> {
                incoming = null;
                NodeAddress sender = primary;
                if (sender != null && install(sender.nodeId(), file)) {
                    continues(of);
                }
            }
        }
    }

    /** The last attempt at the primary was refused or reset, so its process is gone. */
    boolean refused() {
        return refused;
    }

    boolean linked() {
        return following;
    }

    FullSyncStatus fullSync() {
        SnapshotFetch running = fetch;
        String source = running == null ? lastSource : running.source().nodeId();
        return new FullSyncStatus(
                running != null || incoming != null,
                source,
                member.snapshots().transfers().sentBytes());
    }
}
