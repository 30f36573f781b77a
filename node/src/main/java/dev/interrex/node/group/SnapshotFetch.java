package dev.interrex.node.group;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.replication.core.FullSync;
import dev.interrex.node.replication.core.SnapshotRule;
import dev.interrex.node.replication.replica.LinkEvents;
import dev.interrex.node.replication.replica.PrimaryLink;
import dev.interrex.proto.v1.FetchSnapshot;
import dev.interrex.proto.v1.PrimaryMessage;
import dev.interrex.proto.v1.Refused;
import dev.interrex.proto.v1.SnapshotBegin;
import dev.interrex.proto.v1.SnapshotElsewhere;
import dev.interrex.wire.TopologyWire;
import io.grpc.ManagedChannel;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A snapshot being fetched from the replica that the primary named. It ends once, with a verified file or with why there is none; either way the
 * follower goes back to the primary. Event loop, except for the receipt, which happens on the snapshot thread.
 */
final class SnapshotFetch implements LinkEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotFetch.class);

    /** How often in its time a source is looked at. */
    private static final int LOOKS = 4;

    /** What came of it; told once, and not at all after {@link #abandon}. */
    interface Outcome {
        void fetched(MemberId source, SnapshotFile file);

        void notFetched(MemberId source, String why);
    }

    private final NodeLoop loop;
    private final Member member;
    private final GroupSettings settings;
    private final Function<String, ManagedChannel> channels;
    private final SnapshotElsewhere order;
    private final SnapshotRule.Wanted wanted;
    private final FullSync sync;
    private final Outcome outcome;
    private @Nullable PrimaryLink link;
    private @Nullable IncomingSnapshot incoming;
    /** All of it is here, and is being read back. */
    private boolean verifying;

    private boolean over;

    SnapshotFetch(
            NodeLoop loop,
            Member member,
            GroupSettings settings,
            Function<String, ManagedChannel> channels,
            SnapshotElsewhere order,
            FullSync sync,
            Outcome outcome) {
        this.loop = loop;
        this.member = member;
        this.settings = settings;
        this.channels = channels;
        this.order = order;
        this.sync = sync;
        this.outcome = outcome;
        wanted = new SnapshotRule.Wanted(
                TopologyWire.fromWire(order.getSource()),
                TopologyWire.historyFromWire(order.getHistoryList()),
                Math.max(order.getLogStartLsn(), member.log().highWatermark()));
    }

    MemberId source() {
        return wanted.source();
    }

    void begin() {
        LOG.info("asking {} for a snapshot", wanted.source());
        sync.asks(wanted.source(), member.nanoTime());
        ask();
        lookLater();
    }

    private void ask() {
        if (!over) {
            PrimaryLink fresh = new PrimaryLink(channels.apply(order.getGrpcAddress()), this, member::nanoTime);
            link = fresh;
            fresh.open();
        }
    }

    private void lookLater() {
        loop.schedule(Math.max(1, settings.snapshotSourceTimeoutMs() / LOOKS), () -> member.guarded(this::look));
    }

    private void look() {
        if (verifying) {
            sync.progress(member.nanoTime());
        }
        if (!over && sync.overdue(member.nanoTime())) {
            fail("it sends too little");
        } else if (!over) {
            lookLater();
        }
    }

    /** The epoch is over: nothing of it is wanted now. What has arrived stays for the next try. */
    void abandon() {
        over = true;
        endStream();
    }

    private void fail(String why) {
        if (!over) {
            abandon();
            outcome.notFetched(wanted.source(), why);
        }
    }

    // ---- events of the link, on gRPC's threads ---------------------------------------------------------------

    @Override
    public void onOpen(PrimaryLink of) {
        loop.execute(() -> member.guarded(() -> of.fetch(FetchSnapshot.newBuilder()
                .setGroup(settings.group())
                .setRequester(TopologyWire.toWire(member.self()))
                .setSource(order.getSource())
                .setEpoch(order.getEpoch())
                .setMinLsn(wanted.minLsn())
                .build())));
    }

    @Override
    public void onMessage(PrimaryLink of, PrimaryMessage message, long receivedNanos) {
        loop.execute(() -> member.guarded(() -> {
            if (of == link && !over) {
                receive(message);
            }
        }));
    }

    @Override
    public void onClosed(PrimaryLink of, boolean refused, String detail) {
        loop.execute(() -> member.guarded(() -> {
            if (of == link && !verifying && !over) {
                askAgain(false, "its stream ended: " + detail);
            }
        }));
    }

    // ---- the protocol, on the event loop ---------------------------------------------------------------------

    private void receive(PrimaryMessage message) {
        switch (message.getMessageCase()) {
            case SNAPSHOT_BEGIN -> begin(message.getSnapshotBegin());
            case SNAPSHOT_CHUNK, SNAPSHOT_END -> take(message);
            case REFUSED -> refused(message.getRefused());
            case FOLLOWING, APPEND, SNAPSHOT_ELSEWHERE, MESSAGE_NOT_SET -> fail("it sent no snapshot");
        }
    }

    private void refused(Refused refusal) {
        boolean forNow = refusal.getReason() == Refused.Reason.NO_SNAPSHOT;
        askAgain(forNow, "it refused: " + refusal.getReason() + ", " + refusal.getDetail());
    }

    private void askAgain(boolean forNow, String why) {
        if (sync.asksAgain(forNow, member.nanoTime())) {
            endStream();
            loop.schedule(settings.reconnectMs(), () -> member.guarded(this::ask));
        } else {
            fail(why);
        }
    }

    private void endStream() {
        PrimaryLink open = link;
        link = null;
        if (open != null) {
            open.close();
        }
        if (incoming != null) {
            incoming.abandon();
            incoming = null;
        }
    }

    private void begin(SnapshotBegin offer) {
        LogPosition position = new LogPosition(offer.getSnapshotEpoch(), offer.getSnapshotLsn());
        EpochHistory history = TopologyWire.historyFromWire(offer.getHistoryList());
        String refusal = SnapshotRule.refusesOffer(wanted, TopologyWire.fromWire(offer.getSource()), position, history);
        if (refusal != null || incoming != null) {
            fail(refusal == null ? "it began twice" : refusal);
            return;
        }
        LOG.info("fetching the snapshot at {}, {} bytes, from {}", position, offer.getSizeBytes(), wanted.source());
        IncomingSnapshot fresh = new IncomingSnapshot(member.snapshots());
        incoming = fresh;
        fresh.begin(offer, result -> taken(fresh, result));
    }

    private void take(PrimaryMessage message) {
        IncomingSnapshot current = incoming;
        if (current == null) {
            fail("it sent data without a beginning");
            return;
        }
        verifying = message.hasSnapshotEnd();
        current.take(message, result -> taken(current, result));
    }

    /** On the snapshot thread. */
    private void taken(IncomingSnapshot by, IncomingSnapshot.Outcome result) {
        loop.execute(() -> member.guarded(() -> {
            if (by == incoming) {
                goOn(result);
            }
        }));
    }

    private void goOn(IncomingSnapshot.Outcome result) {
        PrimaryLink open = link;
        if (over || open == null) {
            return;
        }
        switch (result) {
            case IncomingSnapshot.Outcome.Begun(long offsetBytes) -> {
                sync.progress(member.nanoTime());
                LOG.info("{} bytes of it are here", offsetBytes);
                open.snapshotFrom(offsetBytes);
                open.next();
            }
            case IncomingSnapshot.Outcome.More(int bytes) -> {
                sync.came(bytes, member.nanoTime());
                open.next();
            }
            case IncomingSnapshot.Outcome.Failed(var why) -> fail(why);
            case IncomingSnapshot.Outcome.Installed(var file) -> {
                over = true;
                open.close();
                outcome.fetched(wanted.source(), file);
            }
        }
    }
}
