package dev.interrex.node.log;

/**
 * Bytes of one record, little endian. The same in the ring, on the wire and on disk.
 *
 * <pre>
 *  0        4        8                16               24               32               40  41  42
 *  +--------+--------+----------------+----------------+----------------+----------------+---+---+----------
 *  | length | crc32c | epoch          | lsn            | prevEpoch      | logTimeMs      | k | f | effects …
 *  +--------+--------+----------------+----------------+----------------+----------------+---+---+----------
 *   u32      u32      u64              u64              u64              u64              u8  u8
 * </pre>
 *
 * <ul>
 *   <li>{@code length}: of the whole record, these four bytes included; so {@code lsn + length} is the LSN of the next record
 *   <li>{@code crc32c}: of everything from offset 8 to the end (RFC 3720's polynomial)
 *   <li>{@code epoch}: of the primary that wrote it; {@code lsn}: position of the record's first byte; the log's first is 0
 *   <li>{@code prevEpoch}: of the record that ends at {@code lsn}, 0 in front of the first; with {@code lsn} it names the whole
 *       prefix, which is what makes an append to the wrong log impossible (Raft §5.3)
 *   <li>{@code k}: {@link RecordKind}; {@code f}: flags, all reserved and zero (bit 0: a session block precedes the effects)
 * </ul>
 */
final class RecordFormat {
    static final int LENGTH_AT = 0;
    static final int CRC_AT = 4;
    static final int EPOCH_AT = 8;
    static final int LSN_AT = 16;
    static final int PREV_EPOCH_AT = 24;
    static final int LOG_TIME_AT = 32;
    static final int KIND_AT = 40;
    static final int FLAGS_AT = 41;
    static final int HEADER_BYTES = 42;

    /** The checksum begins here: it covers all but the length and itself. */
    static final int CHECKED_FROM = EPOCH_AT;

    private RecordFormat() {}
}
