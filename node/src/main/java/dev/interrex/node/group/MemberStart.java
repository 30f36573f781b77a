package dev.interrex.node.group;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.log.LogRing;
import dev.interrex.node.persistence.CorruptSnapshotException;
import dev.interrex.node.persistence.DataDirectory;
import dev.interrex.node.persistence.DataDirectoryException;
import dev.interrex.node.persistence.DurableLog;
import dev.interrex.node.persistence.Persister;
import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.replication.primary.FollowService;
import dev.interrex.node.replication.primary.LogShipper;
import io.grpc.BindableService;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings a member up from its data directory, and down again. {@link #load} fills the engine on the caller's thread, before the event
 * loop runs anything; {@link #begin} then runs on the loop.
 */
public final class MemberStart {
    /**
     * @param data opened and verified
     * @param ringBytes {@code log-ring-size}
     * @param persist of the persister
     * @param tickMs {@code tick-ms}: how often time passes for the protocol
     */
    public record Storage(DataDirectory data, long ringBytes, Persister.Settings persist, int tickMs) {}

    private final NodeLoop loop;
    private final GroupSettings settings;
    private final Storage storage;
    private final GroupNetwork network;
    private final LogShipper shipper;
    private final Persister persister;
    private final Member member;

    private MemberStart(
            NodeLoop loop,
            GroupSettings settings,
            Storage storage,
            Engine engine,
            NodeLog log,
            LogRing ring,
            LongSupplier nanoTime,
            LongSupplier wallClockMs,
            BiConsumer<String, @Nullable Throwable> halt) {
        this.loop = loop;
        this.settings = settings;
        this.storage = storage;
        network = new GroupNetwork(ring.maxRecordBytes(), settings.transport());
        shipper = new LogShipper(log, nanoTime, settings.heartbeatMs() * 1_000_000L, settings.batchBytes());
        CommitMode mode = settings.standalone() ? settings.standaloneMode() : CommitMode.DURABLE;
        persister = new Persister(storage.data.log(), ring, mode, storage.persist, nanoTime, new Progress(halt));
        MemberParts parts = new MemberParts(
                engine,
                storage.data.log(),
                log,
                persister,
                shipper,
                new MemberParts.SnapshotParts(
                        storage.data.snapshots(), storage.data.snapshot().orElse(null)),
                network::channel,
                nanoTime,
                wallClockMs,
                halt);
        member = new Member(loop, settings, parts);
    }

    /**
     * Fills {@code engine} from the newest snapshot and the log: on a standalone node all of it, in a group what is known to be
     * committed. The rest is applied when the primary, or this node as primary, says so.
     *
     * @throws DataDirectoryException if what was verified cannot be loaded
     */
    public static MemberStart load(
            NodeLoop loop,
            GroupSettings settings,
            Storage storage,
            Engine engine,
            LongSupplier nanoTime,
            LongSupplier wallClockMs,
            BiConsumer<String, @Nullable Throwable> halt)
            throws DataDirectoryException {
        DurableLog durable = storage.data.log();
        SnapshotFile snapshot = storage.data.snapshot().orElse(null);
        long loadedLsn = 0;
        long loadedTimeMs = 0;
        if (snapshot != null) {
            try {
                snapshot.forEachChunk(engine::load);
            } catch (IOException | CorruptSnapshotException e) {
                throw new DataDirectoryException(
                        "snapshot " + snapshot.path() + " cannot be read: " + e.getMessage(), e);
            }
            loadedLsn = snapshot.position().lsn();
            loadedTimeMs = snapshot.logTimeMs();
        }
        LogRing ring = new LogRing(storage.ringBytes, durable.end(), durable.history());
        NodeLog log = new NodeLog(durable, ring, engine, settings.standaloneMode());
        log.engineHolds(loadedLsn, loadedTimeMs);
        log.raiseHighWatermark(settings.standalone() ? durable.end().lsn() : loadedLsn);
        log.applyUpTo(log.highWatermark());
        return new MemberStart(loop, settings, storage, engine, log, ring, nanoTime, wallClockMs, halt);
    }

    public Member member() {
        return member;
    }

    /** Opens the port for sentinels and followers, and lets time pass. Returns the port; 0 on a standalone node, which has none. */
    public int begin(String grpcHost, int grpcPort) throws IOException {
        tickLater();
        if (settings.standalone()) {
            loop.execute(() -> member.guarded(this::reignAlone));
            return 0;
        }
        shipper.start();
        FollowService follow = new FollowService(
                member.followers(),
                shipper,
                member::nanoTime,
                settings.maxFollowers(),
                settings.transport().sendBufferBytes());
        return network.listen(grpcHost, grpcPort, List.<BindableService>of(follow, member.control()));
    }

    /** A standalone node is the only member of a group that nobody else knows; each start is a new epoch. */
    private void reignAlone() {
        MemberId self = member.self();
        NodeAddress address = new NodeAddress(self.nodeId(), settings.respAddress(), "", "", 100);
        long epoch = member.role().epoch() + 1;
        member.onTopology(new GroupTopology(
                settings.group(),
                epoch,
                epoch,
                self,
                List.of(self),
                List.of(address),
                1,
                settings.standaloneMode(),
                "start"));
    }

    private void tickLater() {
        loop.schedule(storage.tickMs, () -> {
            member.guarded(member::tick);
            tickLater();
        });
    }

    /** Stops what this started, the disk last. The loop runs no more commands by then. */
    public void close() {
        network.close();
        shipper.close();
        persister.close();
        storage.data.log().close();
    }

    Persister persister() {
        return persister;
    }

    /** The persister's thread hands over to the loop. */
    private final class Progress implements Persister.Listener {
        private final BiConsumer<String, @Nullable Throwable> halt;

        private Progress(BiConsumer<String, @Nullable Throwable> halt) {
            this.halt = halt;
        }

        @Override
        public void onWritten(long lsn) {
            loop.execute(() -> member.guarded(() -> member.onWritten(lsn)));
        }

        @Override
        public void onDurable(long lsn) {
            loop.execute(() -> member.guarded(member::onDurable));
        }

        @Override
        public void onDiskFailure(String line, Throwable cause) {
            halt.accept(line, cause);
        }
    }
}
