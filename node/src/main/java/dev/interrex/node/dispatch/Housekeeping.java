package dev.interrex.node.dispatch;

import dev.interrex.node.command.NodeServices;
import dev.interrex.node.engine.Engine;

/** What a node does without being asked: rates, and deleting keys whose time is over. Loop thread only. */
final class Housekeeping {
    private static final int SAMPLE_MS = 100;

    private final Engine engine;
    private final RecordLog log;
    private final Gate gate;
    private final NodeServices node;
    private long sampledAtMs;

    Housekeeping(Engine engine, RecordLog log, Gate gate, NodeServices node) {
        this.engine = engine;
        this.log = log;
        this.gate = gate;
        this.node = node;
    }

    void tick(long wallMs, long monotonicMs) {
        if (monotonicMs - sampledAtMs >= SAMPLE_MS) {
            sampledAtMs = monotonicMs;
            node.statistics().sample(monotonicMs);
        }
    }
}
