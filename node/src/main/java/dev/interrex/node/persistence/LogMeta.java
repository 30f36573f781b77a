package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The named values beside the log. Numbers are 8 bytes big endian; the history is pairs of them.
 *
 * <pre>
 *  incarnation  16 bytes   random, written once, and again if the disk was found to be an older copy
 *  boot         number     of opens
 *  epoch        number     highest epoch ever accepted
 *  start        number     LSN of the first record that is kept; older keys may still be there and are ignored
 *  history      pairs      (epoch, startLsn)…, in the same batch as the first record of an epoch
 *  hw           number     high watermark, with each group commit
 * </pre>
 */
final class LogMeta {
    static final byte[] INCARNATION = name("incarnation");
    static final byte[] BOOT = name("boot");
    static final byte[] EPOCH = name("epoch");
    static final byte[] START = name("start");
    static final byte[] HISTORY = name("history");
    static final byte[] HIGH_WATERMARK = name("hw");

    private static final int START_BYTES = 2 * Long.BYTES;

    private LogMeta() {}

    private static byte[] name(String name) {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static byte[] bytes(EpochHistory history) {
        ByteBuffer bytes = ByteBuffer.allocate(history.starts().size() * START_BYTES);
        for (EpochHistory.Start start : history.starts()) {
            bytes.putLong(start.epoch()).putLong(start.startLsn());
        }
        return bytes.array();
    }

    /** The number of that name, 0 if there is none. */
    static long number(LogDatabase database, byte[] name) throws RocksDBException, DataDirectoryException {
        byte[] bytes = database.get(name);
        if (bytes == null) {
            return 0;
        }
        if (bytes.length != Long.BYTES) {
            throw damaged(name);
        }
        return ByteBuffer.wrap(bytes).getLong();
    }

    static EpochHistory history(LogDatabase database) throws RocksDBException, DataDirectoryException {
        byte[] bytes = database.get(HISTORY);
        if (bytes == null) {
            return EpochHistory.EMPTY;
        }
        if (bytes.length % START_BYTES != 0) {
            throw damaged(HISTORY);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<EpochHistory.Start> starts = new ArrayList<>();
        while (in.hasRemaining()) {
            starts.add(new EpochHistory.Start(in.getLong(), in.getLong()));
        }
        try {
            return new EpochHistory(starts);
        } catch (IllegalArgumentException e) {
            throw damaged(HISTORY);
        }
    }

    /** 32 hex digits, null in a new database. */
    static @Nullable String incarnation(LogDatabase database) throws RocksDBException {
        byte[] bytes = database.get(INCARNATION);
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }

    static void put(WriteBatch batch, LogDatabase database, byte[] name, byte[] value) throws RocksDBException {
        batch.put(database.meta(), name, value);
    }

    private static DataDirectoryException damaged(byte[] name) {
        return new DataDirectoryException(
                "the log's entry '" + new String(name, StandardCharsets.US_ASCII) + "' is damaged");
    }
}
