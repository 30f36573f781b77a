package dev.interrex.chaos.sim;

import dev.interrex.chaos.sim.invariant.Entry;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.node.replication.core.AckPace;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.FollowRule;
import dev.interrex.node.replication.core.FollowerAck;
import dev.interrex.node.replication.core.SnapshotRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The primary's side of replication, as {@code node.group.Followers} and its shipper are. */
final class Followers {
    private static final long SNAPSHOT_TRANSFER_NANOS = 5_000_000;

    private static final class Stream {
        private final Following.Link link;
        private final MemberBoot start;
        private final MemberId member;
        private final long epoch;
        private int next;
        /** The log follows only behind the snapshot. */
        private boolean sendsSnapshot;

        private boolean ackWanted;
        private long lastSendNanos;
        private long lastSentHighWatermark = -1;
        private final AckPace acks;

        private Stream(Following.Link link, MemberBoot start, CommitRule reign, int next) {
            this.link = link;
            this.start = start;
            this.member = start.member();
            this.epoch = reign.epoch();
            acks = new AckPace(reign.mode(), SimSettings.HEARTBEAT_MS * SimSettings.MS / 2);
            this.next = next;
        }
    }

    private final SimNode node;
    private final List<Stream> streams = new ArrayList<>();
    /** Those that heard sooner than this node that it reigns, and wait until it has. */
    private final Map<Following.Link, Following.Request> early = new LinkedHashMap<>();

    private final Runnable shipping = this::shipNow;
    private boolean shipScheduled;

    Followers(SimNode node) {
        this.node = node;
    }

    /** The process is gone. */
    void clear() {
        streams.clear();
        early.clear();
        shipScheduled = false;
    }

    /** The reign is over. */
    void closeAll() {
        for (Stream stream : streams) {
            refuse(stream.link, "no longer primary");
        }
        streams.clear();
    }

    private void refuse(Following.Link link, String why) {
        node.world
                .network()
                .send(node, link.follower, () -> link.follower.following().onRefused(link, why));
    }

    void accept(Following.Link link, Following.Request request) {
        CommitRule reign = node.reign();
        FollowRule.Refusal refusal = FollowRule.refuses(
                request.member(), request.epoch(), node.role().epoch(), reign);
        if (refusal == FollowRule.Refusal.EPOCH_TOO_HIGH) {
            early.put(link, request);
            node.after(SimSettings.EARLY_FOLLOWER_MS * SimSettings.MS, () -> {
                if (early.remove(link) != null) {
                    refuse(link, String.valueOf(refusal));
                }
            });
            return;
        }
        if (refusal != null || reign == null) {
            refuse(link, String.valueOf(refusal));
            return;
        }
        decide(link, request, reign);
    }

    /** This node may have heard of another epoch. */
    void onTopology() {
        Map<Following.Link, Following.Request> waiting = new LinkedHashMap<>(early);
        early.clear();
        waiting.forEach(this::accept);
    }

    private void decide(Following.Link link, Following.Request request, CommitRule reign) {
        NodeDisk disk = node.disk();
        FollowRule.Log mine = new FollowRule.Log(
                disk.history(),
                disk.start() * (long) Entry.BYTES,
                disk.endLsn(),
                node.storage().highWatermark());
        FollowRule.Log theirs =
                new FollowRule.Log(request.history(), request.startLsn(), request.leo(), request.highWatermark());
        switch (FollowRule.decide(mine, theirs)) {
            case FollowRule.Decision.Continue(LogPosition position) -> {
                long epoch = reign.epoch();
                node.world
                        .network()
                        .send(
                                node,
                                link.follower,
                                () -> link.follower.following().onAccepted(link, epoch, position));
                admit(new Stream(link, request.start(), reign, (int) (position.lsn() / Entry.BYTES)), reign);
            }
            case FollowRule.Decision.NeedsSnapshot() -> fullSync(link, request, reign);
            case FollowRule.Decision.Damaged(String detail) -> {
                node.note("refuses " + link.follower.name + ": " + detail);
                node.world.invariants().halted(node, "refuses " + request.member() + ": " + detail);
                refuse(link, detail);
                node.world.operatorEmpties(link.follower);
            }
        }
    }

    private void fullSync(Following.Link link, Following.Request request, CommitRule reign) {
        Optional<MemberId> source = SnapshotRule.source(reign, request.member(), request.triedSources());
        if (source.isEmpty()) {
            sendSnapshot(link, request.start(), reign);
            return;
        }
        SimNode from = node.world.node(source.get().nodeId());
        SnapshotRule.Wanted wanted = new SnapshotRule.Wanted(
                source.get(), node.disk().history(), node.disk().start() * (long) Entry.BYTES);
        node.world
                .network()
                .send(node, link.follower, () -> link.follower.following().onSnapshotElsewhere(link, from, wanted));
    }

    /** As a replica. */
    void send(Following.Fetch fetch) {
        SnapshotRule.Refusal refusal = SnapshotRule.refusesToSend(
                node.memberBoot().member(),
                node.role().epoch(),
                node.following().follows(),
                fetch.wanted.source(),
                fetch.epoch,
                false);
        NodeDisk.Snapshot newest = node.disk().snapshot();
        boolean none = newest == null || newest.position().lsn() < fetch.wanted.minLsn();
        if (refusal != null || newest == null || none) {
            if (refusal == null) {
                node.storage().wantSnapshot();
            }
            boolean forNow = refusal == null;
            node.world
                    .network()
                    .send(
                            node,
                            fetch.follower,
                            () -> fetch.follower.following().onNotFetched(fetch, forNow, String.valueOf(refusal)));
            return;
        }
        MemberId self = node.memberBoot().member();
        node.after(
                SNAPSHOT_TRANSFER_NANOS,
                () -> node.world
                        .network()
                        .send(
                                node,
                                fetch.follower,
                                () -> fetch.follower.following().onFetched(fetch, self, newest)));
    }

    private void sendSnapshot(Following.Link link, MemberBoot follower, CommitRule reign) {
        NodeDisk.Snapshot newest = node.disk().snapshot();
        if (newest == null || newest.last().index + 1 < node.disk().start()) {
            node.storage().wantSnapshot();
            refuse(link, "a snapshot is being taken");
            return;
        }
        Stream stream = new Stream(link, follower, reign, newest.last().index + 1);
        stream.sendsSnapshot = true;
        admit(stream, reign);
        node.after(SNAPSHOT_TRANSFER_NANOS, () -> {
            if (streams.contains(stream)) {
                stream.sendsSnapshot = false;
                node.world
                        .network()
                        .send(
                                node,
                                link.follower,
                                () -> link.follower.following().onSnapshot(link, newest));
                ship();
            }
        });
    }

    private void admit(Stream stream, CommitRule reign) {
        streams.removeIf(old -> old.member.equals(stream.member));
        streams.add(stream);
        reign.onConnected(stream.start, node.nanoTime());
        ship();
    }

    /** @param leaving it is about to stop */
    void acked(Following.Link link, FollowerAck ack, boolean leaving) {
        CommitRule reign = node.reign();
        Stream stream = of(link);
        if (reign == null || stream == null || stream.epoch != reign.epoch()) {
            return;
        }
        long now = node.nanoTime();
        if (!reign.believes(ack, now)) {
            throw node.world.invariants().impossible(node, ack + " of " + stream.member);
        }
        reign.onAck(stream.member, ack, now);
        if (leaving) {
            reign.onLeaving(stream.member, now);
        }
        node.afterProgress();
    }

    void closed(Following.Link link) {
        early.remove(link);
        Stream stream = of(link);
        if (stream != null) {
            streams.remove(stream);
            CommitRule reign = node.reign();
            if (reign != null && reign.epoch() == stream.epoch) {
                reign.onDisconnected(stream.member, node.nanoTime());
            }
        }
    }

    void reset(Machine peer) {
        early.keySet().removeIf(link -> link.follower == peer);
        for (int i = streams.size() - 1; i >= 0; i--) {
            if (streams.get(i).link.follower == peer) {
                closed(streams.get(i).link);
            }
        }
    }

    /** Its next message leaves at once, and asks for an ack at once. */
    void askForAck(MemberId follower) {
        for (Stream stream : streams) {
            stream.ackWanted |= stream.member.equals(follower);
        }
        ship();
    }

    /** The start of that node's process whose acks count; null if it has no stream. */
    @Nullable
    MemberBoot start(SimNode follower) {
        // The newest: streams of processes that died behind a partition may be there still.
        for (Stream stream : streams.reversed()) {
            if (stream.link.follower == follower) {
                return stream.start;
            }
        }
        return null;
    }

    private @Nullable Stream of(Following.Link link) {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).link == link) {
                return streams.get(i);
            }
        }
        return null;
    }

    /** So many records followers and the disk may know of; what a primary executed in this turn of the loop comes later. */
    int shown() {
        CommitRule reign = node.reign();
        return reign == null ? node.disk().size() : (int) Math.min(node.disk().size(), reign.leo() / Entry.BYTES);
    }

    /** There may be something to send. */
    void ship() {
        if (!shipScheduled && !streams.isEmpty()) {
            shipScheduled = true;
            node.after(10_000, shipping);
        }
    }

    private void shipNow() {
        shipScheduled = false;
        for (int i = 0; i < streams.size(); i++) {
            Stream stream = streams.get(i);
            boolean more = !stream.sendsSnapshot;
            while (more) {
                more = ship(stream);
            }
        }
    }

    /** One message at most; true if it carried records. */
    private boolean ship(Stream stream) {
        NodeDisk disk = node.disk();
        if (stream.next < disk.start()) {
            refuse(stream.link, "the log was cut");
            streams.remove(stream);
            return false;
        }
        int count = Math.min(Math.max(0, shown() - stream.next), SimSettings.BATCH_RECORDS);
        long highWatermark = node.storage().highWatermark();
        long now = node.nanoTime();
        boolean news = count > 0 || highWatermark != stream.lastSentHighWatermark || stream.ackWanted;
        if (!news && now - stream.lastSendNanos < SimSettings.HEARTBEAT_MS * SimSettings.MS) {
            return false;
        }
        Append append = new Append(
                stream.epoch,
                disk.history().epochAt(stream.next * (long) Entry.BYTES),
                stream.next * (long) Entry.BYTES,
                highWatermark,
                now,
                count == 0 ? Append.NONE : copy(disk, stream.next, count),
                stream.acks.mayWait(count > 0, now) && !stream.ackWanted);
        SimNode follower = stream.link.follower;
        node.world.network().send(node, follower, () -> follower.following().onAppend(stream.link, append));
        stream.next += count;
        stream.lastSendNanos = now;
        stream.ackWanted = false;
        stream.lastSentHighWatermark = highWatermark;
        return count > 0;
    }

    private static Entry[] copy(NodeDisk disk, int from, int count) {
        Entry[] entries = new Entry[count];
        for (int i = 0; i < count; i++) {
            Entry entry = disk.entry(from + i);
            if (entry == null) {
                throw new IllegalStateException("no record at " + (from + i));
            }
            entries[i] = entry;
        }
        return entries;
    }
}
