package dev.interrex.node.log;

/**
 * What commands write to the ring, one after the other. Those that are executed together share a record: it has one header and one checksum,
 * and is stored and shipped as one. A command's effects never stand in two records, so whatever becomes of a record, a command is there with
 * all of them or with none.
 *
 * <pre>
 *   record     | header | effects of a command | effects of the next | …
 *                       end of the log before it            position of the next byte
 * </pre>
 *
 * <p>What depends on a command depends on the {@link #positionLsn} behind its effects. Commits and acks end where records do, so they pass it
 * when they pass the whole record.
 *
 * <p>Loop thread only.
 */
public final class RecordGroup {
    /** No command joins a record that has so many bytes of effects, or this part of the ring. */
    private static final int MOST_SHARED_BYTES = 16 << 10;

    private static final int SHARED_SHIFT = 8;

    private final LogRing ring;
    private final int sharedBytes;
    private boolean grouping;
    private boolean writing;
    private long recordTimeMs;

    /** Effects of commands before the one that writes. */
    private long effectsBefore;

    public RecordGroup(LogRing ring) {
        this.ring = ring;
        sharedBytes = Math.min(MOST_SHARED_BYTES, ring.capacityBytes() >>> SHARED_SHIFT);
    }

    /** Commands that come until {@link #end} may share a record. Nobody else may look at the log's end meanwhile. */
    public void begin() {
        grouping = true;
    }

    /** Closes the record that is shared; false if there is none. */
    public boolean end() {
        grouping = false;
        boolean closes = ring.isOpen() && !writing;
        if (closes) {
            ring.seal();
        }
        return closes;
    }

    /** Largest sum of effect bytes of one command. */
    public int maxEffectBytes() {
        return ring.maxEffectBytes() - sharedBytes;
    }

    /** A command begins to write, after another one's {@link #seal}. */
    public void open(long epoch, LogTime time, long wallClockMs) {
        if (writing) {
            throw new IllegalStateException("a command writes already at LSN " + ring.endLsn());
        }
        if (ring.openBytes() >= sharedBytes) {
            ring.seal();
        }
        if (!ring.isOpen()) {
            recordTimeMs = time.next(wallClockMs);
            ring.open(epoch, recordTimeMs);
        }
        writing = true;
        effectsBefore = ring.openBytes();
    }

    /** Of the record that is open, Unix time in milliseconds. */
    public long timeMs() {
        return recordTimeMs;
    }

    /** Whether the command that writes has had effects; false if none does. */
    public boolean hasEffects() {
        return writing && ring.openBytes() > effectsBefore;
    }

    /** The command's effects are complete; returns {@link #positionLsn}. */
    public long seal() {
        if (!writing) {
            throw new IllegalStateException("no command writes");
        }
        writing = false;
        return grouping ? positionLsn() : ring.seal();
    }

    /** Where the next effect goes; the end of the log as long as no record with effects is open. */
    public long positionLsn() {
        return ring.openBytes() == 0 ? ring.endLsn() : ring.positionLsn();
    }
}
