package dev.interrex.node.dispatch;

import dev.interrex.node.command.NodeServices;
import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.metrics.LatencyMonitor;
import java.util.function.LongSupplier;

/** What a node does without being asked: rates, deleting keys whose time is over, and moving memory together. Loop thread only. */
final class Housekeeping {
    private static final int SAMPLE_MS = 100;
    /** Keys of one record; another record follows as long as there is work, up to a bound per tick. */
    private static final int EXPIRED_PER_RECORD = 64;

    private static final int RECORDS_PER_TICK = 32;

    /** Keys that compaction looks at before it looks at the clock. */
    private static final int COMPACTED_AT_A_TIME = 256;

    /** Then it waits for the next tick: it must not be noticed by commands. */
    private static final long COMPACTION_NANOS = 200_000;

    /** More than this part of memory wasted, and it may take as much longer. */
    private static final double MUCH_WASTED = 0.04;

    private static final int MUCH_WASTED_FACTOR = 4;
    private static final int MOST_COMPACTIONS_PER_TICK = 64;

    /** Blocks of deleted values: less than a quarter of a millisecond. */
    private static final int RELEASED_PER_TICK = 2048;

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
        engine.release(RELEASED_PER_TICK);
        compact();
        node.statistics().latency().took(LatencyMonitor.Event.ACTIVE_DEFRAG_CYCLE, nanoTime.getAsLong() - expiredNanos);
        node.statistics().latency().tick();
    }

    private void compact() {
        long begunNanos = nanoTime.getAsLong();
        long mostNanos = engine.compaction().wastedPart() > MUCH_WASTED
                ? COMPACTION_NANOS * MUCH_WASTED_FACTOR
                : COMPACTION_NANOS;
        for (int i = 0; i < MOST_COMPACTIONS_PER_TICK && nanoTime.getAsLong() - begunNanos < mostNanos; i++) {
            engine.compaction().step(COMPACTED_AT_A_TIME);
        }
    }

    private void expire(long wallMs, long monotonicMs) {
        for (int i = 0; i < RECORDS_PER_TICK && log.hasRoomFor(log.maxRecordBytes()); i++) {
            long nowMs = log.open(wallMs);
            engine.now(nowMs);
            messages.begin(null);
            int expired = engine.expireCycle(nowMs, EXPIRED_PER_RECORD);
            if (i == 0) {
                engine.exactlyOnce().expire(node.config().get(EngineDirectives.SESSION_TIMEOUT_MS), EXPIRED_PER_RECORD);
            }
            log.seal();
            messages.end(monotonicMs);
            if (expired < EXPIRED_PER_RECORD) {
                return;
            }
        }
    }
}
