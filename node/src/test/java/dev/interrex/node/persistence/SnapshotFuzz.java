package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;

/** Target of a fuzzer: a snapshot's file, with a checksum of all that is right. Corrupt, or chunks that lie within it. */
public final class SnapshotFuzz {
    private static final Path FILE = temporary();

    private SnapshotFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Files.write(FILE, withChecksum(data));
        long bytes = 0;
        try (SnapshotReading reading = SnapshotReading.open(FILE)) {
            for (ByteBuffer chunk = reading.next(); chunk != null; chunk = reading.next()) {
                bytes += chunk.remaining();
            }
            reading.file(FILE);
        } catch (CorruptSnapshotException corrupt) {
            return;
        }
        if (bytes > data.length) {
            throw new AssertionError("chunks of " + bytes + " bytes in " + data.length);
        }
    }

    private static Path temporary() {
        try {
            return Files.createTempFile("snapshot", ".fuzz");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] withChecksum(byte[] data) {
        byte[] file = data.clone();
        if (file.length >= Integer.BYTES) {
            CRC32C crc = new CRC32C();
            crc.update(file, 0, file.length - Integer.BYTES);
            ByteBuffer checksum = SnapshotFormat.fileChecksum((int) crc.getValue());
            checksum.get(file, file.length - Integer.BYTES, Integer.BYTES);
        }
        return file;
    }

    /** What a corpus begins with. */
    public static List<byte[]> examples() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        EpochHistory history = EpochHistory.EMPTY.withRecord(1, 0).withRecord(3, 100);
        add(file, SnapshotFormat.header(new LogPosition(3, 200), history, 5));
        for (int length : new int[] {3, 40}) {
            ByteBuffer chunk = ByteBuffer.allocate(length);
            add(file, SnapshotFormat.chunkHeader(chunk));
            add(file, chunk);
        }
        add(file, SnapshotFormat.footer(2, 2));
        add(file, SnapshotFormat.fileChecksum(0));
        return List.of(file.toByteArray());
    }

    private static void add(ByteArrayOutputStream file, ByteBuffer bytes) {
        byte[] copied = new byte[bytes.remaining()];
        bytes.get(copied);
        file.writeBytes(copied);
    }
}
