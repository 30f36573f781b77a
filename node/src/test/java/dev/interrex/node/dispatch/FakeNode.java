package dev.interrex.node.dispatch;

import dev.interrex.model.CommitMode;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.command.DurabilityView;
import dev.interrex.node.command.MembershipView;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.engine.EngineSettings;
import dev.interrex.node.metrics.LatencyMonitor;
import dev.interrex.node.metrics.ServerStatistics;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/** Everything around the write path, without log, disk, followers and sockets. */
public final class FakeNode implements MembershipView, DurabilityView, Lifecycle {
    public final FakeRecordLog log = new FakeRecordLog();
    public final FakeGate gate = new FakeGate();
    public final Engine engine;
    public final NodeConfig config;
    public final Sessions sessions = new Sessions();
    public final ServerStatistics statistics;
    public final ClientServices services;
    public final Dispatcher dispatcher;
    public final List<String> halts = new ArrayList<>();
    public final List<Follower> followers = new ArrayList<>();
    public boolean isPrimary = true;
    public int snapshots;
    public int shutdowns;

    public FakeNode(
            NodeConfig config,
            CommandTable table,
            ByteBufAllocator allocator,
            LongSupplier wallClockMs,
            LongSupplier nanoTime) {
        this.config = config;
        engine = new Engine(new EngineSettings(config.get(EngineDirectives.DATABASES)), 42);
        engine.attach(log.effects());
        statistics = new ServerStatistics(
                wallClockMs.getAsLong(),
                "f".repeat(40),
                new LatencyMonitor(new LatencyMonitor.Clocks(wallClockMs, () -> 0, () -> 0)));
        services = new ClientServices(table, config, statistics, sessions, this, this, this);
        dispatcher = new Dispatcher(
                engine, log, gate, services, sessions, allocator, wallClockMs, nanoTime, new SplittableRandom(7));
        services.serve(dispatcher);
    }

    /** Commits by hand from now on: nothing yet. */
    public FakeNode commitsByHand() {
        gate.committedLsn = log.endLsn();
        return this;
    }

    public void commitAll() {
        gate.committedLsn = log.endLsn();
        dispatcher.onCommitted(gate.committedLsn);
    }

    @Override
    public boolean isPrimary() {
        return isPrimary;
    }

    @Override
    public boolean isLoading() {
        return false;
    }

    @Override
    public String group() {
        return "orders";
    }

    @Override
    public String nodeId() {
        return "n1";
    }

    @Override
    public long epoch() {
        return 1;
    }

    @Override
    public String replicationId() {
        return "a".repeat(40);
    }

    @Override
    public long endLsn() {
        return log.endLsn();
    }

    @Override
    public long committedLsn() {
        return log.endLsn();
    }

    @Override
    public long startLsn() {
        return 0;
    }

    @Override
    public String primaryAddress() {
        return isPrimary ? "" : "10.0.0.1:6379";
    }

    @Override
    public boolean isLinkUp() {
        return true;
    }

    @Override
    public long linkSilenceMs() {
        return 0;
    }

    @Override
    public boolean isSyncing() {
        return false;
    }

    @Override
    public String fullSyncSource() {
        return "";
    }

    @Override
    public long snapshotBytesSent() {
        return 0;
    }

    @Override
    public List<Follower> followers() {
        return followers;
    }

    @Override
    public int inSyncMembers() {
        return 1 + followers.size();
    }

    @Override
    public int minInSyncMembers() {
        return 1;
    }

    @Override
    public CommitMode commitMode() {
        return CommitMode.NONE;
    }

    @Override
    public long durableLsn() {
        return log.endLsn();
    }

    @Override
    public long logBytes() {
        return log.endLsn();
    }

    @Override
    public boolean isSnapshotRunning() {
        return false;
    }

    @Override
    public long lastSnapshotAtMs() {
        return 0;
    }

    @Override
    public long lastSnapshotBytes() {
        return 0;
    }

    @Override
    public boolean isLastSnapshotOk() {
        return true;
    }

    @Override
    public long bytesSinceSnapshot() {
        return 0;
    }

    @Override
    public boolean startSnapshot() {
        snapshots++;
        return true;
    }

    @Override
    public void shutdown(boolean now) {
        shutdowns++;
    }

    @Override
    public void halt(String line, Throwable cause) {
        halts.add(line);
    }
}
