package dev.interrex.node.persistence;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The snapshots of a data directory.
 *
 * <pre>
 *  snapshots/snapshot-EPOCH-LSN           complete: was synced and read back before it got this name
 *            writing-EPOCH-LSN            from the own engine; worthless after a crash
 *            receiving-EPOCH-LSN-SIZE-CRC from another node; its undamaged beginning is of use after a crash
 *            damaged-EPOCH-LSN            was complete and is not any more; kept for a look until the next snapshot
 * </pre>
 *
 * <p>Newer means higher {@code (epoch, lsn)}. Any thread; calls exclude each other, and those that say so read or write much.
 */
public final class SnapshotStore {
    /**
     * @param chunkBytes {@code snapshot-chunk-bytes}: size of the buffers that the loop fills
     * @param queueChunks {@code snapshot-queue-chunks}: how many of them there are, so how far the loop may be ahead of the disk
     * @param keep {@code snapshot-keep}: how many snapshots stay, at least 1
     */
    public record Settings(int chunkBytes, int queueChunks, int keep) {
        public static final Settings DEFAULT = new Settings(256 << 10, 8, 2);
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(SnapshotStore.class);
    private static final String DIRECTORY = "snapshots";
    private static final String COMPLETE = "snapshot-";
    private static final String WRITING = "writing-";
    private static final String RECEIVING = "receiving-";
    private static final String DAMAGED = "damaged-";
    private static final Pattern COMPLETE_NAME = Pattern.compile(COMPLETE + "([0-8]\\d{18})-([0-8]\\d{18})");
    private static final Comparator<Path> NEWEST_FIRST =
            Comparator.comparing(SnapshotStore::positionOf).reversed();

    private final Path directory;
    private final Settings settings;
    private final Map<Path, SnapshotFile> verified = new HashMap<>();
    private boolean damageFound;

    private SnapshotStore(Path directory, Settings settings) {
        this.directory = directory;
        this.settings = settings;
    }

    /** Opens the store in this data directory; reads nothing yet. */
    public static SnapshotStore open(Path dataDirectory, Settings settings) throws DataDirectoryException {
        Path directory = dataDirectory.resolve(DIRECTORY);
        try {
            SyncedFiles.createDirectory(directory);
        } catch (IOException e) {
            throw new DataDirectoryException(DiskErrors.line("opening " + directory, e), e);
        }
        return new SnapshotStore(directory, settings);
    }

    // ------------------------------------------------------------------ names

    private static String name(LogPosition position) {
        return String.format("%019d-%019d", position.epoch(), position.lsn());
    }

    private static LogPosition positionOf(Path path) {
        Matcher name = COMPLETE_NAME.matcher(String.valueOf(path.getFileName()));
        if (!name.matches()) {
            throw new IllegalArgumentException("not a snapshot: " + path);
        }
        return new LogPosition(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
    }

    private Path complete(LogPosition position) {
        return directory.resolve(COMPLETE + name(position));
    }

    private List<Path> complete() throws IOException {
        return list(name -> COMPLETE_NAME.matcher(name).matches()).stream()
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private List<Path> list(Predicate<String> names) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> names.test(String.valueOf(file.getFileName())))
                    .toList();
        }
    }

    private void delete(Predicate<String> names) throws IOException {
        for (Path file : list(names)) {
            Files.deleteIfExists(file);
        }
    }

    // ------------------------------------------------------------------ reading

    /**
     * The newest snapshot that is undamaged: each is read whole once per process, the newest first. One that is damaged is renamed,
     * logged and skipped.
     */
    public synchronized Optional<SnapshotFile> newestVerified() throws IOException {
        for (Path path : complete()) {
            Optional<SnapshotFile> file = verified(path);
            if (file.isPresent()) {
                return file;
            }
        }
        return Optional.empty();
    }

    private Optional<SnapshotFile> verified(Path path) throws IOException {
        SnapshotFile known = verified.get(path);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            SnapshotFile file = SnapshotReading.verify(path, positionOf(path));
            verified.put(path, file);
            return Optional.of(file);
        } catch (CorruptSnapshotException e) {
            LOGGER.error("snapshot {} is damaged and will not be used: {}", path, e.getMessage());
            damageFound = true;
            SyncedFiles.renameSynced(path, directory.resolve(DAMAGED + name(positionOf(path))));
            return Optional.empty();
        }
    }

    /** Whether {@link #newestVerified} had to skip one. */
    synchronized boolean damageFound() {
        return damageFound;
    }

    /**
     * How far {@link DurableLog#cutBefore} may go: the oldest of the snapshots that are kept, so that each of them can be replayed from. 0 while
     * there are fewer than {@code snapshot-keep}.
     */
    public synchronized long oldestKeptLsn() throws IOException {
        List<Path> files = complete();
        return files.size() < settings.keep()
                ? 0
                : positionOf(files.get(settings.keep() - 1)).lsn();
    }

    // ------------------------------------------------------------------ writing

    /**
     * Begins a snapshot of the state at {@code position}; one at a time.
     *
     * @param history of the log up to there
     * @param logTimeMs log time of the newest record in it
     */
    public SnapshotWriter create(
            LogPosition position, EpochHistory history, long logTimeMs, SnapshotWriter.Listener listener) {
        Path path = directory.resolve(WRITING + name(position));
        EpochHistory upTo = history.truncatedTo(position.lsn());
        return new SnapshotWriter(this, path, position, upTo, logTimeMs, settings, listener);
    }

    /** Removes what an earlier writer left. On the writer's thread. */
    synchronized void deleteUnfinished() throws IOException {
        delete(name -> name.startsWith(WRITING));
    }

    /** Gives a synced file that has been read back its final name. */
    synchronized SnapshotFile install(SnapshotFile file) throws IOException {
        SnapshotFile installed = new SnapshotFile(
                complete(file.position()),
                file.position(),
                file.history(),
                file.logTimeMs(),
                file.sizeBytes(),
                file.entries(),
                file.crc32c());
        SyncedFiles.renameSynced(file.path(), installed.path());
        verified.put(installed.path(), installed);
        return installed;
    }

    /** Deletes all but the newest {@code snapshot-keep}, and what is damaged. After {@link DurableLog#startOver} in a full sync. */
    public synchronized void deleteOld() throws IOException {
        List<Path> files = complete();
        for (Path path : files.subList(Math.min(settings.keep(), files.size()), files.size())) {
            delete(path);
        }
        delete(name -> name.startsWith(DAMAGED));
    }

    /** Deletes every snapshot older than {@code position}: they belong to a history that a full sync replaced. */
    public synchronized void deleteBefore(LogPosition position) throws IOException {
        for (Path path : complete()) {
            if (positionOf(path).compareTo(position) < 0) {
                delete(path);
            }
        }
    }

    private void delete(Path path) throws IOException {
        verified.remove(path);
        Files.deleteIfExists(path);
    }

    // ------------------------------------------------------------------ receiving

    /**
     * Takes a snapshot from another node. Where the beginning of the same file (position, size and checksum) is there from an earlier try, it is
     * verified and kept; any other is deleted. Two nodes write the same state in different orders, so the position alone says nothing. Blocking.
     *
     * @param position and history as they were announced
     * @param sizeBytes and {@code crc32c} of the whole file
     */
    public synchronized SnapshotReceiver receive(LogPosition position, EpochHistory history, long sizeBytes, int crc32c)
            throws IOException {
        String name = RECEIVING + name(position) + "-" + sizeBytes + "-" + Integer.toHexString(crc32c);
        delete(other -> other.startsWith(RECEIVING) && !other.equals(name));
        Path path = directory.resolve(name);
        return new SnapshotReceiver(this, path, position, history, sizeBytes, undamagedBytes(path));
    }

    private static long undamagedBytes(Path path) throws IOException {
        long undamaged = 0;
        try (SnapshotReading reading = SnapshotReading.open(path)) {
            undamaged = reading.offset();
            while (reading.next() != null) {
                undamaged = reading.offset();
            }
            return reading.offset();
        } catch (NoSuchFileException e) {
            return 0;
        } catch (CorruptSnapshotException e) {
            return undamaged;
        }
    }
}
