package dev.interrex.node.group;

import dev.interrex.node.dispatch.RecordLog;
import dev.interrex.node.engine.EffectSink;

/** The log as the write path of a primary sees it. */
record CommandLog(Member member, NodeLog log) implements RecordLog {
    @Override
    public long maxRecordBytes() {
        return log.maxEffectBytes();
    }

    @Override
    public boolean hasRoomFor(long bytes) {
        return log.hasRoomFor(bytes);
    }

    @Override
    public void beginGroup() {
        log.beginGroup();
    }

    @Override
    public void endGroup() {
        log.endGroup();
    }

    @Override
    public long open(long wallClockMs) {
        return log.open(wallClockMs);
    }

    @Override
    public EffectSink effects() {
        return log.effects();
    }

    @Override
    public boolean hasEffects() {
        return log.hasEffects();
    }

    @Override
    public long seal() {
        return log.seal();
    }

    @Override
    public long endLsn() {
        return log.positionLsn();
    }

    @Override
    public void publish() {
        member.onAppended();
    }
}
