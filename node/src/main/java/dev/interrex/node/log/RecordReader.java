package dev.interrex.node.log;

import static dev.interrex.node.log.RecordFormat.CHECKED_FROM;
import static dev.interrex.node.log.RecordFormat.CRC_AT;
import static dev.interrex.node.log.RecordFormat.EPOCH_AT;
import static dev.interrex.node.log.RecordFormat.FLAGS_AT;
import static dev.interrex.node.log.RecordFormat.HEADER_BYTES;
import static dev.interrex.node.log.RecordFormat.KIND_AT;
import static dev.interrex.node.log.RecordFormat.LENGTH_AT;
import static dev.interrex.node.log.RecordFormat.LOG_TIME_AT;
import static dev.interrex.node.log.RecordFormat.LSN_AT;
import static dev.interrex.node.log.RecordFormat.PREV_EPOCH_AT;

import dev.interrex.model.LogPosition;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Walks the whole records in a buffer and verifies each one: length, checksum, LSN continuity, epoch order. See
 * {@link RecordFormat} for the bytes.
 *
 * <pre>{@code
 * reader.over(buffer, after);
 * while (reader.next()) { engine.apply(reader.effects(), reader.logTimeMs()); }
 * }</pre>
 *
 * <p>The accessors speak of the record that {@link #next} stood on last. Reusable, two small objects per {@code over} and none
 * per record; not for two threads at once.
 */
public final class RecordReader {
    /** Bytes that a record has besides its effects. */
    public static final int OVERHEAD_BYTES = HEADER_BYTES;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** Expected LSN or epoch of the first record where the caller has none. */
    private static final long ANY = -1;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer bytes = NOTHING;
    /** A second view of the same bytes, whose position and limit move. */
    private ByteBuffer window = NOTHING;

    private int at;
    private int nextAt;
    private int limit;
    private long expectedLsn = ANY;
    private long expectedPrevEpoch = ANY;
    private RecordKind kind = RecordKind.EFFECTS;

    /** Reads from {@code records} (position to limit, both left as they are); the first record may stand anywhere in a log. */
    public RecordReader over(ByteBuffer records) {
        return over(records, ANY, ANY);
    }

    /** The same, but the first record must continue the log that ends at {@code after}. */
    public RecordReader over(ByteBuffer records, LogPosition after) {
        return over(records, after.epoch(), after.lsn());
    }

    RecordReader over(ByteBuffer records, long afterEpoch, long afterLsn) {
        bytes = records.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        window = records.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        at = records.position();
        nextAt = at;
        limit = records.limit();
        expectedLsn = afterLsn;
        expectedPrevEpoch = afterEpoch;
        return this;
    }

    /**
     * Goes to the next record.
     *
     * @return false at the end of the buffer
     * @throws CorruptRecordException if what follows is not a whole, undamaged record that continues the one before
     */
    public boolean next() throws CorruptRecordException {
        if (nextAt == limit) {
            return false;
        }
        at = nextAt;
        int length = checkedLength();
        checkChecksum(length);
        checkContinuity();
        kind = checkedKind(length);
        nextAt = at + length;
        expectedLsn = lsn() + length;
        expectedPrevEpoch = epoch();
        return true;
    }

    private int checkedLength() throws CorruptRecordException {
        int left = limit - at;
        if (left < HEADER_BYTES) {
            throw corrupt("cut off after " + left + " bytes of its header");
        }
        int length = length();
        if (length < HEADER_BYTES || length > left) {
            throw corrupt("length " + Integer.toUnsignedString(length) + " with " + left + " bytes left");
        }
        return length;
    }

    private void checkChecksum(int length) throws CorruptRecordException {
        crc.reset();
        crc.update(window(at + CHECKED_FROM, at + length));
        if ((int) crc.getValue() != bytes.getInt(at + CRC_AT)) {
            throw corrupt("checksum does not match");
        }
    }

    private void checkContinuity() throws CorruptRecordException {
        if (expectedLsn != ANY && lsn() != expectedLsn) {
            throw corrupt("found LSN " + lsn());
        }
        if (expectedPrevEpoch != ANY && prevEpoch() != expectedPrevEpoch) {
            throw corrupt("follows epoch " + prevEpoch() + ", not " + expectedPrevEpoch);
        }
        if (lsn() < 0 || prevEpoch() < 0 || epoch() < prevEpoch()) {
            throw corrupt("epoch " + epoch() + " after " + prevEpoch());
        }
    }

    private RecordKind checkedKind(int length) throws CorruptRecordException {
        RecordKind found = RecordKind.of(bytes.get(at + KIND_AT));
        if (found == null || flags() != 0) {
            throw corrupt("kind " + bytes.get(at + KIND_AT) + ", flags " + flags() + ": written by a newer version?");
        }
        if (found == RecordKind.BARRIER && length != HEADER_BYTES) {
            throw corrupt("barrier with effects");
        }
        return found;
    }

    private CorruptRecordException corrupt(String what) {
        return new CorruptRecordException(expectedLsn == ANY ? 0 : expectedLsn, what);
    }

    private ByteBuffer window(int from, int to) {
        return window.limit(to).position(from);
    }

    /** Bytes of the whole record that begins at {@code offset}, unverified. */
    public static int lengthAt(ByteBuffer records, int offset) {
        int length = records.getInt(offset + LENGTH_AT);
        return records.order() == ByteOrder.LITTLE_ENDIAN ? length : Integer.reverseBytes(length);
    }

    /** LSN of the record that begins at {@code offset}, unverified. */
    public static long lsnAt(ByteBuffer records, int offset) {
        long lsn = records.getLong(offset + LSN_AT);
        return records.order() == ByteOrder.LITTLE_ENDIAN ? lsn : Long.reverseBytes(lsn);
    }

    /** Bytes of the whole record. */
    public int length() {
        return bytes.getInt(at + LENGTH_AT);
    }

    /** Offset of the record's first byte in the buffer. */
    public int offset() {
        return at;
    }

    public long epoch() {
        return bytes.getLong(at + EPOCH_AT);
    }

    /** Position of the record's first byte in the log. */
    public long lsn() {
        return bytes.getLong(at + LSN_AT);
    }

    /** Position of the record that follows. */
    public long endLsn() {
        return lsn() + length();
    }

    /** Epoch of the record that ends at {@link #lsn}, 0 in front of the first. */
    public long prevEpoch() {
        return bytes.getLong(at + PREV_EPOCH_AT);
    }

    /** The primary's wall clock, in Unix milliseconds, made monotone by the primary. */
    public long logTimeMs() {
        return bytes.getLong(at + LOG_TIME_AT);
    }

    public RecordKind kind() {
        return kind;
    }

    public int flags() {
        return bytes.get(at + FLAGS_AT);
    }

    /**
     * The effects, little endian, from position to limit: a view that {@link #next} moves. The caller may move
     * its position and change its order, not its bytes.
     */
    public ByteBuffer effects() {
        return window(at + HEADER_BYTES, at + length());
    }
}
