package dev.interrex.node.group;

import dev.interrex.model.CommitMode;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.engine.CorruptEffectException;
import dev.interrex.node.engine.EffectScout;
import dev.interrex.node.engine.EffectSink;
import dev.interrex.node.engine.Engine;
import dev.interrex.node.log.CorruptRecordException;
import dev.interrex.node.log.LogRing;
import dev.interrex.node.log.LogTime;
import dev.interrex.node.log.RecordGroup;
import dev.interrex.node.log.RecordKind;
import dev.interrex.node.log.RecordReader;
import dev.interrex.node.persistence.DurableLog;
import dev.interrex.node.persistence.Persister;
import dev.interrex.node.replication.primary.LogSource;
import java.nio.ByteBuffer;

/**
 * The log of this node, in memory and on disk, and how far it is applied. The event loop writes; the shipper reads through
 * {@link LogSource}.
 *
 * <p>Invariants: {@code appliedLsn <= ring.endLsn()}; on a replica also {@code appliedLsn <= highWatermark}; on a primary
 * {@code appliedLsn == ring.endLsn()}, as commands change memory and log together.
 */
final class NodeLog implements LogSource {
    private final DurableLog durable;
    private final Engine engine;
    private final Sink sink = new Sink();
    private final RecordReader reader = new RecordReader();
    private final EffectScout scout;
    private final ByteBuffer applyBuffer = ByteBuffer.allocate(256 << 10);
    private final CommitMode standaloneMode;

    private LogRing ring;
    private RecordGroup records;
    private long reignEpoch;
    private long appliedLsn;
    private final LogTime logTime = new LogTime();
    private volatile long highWatermark;

    NodeLog(DurableLog durable, LogRing ring, Engine engine, CommitMode standaloneMode) {
        this.durable = durable;
        this.ring = ring;
        records = new RecordGroup(ring);
        this.engine = engine;
        scout = new EffectScout(engine);
        this.standaloneMode = standaloneMode;
        this.highWatermark = durable.highWatermark();
    }

    // ---- the write path of a primary -------------------------------------------------------------------------

    /** Records carry this epoch from now on. */
    void beginReign(long epoch) {
        reignEpoch = epoch;
    }

    long maxEffectBytes() {
        return records.maxEffectBytes();
    }

    /** Leaves half of the ring to what is committed, so that followers with an equal ring can hold the rest. */
    boolean hasRoomFor(long bytes) {
        boolean uncommittedFits = standaloneMode == CommitMode.NONE
                || ring.positionLsn() - highWatermark + bytes <= ring.capacityBytes() / 2;
        return uncommittedFits && ring.hasRoomFor(bytes);
    }

    /** Commands up to {@link #endGroup} may share records. */
    void beginGroup() {
        records.begin();
    }

    void endGroup() {
        if (records.end()) {
            appliedLsn = ring.endLsn();
        }
    }

    /** A command begins; returns the time of its record, which never runs backwards, even where the wall clock does (invariant 13). */
    long open(long wallClockMs) {
        records.open(reignEpoch, logTime, wallClockMs);
        return records.timeMs();
    }

    EffectSink effects() {
        return sink;
    }

    boolean hasEffects() {
        return records.hasEffects();
    }

    long seal() {
        long positionLsn = records.seal();
        appliedLsn = ring.endLsn();
        return positionLsn;
    }

    /** Where the next effect goes: what depends on the commands so far is committed from this LSN on. */
    long positionLsn() {
        return records.positionLsn();
    }

    /** The record that begins a reign; returns its end. */
    long appendBarrier(long wallClockMs) {
        appliedLsn = ring.appendBarrier(reignEpoch, logTime.next(wallClockMs));
        return appliedLsn;
    }

    // ---- the shipper's view (LogSource), any thread ----------------------------------------------------------

    @Override
    public int read(long fromLsn, ByteBuffer target) {
        int bytes = ring.read(fromLsn, target);
        return bytes == LogRing.NOT_HERE ? durable.read(fromLsn, target) : bytes;
    }

    @Override
    public long highWatermark() {
        return highWatermark;
    }

    @Override
    public long epochAt(long lsn) {
        return ring.history().epochAt(lsn);
    }

    // ---- as a replica ----------------------------------------------------------------------------------------

    /** Appends whole, verified records and lets readers see them. */
    void appendRaw(ByteBuffer records) throws CorruptRecordException {
        ring.appendRaw(records);
        ring.publish();
    }

    /** Applies records up to {@code lsn}, which lies at a record's end or beyond the log. Slow only after a restart. */
    void applyUpTo(long lsn) {
        long goal = Math.min(lsn, ring.endLsn());
        while (appliedLsn < goal) {
            ByteBuffer records = applyBuffer.clear();
            int bytes = read(appliedLsn, records);
            if (bytes < LogRing.NOT_HERE) {
                records = ByteBuffer.allocate(-bytes);
                bytes = read(appliedLsn, records);
            }
            if (bytes <= 0) {
                throw new IllegalStateException("log cannot be read at " + appliedLsn + ", end " + ring.endLsn());
            }
            apply(records.flip(), goal);
        }
    }

    private void apply(ByteBuffer records, long goal) {
        try {
            reader.over(records);
            int next = records.position();
            int lookedAt = next;
            while (appliedLsn < goal && next < records.limit()) {
                if (next >= lookedAt) {
                    lookedAt = lookAhead(records, next);
                }
                if (!reader.next()) {
                    return;
                }
                next = reader.offset() + reader.length();
                if (reader.lsn() != appliedLsn) {
                    throw new IllegalStateException("record at " + reader.lsn() + " where " + appliedLsn + " was due");
                }
                logTime.holds(reader.logTimeMs());
                if (reader.kind() == RecordKind.EFFECTS) {
                    engine.now(reader.logTimeMs());
                    engine.apply(reader.effects(), reader.logTimeMs());
                }
                appliedLsn = reader.endLsn();
            }
        } catch (CorruptRecordException | CorruptEffectException e) {
            throw new IllegalStateException("record at " + appliedLsn + " cannot be applied: " + e.getMessage(), e);
        }
    }

    /** Looks at some records from an offset on, which were not verified; returns the offset up to which that is done, beyond {@code from}. */
    private int lookAhead(ByteBuffer records, int from) {
        int at = from;
        boolean more = true;
        while (more && records.limit() - at >= RecordReader.OVERHEAD_BYTES) {
            int length = RecordReader.lengthAt(records, at);
            if (length < RecordReader.OVERHEAD_BYTES || length > records.limit() - at) {
                break;
            }
            more = scout.add(records, at + RecordReader.OVERHEAD_BYTES, at + length);
            at += length;
        }
        scout.load();
        return Math.max(at, from + 1);
    }

    /**
     * The engine now holds the state at {@code lsn}, whose newest record was made at {@code atLogTimeMs}: what this node writes
     * next must not be older.
     */
    void engineHolds(long lsn, long atLogTimeMs) {
        appliedLsn = lsn;
        logTime.holds(atLogTimeMs);
    }

    /** Time of the newest record that is in memory. */
    long logTimeMs() {
        return logTime.newestMs();
    }

    /** Waits until all of the log is on disk. */
    void sync(Persister persister) {
        ring.publish();
        if (!persister.drain()) {
            throw new IllegalStateException("the disk failed");
        }
    }

    /** Cuts the log's end off, in memory and on disk. The persister is stopped for it. */
    void truncateTo(LogPosition position, Persister persister) {
        sync(persister);
        durable.truncateTo(position);
        ring.truncateTo(position.lsn());
        persister.replaceRing(ring);
    }

    /** After a snapshot was installed: the log is empty and begins behind it. */
    void startOver(EpochHistory history, LogPosition position, Persister persister) {
        sync(persister);
        durable.startOver(history, position);
        ring = new LogRing(ring.capacityBytes(), position, history);
        records = new RecordGroup(ring);
        persister.replaceRing(ring);
    }

    // ---- positions -------------------------------------------------------------------------------------------

    /** Raises the commit position; false if it is not news. */
    boolean raiseHighWatermark(long lsn) {
        if (lsn <= highWatermark) {
            return false;
        }
        highWatermark = lsn;
        return true;
    }

    /** What is on disk need not stay in memory. */
    void onWritten(long lsn) {
        if (lsn <= ring.endLsn()) {
            ring.releaseUpTo(lsn);
        }
    }

    void publish() {
        ring.publish();
    }

    boolean hasRoomForRaw(int bytes) {
        return ring.hasRoomFor(bytes);
    }

    LogPosition end() {
        return ring.end();
    }

    EpochHistory history() {
        return ring.history();
    }

    long startLsn() {
        return durable.startLsn();
    }

    long appliedLsn() {
        return appliedLsn;
    }

    /** Where effects of the open record go. */
    private final class Sink implements EffectSink {
        @Override
        public void writeByte(int value) {
            ring.writeByte(value);
        }

        @Override
        public void writeVarLong(long value) {
            ring.writeVarLong(value);
        }

        @Override
        public void writeBytes(byte[] source, int offset, int length) {
            ring.writeBytes(source, offset, length);
        }
    }
}
