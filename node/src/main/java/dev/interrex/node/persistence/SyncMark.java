package dev.interrex.node.persistence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is certainly synced, kept beside the database and not in it. After damage RocksDB's point-in-time recovery goes back to the
 * last state that it can read, without a word; a claim inside of the same write-ahead log would vanish along with what it speaks of.
 *
 * <pre>
 *  file: slot 0 at 0, slot 1 at 4096; written in turn, so that a torn write leaves the other one
 *  0        4        8          16            24      32
 *  +--------+--------+----------+-------------+-------+
 *  | crc32c | magic  | counter  | sequence    | lsn   |      little endian; crc32c of all behind it
 *  +--------+--------+----------+-------------+-------+
 * </pre>
 *
 * <p>{@code sequence} is RocksDB's own number of the last synced write: it counts every write, of the log and of the rest, and never
 * falls, not by a truncation either. {@code lsn} is for the message only.
 *
 * <p>The file is mapped; a store costs nanoseconds and survives the death of the process. It is forced only at creation and close,
 * so after a power loss it may be some seconds old: still a true lower bound, as it is stored after the sync that it speaks of.
 *
 * <p>Not for two threads at once.
 */
final class SyncMark implements AutoCloseable {
    /** What the mark says; {@link #NOTHING} in a new directory. */
    record Claim(long sequence, long lsn) {
        static final Claim NOTHING = new Claim(0, 0);
    }

    static final String FILE_NAME = "sync-mark";
    private static final int SLOT_DISTANCE = 4096;
    private static final int FILE_BYTES = 2 * SLOT_DISTANCE;
    private static final int SLOT_BYTES = 32;
    private static final int MAGIC = 0x4b4d5849; // "IXMK"

    private final MappedByteBuffer file;
    private final ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();
    private Claim claim;
    private long counter;

    private SyncMark(MappedByteBuffer file) throws DataDirectoryException {
        this.file = file;
        Claim best = null;
        for (int i = 0; i < 2; i++) {
            Claim found = readSlot(i);
            if (found != null && slot.getLong(8) >= counter) {
                best = found;
                counter = slot.getLong(8);
            }
        }
        if (best == null) {
            throw new DataDirectoryException(
                    "the file " + FILE_NAME + " is damaged, so what was synced cannot be verified");
        }
        claim = best;
    }

    static boolean exists(Path directory) {
        return Files.exists(directory.resolve(FILE_NAME));
    }

    /** Makes a mark that claims nothing, synced along with its directory entry. */
    static void create(Path directory) throws IOException {
        Path temporary = directory.resolve(FILE_NAME + ".new");
        ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(bytes, 0, Claim.NOTHING, new CRC32C());
        try (FileChannel channel = FileChannel.open(
                temporary, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            SyncedFiles.writeFully(channel, bytes.clear(), 0);
            channel.force(true);
        }
        SyncedFiles.renameSynced(temporary, directory.resolve(FILE_NAME));
    }

    static SyncMark open(Path directory) throws IOException, DataDirectoryException {
        try (FileChannel channel =
                FileChannel.open(directory.resolve(FILE_NAME), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() != FILE_BYTES) {
                throw new DataDirectoryException(
                        "the file " + FILE_NAME + " has " + channel.size() + " bytes, not " + FILE_BYTES);
            }
            return new SyncMark(channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE_BYTES));
        }
    }

    Claim claim() {
        return claim;
    }

    /** Everything up to this write is synced. Never goes back. */
    void raise(long sequence, long lsn) {
        if (sequence <= claim.sequence()) {
            return;
        }
        claim = new Claim(sequence, lsn);
        counter++;
        fill(slot, counter, claim, crc);
        file.put((int) (counter & 1) * SLOT_DISTANCE, slot.array());
    }

    @Override
    public void close() {
        file.force();
    }

    private @Nullable Claim readSlot(int index) {
        file.get(index * SLOT_DISTANCE, slot.array());
        crc.reset();
        crc.update(slot.array(), 4, SLOT_BYTES - 4);
        boolean valid = (int) crc.getValue() == slot.getInt(0) && slot.getInt(4) == MAGIC;
        return valid ? new Claim(slot.getLong(16), slot.getLong(24)) : null;
    }

    private static void fill(ByteBuffer slot, long counter, Claim claim, CRC32C crc) {
        slot.putInt(4, MAGIC).putLong(8, counter).putLong(16, claim.sequence()).putLong(24, claim.lsn());
        crc.reset();
        crc.update(slot.array(), 4, SLOT_BYTES - 4);
        slot.putInt(0, (int) crc.getValue());
    }
}
