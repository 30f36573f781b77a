package dev.interrex.node.log;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * The newest part of the log, in a ring outside of the Java heap. The event loop writes it, as primary by building one
 * record after the other in place, as replica by appending whole records; any number of other threads copy out of it by LSN.
 *
 * <pre>
 *      low                    released            published      end    position   claimed
 *       |  still readable         |  must not be lost  |  sealed  |  open   |  raw    |
 *  -----+-------------------------+--------------------+----------+---------+---------+-----> LSN
 *       |&lt;---------------------------- capacity -------------------------------------&gt;|
 * </pre>
 *
 * <ul>
 *   <li>{@code released}: below it the owner needs nothing any more (it is on disk and applied), so it may be overwritten
 *   <li>{@code published}: what readers may see; moves to {@code end} at {@link #publish}, once per loop turn
 *   <li>{@code end}: of the last sealed record; {@code position}: of the next byte of the open record
 *   <li>{@code claimed}: up to here the writer may write without asking; {@code low = claimed - capacity} is the oldest byte
 *       that is certainly intact. Invariant: {@code low <= released <= end} and {@code published <= end <= position <= claimed}
 * </ul>
 *
 * <h2>Why a reader never returns overwritten bytes</h2>
 *
 * <p>Readers take no lock and leave no trace (a seqlock, with positions for sequence numbers). Publishing is a release store and
 * reading {@code published} an acquire load, so all bytes below a value that a reader saw were written before it. For the
 * reverse, the writer raises {@code low} <em>before</em> it writes into the bytes that this gives up, with a release fence
 * between; the reader copies, then an acquire fence, then loads {@code low}. If any byte of the copy came from the new lap, the
 * two fences order the writer's store of {@code low} before the reader's load (Java memory order modes, fence-fence
 * synchronization as in C++11 §29.8), so the reader sees {@code low > from} and throws its copy away. {@link #truncateTo} gives
 * bytes up at the other end; there {@code generation} plays the part of {@code low}.
 *
 * <p>No allocation per record, except for the first of an epoch.
 */
public final class LogRing {
    /** Smallest and largest ring. The largest is bounded by the index of a ByteBuffer. */
    public static final int MIN_CAPACITY_BYTES = 4 << 10;

    public static final int MAX_CAPACITY_BYTES = 1 << 30;
    /** Answer of {@link #read}: the LSN is not in the ring (any more). */
    public static final int NOT_HERE = -1;

    /** How far ahead the writer claims, so that {@code low} is stored once per so many bytes and not once per byte. */
    private static final int MAX_CLAIM_BYTES = 64 << 10;

    private static final int NOT_A_RECORD = 0;

    private static final VarHandle PUBLISHED = field("published", long.class);
    private static final VarHandle LOW = field("low", long.class);
    private static final VarHandle GENERATION = field("generation", long.class);

    private final int capacity;
    private final int claimBytes;
    private final RingMemory memory;
    private final RecordReader verifier = new RecordReader();

    // Shared with readers, written by the loop only.
    private long published;
    private long low;
    private long generation;
    private volatile EpochHistory history;

    // The loop's own.
    private long released;
    private long end;
    private long endEpoch;
    private long position;
    private long claimed;
    private boolean open;
    private RecordKind openKind = RecordKind.EFFECTS;
    private long openEpoch;
    private long openLogTimeMs;

    /**
     * An empty ring whose next byte is {@code end.lsn()}.
     *
     * @param capacityBytes a power of two between {@link #MIN_CAPACITY_BYTES} and {@link #MAX_CAPACITY_BYTES}
     * @param end where the log ends
     * @param history of the log up to {@code end}; its last epoch is {@code end.epoch()}
     */
    public LogRing(long capacityBytes, LogPosition end, EpochHistory history) {
        if (capacityBytes < MIN_CAPACITY_BYTES || capacityBytes > MAX_CAPACITY_BYTES) {
            throw new IllegalArgumentException("log ring of " + capacityBytes + " bytes");
        }
        if (history.lastEpoch() != end.epoch()) {
            throw new IllegalArgumentException("history " + history + " does not end in epoch " + end.epoch());
        }
        capacity = (int) capacityBytes;
        claimBytes = Math.min(MAX_CLAIM_BYTES, capacity >> 6);
        memory = new RingMemory(capacity);
        this.history = history;
        this.end = end.lsn();
        endEpoch = end.epoch();
        position = this.end;
        claimed = this.end;
        released = this.end;
        published = this.end;
        low = this.end;
    }

    /** An empty ring for an empty log. */
    public LogRing(long capacityBytes) {
        this(capacityBytes, LogPosition.START, EpochHistory.EMPTY);
    }

    // ------------------------------------------------------------------ positions

    /** Every record boundary in {@code [startLsn, publishedLsn]} can be read now; not necessarily a boundary itself. Any thread. */
    public long startLsn() {
        return (long) LOW.getOpaque(this);
    }

    /** End of what readers may see. Any thread. */
    public long publishedLsn() {
        return (long) PUBLISHED.getAcquire(this);
    }

    /** End of the last sealed record. Loop only. */
    public long endLsn() {
        return end;
    }

    /** Epoch of the last sealed record, 0 if the log is empty. Loop only. */
    public long endEpoch() {
        return endEpoch;
    }

    public LogPosition end() {
        return new LogPosition(endEpoch, end);
    }

    /** Epochs of the whole log up to its end, also of what is no longer in the ring. Any thread; may be ahead of what is published. */
    public EpochHistory history() {
        return history;
    }

    public int capacityBytes() {
        return capacity;
    }

    /** Largest record, overhead included: a quarter of the ring, so that a full record never has to wait for itself. */
    public int maxRecordBytes() {
        return capacity / 4;
    }

    /** Largest sum of effect bytes in one record. */
    public int maxEffectBytes() {
        return maxRecordBytes() - RecordReader.OVERHEAD_BYTES;
    }

    // ------------------------------------------------------------------ room

    /** Whether a record with {@code effectBytes}, or that many bytes of raw records, fits now. Always false above the capacity. Loop only. */
    public boolean hasRoomFor(long effectBytes) {
        return position + RecordReader.OVERHEAD_BYTES + effectBytes <= released + capacity;
    }

    /** Lets everything below {@code lsn} be overwritten from now on. Never goes back; at most {@link #endLsn}. Loop only. */
    public void releaseUpTo(long lsn) {
        if (lsn > end) {
            throw new IllegalArgumentException("release up to " + lsn + " beyond the end " + end);
        }
        released = Math.max(released, lsn);
    }

    /**
     * Makes {@code bytes} from {@code position} writable. The caller asked {@link #hasRoomFor} before it executed anything, so no
     * room here is a broken invariant: the effect happened in memory and cannot be logged.
     */
    private void claim(long bytes) {
        long needed = position + bytes;
        long bound = Math.min(released + capacity, open ? end + maxRecordBytes() : Long.MAX_VALUE);
        if (needed > bound) {
            throw new IllegalStateException("log ring overrun: record at LSN " + end + " needs more than "
                    + (bound - end) + " bytes, released " + released + ", capacity " + capacity);
        }
        claimed = Math.min(Math.max(needed, position + claimBytes), bound);
        long newLow = claimed - capacity;
        if (newLow > low) {
            LOW.setOpaque(this, newLow);
            VarHandle.releaseFence();
        }
    }

    // ------------------------------------------------------------------ primary: one record at a time

    /**
     * Opens a record of effects.
     *
     * @param epoch of this reign, at least the epoch of the record before
     * @param logTimeMs Unix time in milliseconds
     */
    public void open(long epoch, long logTimeMs) {
        open(RecordKind.EFFECTS, epoch, logTimeMs);
    }

    private void open(RecordKind kind, long epoch, long logTimeMs) {
        if (open) {
            throw new IllegalStateException("a record is open already at LSN " + end);
        }
        if (epoch < endEpoch || epoch <= 0) {
            throw new IllegalArgumentException("epoch " + epoch + " after " + endEpoch);
        }
        need(RecordReader.OVERHEAD_BYTES);
        position = end + RecordReader.OVERHEAD_BYTES;
        open = true;
        openKind = kind;
        openEpoch = epoch;
        openLogTimeMs = logTimeMs;
    }

    /** Appends and seals the barrier that begins a reign; returns its end. */
    public long appendBarrier(long epoch, long logTimeMs) {
        open(RecordKind.BARRIER, epoch, logTimeMs);
        return seal();
    }

    public void writeByte(int value) {
        need(1);
        memory.putByte(position++, value);
    }

    /** LEB128: seven bits a byte, low ones first, at most ten bytes. */
    public void writeVarLong(long value) {
        need(varLongBytes(value));
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            memory.putByte(position++, (int) rest | 0x80);
            rest >>>= 7;
        }
        memory.putByte(position++, (int) rest);
    }

    private static int varLongBytes(long value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
    }

    public void writeBytes(byte[] source, int offset, int length) {
        need(length);
        memory.putBytes(position, source, offset, length);
        position += length;
    }

    private void need(int bytes) {
        if (position + bytes > claimed) {
            claim(bytes);
        }
    }

    boolean isOpen() {
        return open;
    }

    /** LSN of the next byte of the open record; without one the end of the log. Loop only. */
    public long positionLsn() {
        return position;
    }

    /** Bytes of effects in the open record so far. */
    public long openBytes() {
        return open ? position - end - RecordReader.OVERHEAD_BYTES : 0;
    }

    /** Closes the open record and returns the LSN of its end. A record without effects is dropped: the end of the log is returned. */
    public long seal() {
        if (!open) {
            throw new IllegalStateException("no record is open");
        }
        if (openKind == RecordKind.EFFECTS && openBytes() == 0) {
            abort();
            return end;
        }
        long start = end;
        memory.putLong(start + RecordFormat.EPOCH_AT, openEpoch);
        memory.putLong(start + RecordFormat.LSN_AT, start);
        memory.putLong(start + RecordFormat.PREV_EPOCH_AT, endEpoch);
        memory.putLong(start + RecordFormat.LOG_TIME_AT, openLogTimeMs);
        memory.putByte(start + RecordFormat.KIND_AT, openKind.code());
        memory.putByte(start + RecordFormat.FLAGS_AT, 0);
        memory.putInt(start + RecordFormat.LENGTH_AT, (int) (position - start));
        memory.putInt(start + RecordFormat.CRC_AT, memory.checksum(start + RecordFormat.CHECKED_FROM, position));
        if (openEpoch != endEpoch) {
            history = history.withRecord(openEpoch, start);
            endEpoch = openEpoch;
        }
        end = position;
        open = false;
        return end;
    }

    /** Drops the open record. */
    public void abort() {
        position = end;
        open = false;
    }

    // ------------------------------------------------------------------ replica: whole records

    /**
     * Appends whole records as they came from the primary. All of them are verified before the first byte is appended: length,
     * checksum, LSN, epoch. The buffer's position and limit stay.
     *
     * @throws CorruptRecordException if any of them is damaged or does not continue this log; nothing was appended
     * @throws IllegalStateException if the caller did not ask {@link #hasRoomFor}
     */
    public void appendRaw(ByteBuffer records) throws CorruptRecordException {
        if (open) {
            throw new IllegalStateException("a record is open at LSN " + end);
        }
        EpochHistory next = history;
        verifier.over(records, endEpoch, end);
        while (verifier.next()) {
            next = next.withRecord(verifier.epoch(), verifier.lsn());
        }
        int length = records.remaining();
        need(length);
        memory.putBytes(position, records, records.position(), length);
        history = next;
        endEpoch = next.lastEpoch();
        position += length;
        end = position;
    }

    // ------------------------------------------------------------------ readers

    /** Makes every sealed record visible to readers. Loop only, once per turn. */
    public void publish() {
        PUBLISHED.setRelease(this, end);
    }

    /**
     * Copies whole records from {@code fromLsn}, as many as fit, to {@code target} and moves its position behind them. Any thread.
     *
     * @param fromLsn a record boundary
     * @return bytes copied; 0 if {@code fromLsn} is the published end; {@link #NOT_HERE} if it was overwritten, or cut off by a
     *     truncation (look in the durable log); below that, the next record alone needs {@code -result} bytes and nothing was copied
     */
    public int read(long fromLsn, ByteBuffer target) {
        while (true) {
            long seenGeneration = (long) GENERATION.getAcquire(this);
            long visible = publishedLsn();
            if (fromLsn == visible) {
                return 0;
            }
            if (fromLsn > visible || fromLsn < startLsn()) {
                return NOT_HERE;
            }
            int copied = copyWhole(fromLsn, visible, target);
            VarHandle.acquireFence();
            if ((long) GENERATION.getOpaque(this) != seenGeneration) {
                continue;
            }
            if (startLsn() > fromLsn) {
                return NOT_HERE;
            }
            if (copied == NOT_A_RECORD) {
                throw new IllegalStateException("LSN " + fromLsn + " is not the start of a record");
            }
            if (copied > 0) {
                target.position(target.position() + copied);
            }
            return copied;
        }
    }

    /** Copies without moving the target. What it reads may be overwritten meanwhile, so nothing here may be believed, only bounded. */
    private int copyWhole(long fromLsn, long visible, ByteBuffer target) {
        long room = target.remaining();
        long to = visible;
        if (visible - fromLsn > room) {
            to = fromLsn;
            int length = memory.getInt(to);
            while (length >= RecordReader.OVERHEAD_BYTES && length <= visible - to && to + length - fromLsn <= room) {
                to += length;
                length = memory.getInt(to);
            }
            if (length < RecordReader.OVERHEAD_BYTES || length > visible - to) {
                return NOT_A_RECORD;
            }
            if (to == fromLsn) {
                return -length;
            }
        }
        int bytes = (int) (to - fromLsn);
        memory.copyTo(fromLsn, target, target.position(), bytes);
        return bytes;
    }

    // ------------------------------------------------------------------ truncation

    /**
     * Cuts the log to end at {@code lsn}, a record boundary, and publishes that. The durable log is cut by its owner, and nothing may be
     * persisted from this ring in between. Loop only.
     */
    public void truncateTo(long lsn) {
        if (open || lsn > end) {
            throw new IllegalStateException(
                    "truncation to " + lsn + " of a log that ends at " + end + (open ? ", record open" : ""));
        }
        history = history.truncatedTo(lsn);
        end = lsn;
        endEpoch = history.lastEpoch();
        position = lsn;
        claimed = lsn;
        released = Math.min(released, lsn);
        PUBLISHED.setRelease(this, lsn);
        LOW.setOpaque(this, Math.min(low, lsn));
        GENERATION.setRelease(this, generation + 1);
        VarHandle.releaseFence();
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(LogRing.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
