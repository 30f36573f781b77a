package dev.interrex.node.group;

import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberBoot;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import dev.interrex.node.MonotonicClock;
import dev.interrex.node.dispatch.RecordLog;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.EngineSettings;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.persistence.DataDirectory;
import dev.interrex.node.persistence.DurableLog;
import dev.interrex.node.persistence.Persister;
import dev.interrex.node.persistence.SnapshotStore;
import dev.interrex.node.replication.core.CommitRule;
import dev.interrex.node.replication.core.ReplicationLimits;
import dev.interrex.node.role.ClientAccess;
import dev.interrex.node.role.Role;
import dev.interrex.proto.v1.PrepareSwitchover;
import dev.interrex.wire.TopologyWire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/** A member of a group with a real disk and a real network, without clients: what they would do is called directly. */
final class TestNode implements NodeLoop, ClientSide, AutoCloseable {
    private static final long MS = 1_000_000;

    /** What a client is told. */
    enum Write {
        /** Nothing was executed. */
        REFUSED,
        ACKNOWLEDGED,
        /** Executed, and nobody says what became of it. */
        UNKNOWN
    }

    private record Held(long lsn, CompletableFuture<Write> reply) {}

    final String id;
    final Path directory;
    final AtomicInteger served = new AtomicInteger();
    final AtomicInteger stopped = new AtomicInteger();
    volatile long committedLsn;
    volatile String foretold = "";
    volatile String halted = "";
    /** Replies that wait for their commit, in order. */
    private final Queue<Held> held = new ConcurrentLinkedQueue<>();

    private final ScheduledExecutorService thread;
    private final Engine engine = new Engine(EngineSettings.defaults(), 7);
    private final DataDirectory data;
    private final GroupSettings settings;
    private final MemberStart start;
    private final Member member;
    private final int port;

    TestNode(String id, Path directory, long snapshotLogBytes, long promiseMs) throws Exception {
        this.id = id;
        this.directory = directory;
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(id).factory());
        settings = new GroupSettings(
                "g",
                id,
                "127.0.0.1:1",
                false,
                CommitMode.DURABLE,
                new ReplicationLimits(promiseMs * MS, 400 * MS, 100 * MS, 1000 * MS, 50 * MS, 256 << 10),
                20,
                20,
                50,
                200,
                100,
                500,
                20,
                256 << 10,
                8,
                1,
                1_000,
                1,
                snapshotLogBytes,
                0,
                200,
                10_000,
                TransportLimits.DEFAULT);
        data = DataDirectory.open(directory, new DurableLog.Settings(0, 1 << 20), SnapshotStore.Settings.DEFAULT);
        MemberStart.Storage storage = new MemberStart.Storage(data, 1 << 20, Persister.Settings.DEFAULT, 5);
        start = MemberStart.load(
                this, settings, storage, engine, MonotonicClock::nanoTime, () -> 1_000_000, (line, cause) -> {
                    halted = line;
                    thread.shutdownNow();
                });
        member = start.member();
        member.clients(this);
        port = start.begin("127.0.0.1", 0);
    }

    NodeAddress address() {
        return new NodeAddress(id, "127.0.0.1:1", "127.0.0.1:" + port, "", 100);
    }

    MemberId self() {
        return member.self();
    }

    /** What this node answers a sentinel that prepares a switchover: what it waits for, or nothing. */
    String prepare(String token, long epoch, TestNode target) {
        return prepare(token, epoch, target.self());
    }

    String prepare(String token, long epoch, MemberId target) {
        PrepareSwitchover order = PrepareSwitchover.newBuilder()
                .setToken(token)
                .setEpoch(epoch)
                .setTarget(TopologyWire.toWire(target))
                .build();
        return call(() -> new SwitchoverPreparation(member, settings, start.persister()).obstacle(order));
    }

    boolean parksClients() {
        return call(() -> member.access().answer().parks());
    }

    void handOver(String token, TestNode target) {
        handOver(token, target.self());
    }

    void handOver(String token, MemberId target) {
        call(() -> {
            member.departure().beginSwitchover(token, member.role().epoch(), target, 5_000 * MS);
            return token;
        });
    }

    /** A SET is executed, and then the order arrives in the same turn of the loop; returns the role behind that. */
    Role setAndHandOver(String key, String value, String token, MemberId target) {
        return call(() -> {
            RecordLog log = member.recordLog();
            engine.now(log.open(1_000_000));
            engine.database(0).strings().put(Slice.of(key), Slice.of(value));
            log.seal();
            member.departure().beginSwitchover(token, member.role().epoch(), target, 5_000 * MS);
            Role role = member.role().role();
            log.publish();
            return role;
        });
    }

    /** Whether all that is in the log is committed, and {@code member} has acked it. */
    boolean allIsWith(MemberId follower) {
        return call(() -> {
            CommitRule reign = member.role().reign();
            return reign != null && reign.highWatermark() == reign.leo() && reign.ackedLsn(follower) == reign.leo();
        });
    }

    Role role() {
        return call(() -> member.role().role());
    }

    boolean holdsClients() {
        return call(() -> member.access().holding());
    }

    void hears(GroupTopology topology) {
        execute(() -> member.guarded(() -> member.onTopology(topology)));
    }

    /** As a SET of a client would, which waits while the disk is behind; returns the LSN that its reply would wait for. */
    long set(String key, String value) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> call(() -> member.recordLog().hasRoomFor(1 << 16)));
        return call(() -> {
            RecordLog log = member.recordLog();
            engine.now(log.open(1_000_000));
            engine.database(0).strings().put(Slice.of(key), Slice.of(value));
            long lsn = log.seal();
            log.publish();
            return lsn;
        });
    }

    /** As an INCR of a client, whose reply leaves with the commit. */
    Write increment(String key) {
        try {
            return call(() -> incrementNow(key)).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            return Write.REFUSED;
        }
    }

    private CompletableFuture<Write> incrementNow(String key) {
        RecordLog log = member.recordLog();
        if (member.access().answer() != ClientAccess.Answer.SERVES || !log.hasRoomFor(1 << 16)) {
            return CompletableFuture.completedFuture(Write.REFUSED);
        }
        engine.now(log.open(1_000_000));
        Slice before = engine.database(0).strings().get(Slice.of(key));
        int value = before == null ? 1 : 1 + Integer.parseInt(new String(before.toBytes(), StandardCharsets.UTF_8));
        engine.database(0).strings().put(Slice.of(key), Slice.of(Integer.toString(value)));
        CompletableFuture<Write> reply = new CompletableFuture<>();
        held.add(new Held(log.seal(), reply));
        log.publish();
        return reply;
    }

    String get(String key) {
        return call(() -> {
            Slice value = engine.database(0).strings().get(Slice.of(key));
            return value == null ? "" : new String(value.toBytes(), StandardCharsets.UTF_8);
        });
    }

    long digest() {
        return call(engine::digest);
    }

    long leo() {
        return call(() -> member.endLsn());
    }

    dev.interrex.proto.v1.NodeReport report() {
        return call(() -> {
            PromotionTrace trace = new PromotionTrace(member, MonotonicClock::nanoTime);
            return new Reports(this, member, settings, new MemberBoot(self(), 1, ""), trace, start.persister())
                    .report(0);
        });
    }

    boolean leaseValid() {
        return call(() -> member.role().reign() != null && member.role().reign().leaseValid(MonotonicClock.nanoTime()));
    }

    boolean isFollowedBy(MemberId follower) {
        return call(() -> member.role().reign() != null && member.role().reign().isConnected(follower));
    }

    FullSyncStatus fullSync() {
        return call(Member::fullSync);
    }

    long logStartLsn() {
        return call(() -> member.log().startLsn());
    }

    <T> T call(java.util.function.Function<Member, T> question) {
        return call(() -> question.apply(member));
    }

    private <T> T call(Callable<T> task) {
        try {
            return thread.submit(task).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(id + " " + halted, e);
        }
    }

    /** Without a goodbye, as a kill would: nothing more of it leaves or is written. */
    @Override
    public void close() {
        for (Runnable task : thread.shutdownNow()) {
            if (task instanceof Future<?> asked) {
                asked.cancel(false);
            }
        }
        start.close();
        dropHeld();
    }

    private void dropHeld() {
        for (Held each = held.poll(); each != null; each = held.poll()) {
            each.reply.complete(Write.UNKNOWN);
        }
    }

    @Override
    public void execute(Runnable task) {
        if (!thread.isShutdown()) {
            thread.execute(task);
        }
    }

    @Override
    public void schedule(long delayMs, Runnable task) {
        if (!thread.isShutdown()) {
            thread.schedule(task, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void onServing() {
        served.incrementAndGet();
    }

    @Override
    public void onStopped(String primaryRespAddress) {
        stopped.incrementAndGet();
        dropHeld();
    }

    @Override
    public void onSuccessor(String respAddress) {
        foretold = respAddress;
    }

    @Override
    public void onHandedOver() {}

    @Override
    public void onCommitted(long lsn) {
        committedLsn = lsn;
        for (Held each = held.peek(); each != null && each.lsn <= lsn; each = held.peek()) {
            held.remove().reply.complete(Write.ACKNOWLEDGED);
        }
    }

    @Override
    public void onReadsConfirmed(long nanos) {}

    @Override
    public void onFollowersProgress() {}

    @Override
    public int connectedClients() {
        return 0;
    }
}
