package dev.interrex.node.persistence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * RocksDB's native library, unpacked to a folder of its own below {@code java.io.tmpdir} and removed as soon as it is loaded: left to itself,
 * RocksDB removes the 17 MB only at an orderly end, and a machine whose nodes get killed would fill its {@code /tmp}. What is loaded stays
 * loaded without its file (POSIX {@code unlink}).
 */
final class RocksLibrary {
    private static boolean loaded;

    private RocksLibrary() {}

    /**
     * Loads the library, unless this process has it already. Any thread.
     *
     * @throws DataDirectoryException if it cannot be unpacked, or may not be executed there
     */
    static synchronized void load() throws DataDirectoryException {
        if (loaded) {
            return;
        }
        try {
            Path folder = Files.createTempDirectory("interrex-rocksdb");
            try {
                NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
                RocksDB.loadLibrary(); // finds it loaded
            } finally {
                remove(folder);
            }
            loaded = true;
        } catch (IOException | RuntimeException | UnsatisfiedLinkError e) {
            throw new DataDirectoryException(
                    "cannot load RocksDB's native library (it is unpacked to java.io.tmpdir, which must allow"
                            + " execution): "
                            + DiskErrors.reason(e),
                    e);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
