package dev.interrex.sentinel.consensus;

import dev.interrex.proto.v1.RegistrySnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * The state machine's snapshot on disk, big-endian.
 *
 * <pre>
 *  0               4               8
 * +---------------+---------------+----------------------------+
 * | magic "IXRS"  | CRC-32C       | RegistrySnapshot, to the   |
 * |               | of the rest   | end of the file            |
 * +---------------+---------------+----------------------------+
 * </pre>
 */
final class SnapshotFile {
    static final String NAME = "registry";

    private static final int MAGIC = 0x49585253;
    private static final int HEADER_BYTES = 8;

    private SnapshotFile() {}

    /** Writes and syncs the file; {@code directory} exists. */
    static void write(Path directory, RegistrySnapshot snapshot) throws IOException {
        byte[] body = snapshot.toByteArray();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + body.length);
        bytes.putInt(MAGIC).putInt(crcOf(body)).put(body).flip();
        try (FileChannel file = FileChannel.open(
                directory.resolve(NAME),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
    }

    /**
     * @throws IOException if the file is missing, damaged or of another format
     */
    static RegistrySnapshot read(Path directory) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(directory.resolve(NAME)));
        if (bytes.remaining() < HEADER_BYTES || bytes.getInt() != MAGIC) {
            throw new IOException("not a registry snapshot: " + directory.resolve(NAME));
        }
        int crc = bytes.getInt();
        byte[] body = new byte[bytes.remaining()];
        bytes.get(body);
        if (crc != crcOf(body)) {
            throw new IOException("damaged registry snapshot: " + directory.resolve(NAME));
        }
        return RegistrySnapshot.parseFrom(body);
    }

    private static int crcOf(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }
}
