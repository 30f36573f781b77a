package dev.interrex.node.persistence;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Turns what the disk and RocksDB throw into one line that an operator can act on. */
final class DiskErrors {
    private DiskErrors() {}

    /** {@code doing} is what failed, such as "syncing the log". */
    static DiskFailureException failure(String doing, Exception cause) {
        return new DiskFailureException(line(doing, cause), cause);
    }

    static String line(String doing, Throwable cause) {
        return isDiskFull(cause)
                ? "disk full while " + doing
                        + ": free some space and start the node again; nothing acknowledged is lost"
                : doing + " failed: " + reason(cause);
    }

    static boolean isDiskFull(Throwable cause) {
        if (cause instanceof RocksDBException rocks && subCode(rocks) == Status.SubCode.NoSpace) {
            return true;
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("disk quota exceeded");
    }

    private static Status.@Nullable SubCode subCode(RocksDBException e) {
        Status status = e.getStatus();
        return status == null ? null : status.getSubCode();
    }

    /** The cause in a few words, on one line. */
    static String reason(Throwable cause) {
        String words = switch (cause) {
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case NoSuchFileException missing -> "it does not exist and cannot be made: " + missing.getFile();
            case FileSystemException file when file.getReason() != null -> file.getReason() + ": " + file.getFile();
            case IOException io -> String.valueOf(io.getMessage());
            case RocksDBException rocks -> String.valueOf(rocks.getMessage());
            default -> cause.toString();
        };
        return words.replaceAll("\\s*\\n\\s*", " ");
    }
}
