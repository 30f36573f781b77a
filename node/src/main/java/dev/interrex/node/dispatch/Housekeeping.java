package dev.interrex.node.dispatch;

import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.config.UpkeepDirectives;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.metrics.LatencyMonitor;
import java.util.function.LongSupplier;

/** What a node does without being asked: rates, deleting keys whose time is over, and moving memory together. Loop thread only. */
final class Housekeeping {
    /** Redis's interval for rates, which INFO shows. */
    private static final int SAMPLE_MS = 100;

    private static final long NANOS_PER_MICRO = 1_000;

    /** Keys of one record; another record follows as long as there is work, up to {@code expire-tick-keys}. */
    private static final int EXPIRED_PER_RECORD = 64;

    /** Keys that compaction looks at before it looks at the clock. */
    private static final int COMPACTED_AT_A_TIME = 256;

    /** More than this part of memory wasted, and it may take as much longer. */
    private static final double MUCH_WASTED = 0.04;

    private static final int MUCH_WASTED_FACTOR = 4;

    /** So that it ends though the clock stands still, in a test that drives it by hand. */
    private static final int MOST_COMPACTIONS_PER_TICK = 64;

    private final Engine engine;
    private final RecordLog log;
    private final Gate gate;
    private final NodeServices node;
    private final Messages messages;
    private final LongSupplier nanoTime;
    private long sampledAtMs;

    Housekeeping(Engine engine, RecordLog log, Gate gate, NodeServices node, Messages messages, LongSupplier nanoTime) {
        this.engine = engine;
        this.log = log;
        this.gate = gate;
        this.node = node;
        this.messages = messages;
        this.nanoTime = nanoTime;
    }

    void tick(long wallMs, long monotonicMs) {
        if (monotonicMs - sampledAtMs >= SAMPLE_MS) {
            sampledAtMs = monotonicMs;
            node.statistics().sample(monotonicMs);
        }
        long begunNanos = nanoTime.getAsLong();
        node.statistics().latency().begins(begunNanos);
        if (gate.refusesWrites() == null && !gate.parksWrites()) {
            expire(wallMs, monotonicMs);
        }
        long expiredNanos = nanoTime.getAsLong();
        node.statistics().latency().took(LatencyMonitor.Event.EXPIRE_CYCLE, expiredNanos - begunNanos);
        engine.release(node.config().get(UpkeepDirectives.RELEASE_TICK_BLOCKS));
        compact();
        node.statistics().latency().took(LatencyMonitor.Event.ACTIVE_DEFRAG_CYCLE, nanoTime.getAsLong() - expiredNanos);
        node.statistics().latency().tick();
    }

    private void compact() {
        long begunNanos = nanoTime.getAsLong();
        long nanos = node.config().get(UpkeepDirectives.COMPACTION_TICK_US) * NANOS_PER_MICRO;
        long mostNanos = engine.compaction().wastedPart() > MUCH_WASTED ? nanos * MUCH_WASTED_FACTOR : nanos;
        for (int i = 0; i < MOST_COMPACTIONS_PER_TICK && nanoTime.getAsLong() - begunNanos < mostNanos; i++) {
            engine.compaction().step(COMPACTED_AT_A_TIME);
        }
    }

    private void expire(long wallMs, long monotonicMs) {
        int most = node.config().get(UpkeepDirectives.EXPIRE_TICK_KEYS);
        for (int done = 0; done < most && log.hasRoomFor(log.maxRecordBytes()); done += EXPIRED_PER_RECORD) {
            long nowMs = log.open(wallMs);
            engine.now(nowMs);
            // Who finds one of these keys gone depends on this record.
            engine.hazards().begin(log.endLsn() + 1);
            messages.begin(null);
            int wanted = Math.min(EXPIRED_PER_RECORD, most - done);
            int expired = engine.expireCycle(nowMs, wanted);
            if (done == 0) {
                engine.exactlyOnce().expire(node.config().get(EngineDirectives.SESSION_TIMEOUT_MS), EXPIRED_PER_RECORD);
            }
            log.seal();
            messages.end(monotonicMs);
            if (expired < wanted) {
                return;
            }
        }
    }
}
