package dev.interrex.node.log;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;

/** Target of a fuzzer: bytes of a log, with checksums that are right. Corrupt, or records that lie within them, one after the other. */
public final class RecordsFuzz {
    private RecordsFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        ByteBuffer records = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        setChecksums(records);
        RecordReader reader = new RecordReader().over(records);
        int bytes = 0;
        long lsn = -1;
        try {
            while (reader.next()) {
                if (lsn >= 0 && reader.lsn() != lsn || reader.effects().remaining() > reader.length()) {
                    throw new AssertionError("a record at " + reader.lsn() + " after " + lsn);
                }
                lsn = reader.lsn() + reader.length();
                bytes += reader.length();
            }
        } catch (CorruptRecordException corrupt) {
            return;
        }
        if (bytes != data.length) {
            throw new AssertionError("records of " + bytes + " bytes in " + data.length);
        }
    }

    private static void setChecksums(ByteBuffer records) {
        int at = 0;
        while (at + RecordFormat.HEADER_BYTES <= records.limit()) {
            int length = records.getInt(at + RecordFormat.LENGTH_AT);
            if (length < RecordFormat.HEADER_BYTES || length > records.limit() - at) {
                return;
            }
            CRC32C crc = new CRC32C();
            crc.update(records.slice(at + RecordFormat.CHECKED_FROM, length - RecordFormat.CHECKED_FROM));
            records.putInt(at + RecordFormat.CRC_AT, (int) crc.getValue());
            at += length;
        }
    }

    /** What a corpus begins with. */
    public static List<byte[]> examples() {
        SampleLog log = new SampleLog(1 << 16);
        log.appendSome(5, 60, new Random(1));
        ByteBuffer bytes = log.bytesFrom(0);
        byte[] example = new byte[bytes.remaining()];
        bytes.get(example);
        return List.of(example);
    }
}
