package dev.interrex.node.dispatch;

import dev.interrex.node.engine.EffectSink;
import java.util.ArrayList;
import java.util.List;

/** A log in memory: remembers the size of each record; its LSNs are bytes of effects. */
public final class FakeRecordLog implements RecordLog {
    public long maxRecordBytes = 1 << 20;
    public long roomBytes = Long.MAX_VALUE;
    public final List<Long> recordEnds = new ArrayList<>();
    public boolean keepsEnds = true;
    public long publishedLsn;

    private long endLsn;
    private long openBytes;
    private long timeMs;
    private boolean open;

    private final EffectSink sink = new EffectSink() {
        @Override
        public void writeByte(int value) {
            write(1);
        }

        @Override
        public void writeVarLong(long value) {
            write(1);
        }

        @Override
        public void writeBytes(byte[] source, int offset, int length) {
            write(length);
        }
    };

    private void write(int bytes) {
        if (!open) {
            throw new IllegalStateException("no record is open");
        }
        openBytes += bytes;
    }

    @Override
    public long maxRecordBytes() {
        return maxRecordBytes;
    }

    @Override
    public boolean hasRoomFor(long bytes) {
        return bytes <= roomBytes;
    }

    @Override
    public void beginGroup() {}

    @Override
    public void endGroup() {}

    @Override
    public long open(long wallClockMs) {
        if (open) {
            throw new IllegalStateException("a record is open");
        }
        open = true;
        openBytes = 0;
        timeMs = Math.max(timeMs, wallClockMs);
        return timeMs;
    }

    @Override
    public EffectSink effects() {
        return sink;
    }

    @Override
    public boolean hasEffects() {
        return open && openBytes > 0;
    }

    @Override
    public long seal() {
        open = false;
        if (openBytes > 0) {
            endLsn += openBytes;
            if (keepsEnds) {
                recordEnds.add(endLsn);
            }
        }
        return endLsn;
    }

    @Override
    public long endLsn() {
        return endLsn;
    }

    @Override
    public void publish() {
        publishedLsn = endLsn;
    }
}
