package dev.interrex.sentinel.consensus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A small file that is written whole, synced, and then given its name. */
final class LineFile {
    static final String DISK_ID = "disk-id";

    private LineFile() {}

    /**
     * The name of this disk; {@code fresh} becomes it where there is none.
     *
     * @throws IOException if it cannot be read or written, or is empty
     */
    static String diskId(Path directory, String fresh) throws IOException {
        Path file = directory.resolve(DISK_ID);
        if (!Files.exists(file)) {
            write(directory, DISK_ID, fresh);
        }
        String id = Files.readString(file).strip();
        if (id.isEmpty()) {
            throw new IOException("damaged file " + file);
        }
        return id;
    }

    /** Writes one line. */
    static void write(Path directory, String name, String line) throws IOException {
        Path written = directory.resolve(name + ".new");
        try (FileChannel file = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
            file.force(true);
        }
        Files.move(written, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel parent = FileChannel.open(directory, StandardOpenOption.READ)) {
            parent.force(true);
        }
    }
}
