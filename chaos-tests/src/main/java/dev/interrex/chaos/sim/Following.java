package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.node.replication.core.AcceptRule;
import dev.interrex.node.replication.core.FollowerAck;
import dev.interrex.node.replication.core.FullSync;
import dev.interrex.node.replication.core.SnapshotRule;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The replica's side of replication, as {@code node.group.Following} is: one link to the primary of the epoch. */
final class Following {
    /** One attempt at following one primary in one epoch. */
    static final class Link {
        final SimNode follower;
        final SimNode primary;
        final long epoch;
        private long heardNanos;

        private Link(SimNode follower, SimNode primary, long epoch) {
            this.follower = follower;
            this.primary = primary;
            this.epoch = epoch;
            this.heardNanos = follower.nanoTime();
        }
    }

    /** One attempt at getting a snapshot from the replica that the primary named. */
    static final class Fetch {
        final SimNode follower;
        final SimNode from;
        final SnapshotRule.Wanted wanted;
        final long epoch;

        private Fetch(SimNode follower, SimNode from, SnapshotRule.Wanted wanted, long epoch) {
            this.follower = follower;
            this.from = from;
            this.wanted = wanted;
            this.epoch = epoch;
        }
    }

    /** The handshake's question. */
    record Request(
            MemberBoot start,
            long epoch,
            EpochHistory history,
            long startLsn,
            long leo,
            long highWatermark,
            Set<MemberId> triedSources) {
        MemberId member() {
            return start.member();
        }
    }

    private final SimNode node;
    private @Nullable SimNode primary;
    private long epoch;
    private @Nullable Link link;
    private boolean following;
    private final FullSync sync = new FullSync(SimSettings.SILENT_LINK_MS * SimSettings.MS, 1);
    private @Nullable Fetch fetch;
    private long echoSendNanos;
    private long ackedDurableLsn;
    private boolean refused;
    private boolean leaving;
    private boolean retryScheduled;

    Following(SimNode node) {
        this.node = node;
    }

    // ---- orders ----------------------------------------------------------------------------------------------

    void start(SimNode of, long ofEpoch) {
        primary = of;
        epoch = ofEpoch;
        refused = false;
        sync.over();
        connect();
    }

    void stop() {
        primary = null;
        fetch = null;
        dropLink();
    }

    /** The process is gone. */
    void clear() {
        stop();
        leaving = false;
        retryScheduled = false;
        refused = false;
    }

    private void connect() {
        SimNode target = primary;
        if (target == null || link != null || fetch != null) {
            return;
        }
        Link fresh = new Link(node, target, epoch);
        link = fresh;
        node.world.network().connect(node, target, () -> handshake(fresh));
    }

    private void dropLink() {
        Link open = link;
        link = null;
        following = false;
        if (open != null) {
            node.world
                    .network()
                    .send(node, open.primary, () -> open.primary.followers().closed(open));
        }
    }

    private void restart(String why) {
        node.note("drops its link: " + why);
        dropLink();
        retryLater();
    }

    private void retryLater() {
        if (!retryScheduled) {
            retryScheduled = true;
            node.after(SimSettings.RECONNECT_MS * SimSettings.MS, () -> {
                retryScheduled = false;
                connect();
            });
        }
    }

    /** A link on which nothing comes is given up. */
    void tick() {
        Link open = link;
        if (open != null && node.nanoTime() - open.heardNanos > SimSettings.SILENT_LINK_MS * SimSettings.MS) {
            restart("silent");
        }
        if (fetch != null && sync.overdue(node.nanoTime())) {
            onNotFetched(fetch, false, "it sends nothing");
        }
    }

    void reset(Machine peer) {
        if (link != null && link.primary == peer) {
            refused = true;
            dropLink();
            retryLater();
        }
        if (fetch != null && fetch.from == peer) {
            onNotFetched(fetch, false, "it is gone");
        }
    }

    // ---- the protocol ----------------------------------------------------------------------------------------

    private void handshake(Link of) {
        if (of != link) {
            return;
        }
        NodeDisk disk = node.disk();
        Request request = new Request(
                node.memberBoot(),
                epoch,
                disk.history(),
                disk.start() * (long) Entry.BYTES,
                disk.endLsn(),
                node.storage().highWatermark(),
                sync.tried());
        node.world.network().send(node, of.primary, () -> of.primary.followers().accept(of, request));
    }

    /** Whether the message counts: it is of the present link, and the role agrees. */
    private boolean hears(Link of) {
        if (of != link) {
            return false;
        }
        of.heardNanos = node.nanoTime();
        if (!node.role().onHeardPrimary(of.epoch, of.heardNanos)) {
            dropLink();
            return false;
        }
        refused = false;
        return true;
    }

    void onRefused(Link of, String why) {
        if (of == link) {
            restart("refused: " + why);
        }
    }

    void onAccepted(Link of, long acceptedEpoch, LogPosition cut) {
        if (!hears(of)) {
            return;
        }
        if (following) {
            restart("two answers to one handshake");
            return;
        }
        NodeDisk disk = node.disk();
        AcceptRule.Log mine =
                new AcceptRule.Log(disk.end(), disk.history(), node.storage().highWatermark());
        switch (AcceptRule.handshake(epoch, mine, acceptedEpoch, cut)) {
            case AcceptRule.Handshake.Reconnect(String why) -> restart(why);
            case AcceptRule.Handshake.Damaged(String detail) -> node.halt(detail);
            case AcceptRule.Handshake.Cut(LogPosition position) -> {
                node.storage().truncateTo(position);
                continues();
            }
            case AcceptRule.Handshake.Continue() -> continues();
        }
    }

    private void continues() {
        following = true;
        sync.over();
        echoSendNanos = FollowerAck.NO_ECHO;
        ackedDurableLsn = -1;
    }

    void onAppend(Link of, Append append) {
        if (!hears(of)) {
            return;
        }
        String refusal = following
                ? AcceptRule.refusesAppend(
                        epoch, node.disk().end(), append.epoch(), append.prevEpoch(), append.prevLsn())
                : "append before the handshake was over";
        if (refusal != null) {
            restart(refusal);
            return;
        }
        if (append.entries().length > 0) {
            node.world.invariants().takes(node, append.epoch());
            node.storage().take(append.entries());
        }
        boolean promised = node.role().promiseForAck(epoch, of.heardNanos);
        if (promised) {
            echoSendNanos = append.sendNanos();
        }
        node.storage().committedByPrimary(append.highWatermark());
        node.primarySaysCommitted();
        if (promised && !append.ackMayWait()) {
            sendAck(of);
        }
    }

    void onSnapshot(Link of, NodeDisk.Snapshot snapshot) {
        if (!hears(of)) {
            return;
        }
        if (following) {
            restart("a snapshot in the middle of the log");
            return;
        }
        String refusal = AcceptRule.refusesSnapshot(
                epoch, snapshot.position(), node.storage().highWatermark());
        if (refusal != null) {
            node.halt(refusal);
            return;
        }
        node.storage().install(snapshot);
        continues();
    }

    /** The primary names a replica: it is asked, and then the primary again. */
    void onSnapshotElsewhere(Link of, SimNode from, SnapshotRule.Wanted wanted) {
        if (!hears(of)) {
            return;
        }
        sync.asks(wanted.source(), node.nanoTime());
        Fetch fresh = new Fetch(node, from, wanted, epoch);
        fetch = fresh;
        dropLink();
        ask(fresh);
    }

    private void ask(Fetch of) {
        if (of == fetch) {
            Network network = node.world.network();
            network.connect(
                    node,
                    of.from,
                    () -> network.send(node, of.from, () -> of.from.followers().send(of)));
        }
    }

    void onFetched(Fetch of, MemberId source, NodeDisk.Snapshot snapshot) {
        if (of != fetch) {
            return;
        }
        String refusal = SnapshotRule.refusesOffer(of.wanted, source, snapshot.position(), snapshot.history());
        if (refusal != null || snapshot.position().lsn() < node.storage().highWatermark()) {
            onNotFetched(of, false, refusal == null ? "too old" : refusal);
            return;
        }
        fetch = null;
        node.note("gets its snapshot from " + of.from.name);
        node.storage().install(snapshot);
        connect();
    }

    void onNotFetched(Fetch of, boolean forNow, String why) {
        if (of != fetch) {
            return;
        }
        if (sync.asksAgain(forNow, node.nanoTime())) {
            node.after(SimSettings.RECONNECT_MS * SimSettings.MS, () -> ask(of));
        } else {
            fetch = null;
            node.note("gets no snapshot from " + of.from.name + ": " + why);
            retryLater();
        }
    }

    boolean follows() {
        return following;
    }

    /** This node's disk holds more. */
    void durable() {
        Link open = link;
        if (open != null && following && node.storage().durableLsn() > ackedDurableLsn) {
            sendAck(open);
        }
    }

    private void sendAck(Link of) {
        FollowerAck ack = AcceptRule.ack(
                epoch,
                node.disk().endLsn(),
                node.storage().durableLsn(),
                node.storage().memory().applied() * (long) Entry.BYTES,
                echoSendNanos);
        ackedDurableLsn = ack.durableLsn();
        node.world.invariants().acks(node, ack.epoch());
        boolean last = leaving;
        node.world.network().send(node, of.primary, () -> of.primary.followers().acked(of, ack, last));
    }

    /** This node is about to stop: the primary shall not count on it. */
    void leave() {
        leaving = true;
        Link open = link;
        if (open != null && following) {
            sendAck(open);
        }
    }

    /** Whether it follows somebody who accepted it. */
    boolean linked() {
        return following;
    }

    boolean refused() {
        return refused;
    }
}
