package dev.interrex.cli.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps two commands from starting and stopping the processes of one folder at the same time. The system frees it when its holder ends. */
public final class ClusterLock implements AutoCloseable {
    static final String FILE = ".lock";

    private final FileChannel file;
    private final FileLock lock;

    private ClusterLock(FileChannel file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /**
     * Takes the lock of a folder, which is made if need be.
     *
     * @throws ClusterException if another command holds it
     */
    public static ClusterLock of(Path directory) {
        try {
            Files.createDirectories(directory);
            FileChannel file =
                    FileChannel.open(directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(file);
            if (lock == null) {
                file.close();
                throw new ClusterException(
                        "another interrex command is starting or stopping the cluster in " + directory);
            }
            return new ClusterLock(file, lock);
        } catch (IOException e) {
            throw new ClusterException("cannot write below " + directory + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            file.close();
        } catch (IOException e) {
            throw new ClusterException("cannot release the lock of the folder: " + e.getMessage(), e);
        }
    }
}
