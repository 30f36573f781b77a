package dev.interrex.node.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interrex.model.LogPosition;
import dev.interrex.node.log.SampleLog;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data directory whose files were cut or flipped while the node was down: it either opens with everything that was synced, or
 * it does not open. The image has commits in flushed files and in the write-ahead log, and an end that was never synced.
 */
class DamagedDirectoryIT {
    private static final DurableLog.Settings SETTINGS = new DurableLog.Settings(1 << 20, 4 << 20);

    @TempDir
    private Path temporary;

    private final SplittableRandom random = new SplittableRandom(11);
    private final SampleLog sample = new SampleLog(1 << 22);
    private Path image;
    private long syncedLsn;
    private ByteBuffer bytes;

    @BeforeEach
    void makeImage() throws Exception {
        Path live = temporary.resolve("live");
        image = temporary.resolve("image");
        try (DurableLog log = DurableLog.open(live, SETTINGS)) {
            log.persistEpoch(3);
            for (int i = 0; i < 60; i++) {
                append(log, true);
            }
        }
        // RocksDB moves what it finds in the write-ahead log to files when it opens.
        try (DurableLog log = DurableLog.open(live, SETTINGS)) {
            append(log, true);
            log.persistEpoch(4);
            append(log, true);
            syncedLsn = log.end().lsn();
            append(log, false);
            append(log, false);
            copy(live, image);
        }
        bytes = sample.bytesFrom(0);
        assertThat(files("sst")).isNotEmpty();
        assertThat(files("log")).isNotEmpty();
    }

    private void append(DurableLog log, boolean sync) {
        long from = log.end().lsn();
        sample.appendSome(50, 200, random);
        log.append(sample.bytesFrom(from), sample.ring().history(), from, sync);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private List<Path> files(String suffix) throws IOException {
        try (var files = Files.walk(image)) {
            return files.filter(Files::isRegularFile)
                    .map(image::relativize)
                    .filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private interface Damage {
        void to(RandomAccessFile file) throws IOException;
    }

    private Path damaged(Path file, Damage damage) throws IOException {
        Path copy = temporary.resolve("copy");
        deleteAll(copy);
        copy(image, copy);
        try (var access = new RandomAccessFile(copy.resolve(file.toString()).toFile(), "rw")) {
            damage.to(access);
        }
        return copy;
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Whether it opened; then with all that was synced and nothing else. */
    private boolean opensWithEverythingSynced(Path directory) throws IOException {
        try (DurableLog log = DurableLog.open(directory, SETTINGS)) {
            long end = log.end().lsn();
            assertThat(end).isBetween(syncedLsn, (long) bytes.limit());
            assertThat(log.epoch()).isEqualTo(4);
            ByteBuffer read = ByteBuffer.allocate((int) end);
            long at = 0;
            while (at < end) {
                at += log.read(at, read);
            }
            assertThat(read.flip()).isEqualTo(bytes.duplicate().limit((int) end));
            return true;
        } catch (DataDirectoryException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
            return false;
        } catch (DiskFailureException e) {
            return false;
        }
    }

    @Test
    void theUndamagedImageOpens() throws IOException {
        assertThat(opensWithEverythingSynced(damaged(Path.of("lock"), file -> {})))
                .isTrue();
    }

    @Test
    void aFlippedByteAnywhereNeverLosesWhatWasSynced() throws IOException {
        int opened = 0;
        int refused = 0;
        for (Path file : files("")) {
            long size = Files.size(image.resolve(file.toString()));
            for (int i = 0; i < 25 && size > 0; i++) {
                long at = i < 3 ? Math.min(i * 8L, size - 1) : random.nextLong(size);
                Path copy = damaged(file, access -> {
                    access.seek(at);
                    int old = access.read();
                    access.seek(at);
                    access.write(old ^ 0x20);
                });
                if (opensWithEverythingSynced(copy)) {
                    opened++;
                } else {
                    refused++;
                }
            }
        }
        System.out.printf("flipped bytes: %d directories opened undiminished, %d refused%n", opened, refused);
        assertThat(refused).isPositive();
    }

    @Test
    void aLostSyncedEndOfTheWriteAheadLogIsNoticed() throws IOException {
        for (Path file : files(".log")) {
            long size = Files.size(image.resolve(file.toString()));
            for (int i = 0; i < 20; i++) {
                long length = random.nextLong(size);
                opensWithEverythingSynced(damaged(file, access -> access.setLength(length)));
            }
            assertThat(opensWithEverythingSynced(damaged(file, access -> access.setLength(0))))
                    .as("emptied %s", file)
                    .isFalse();
        }
    }

    @Test
    void aTornUnsyncedEndIsNormal() throws IOException {
        Path file = files(".log").getLast();
        long size = Files.size(image.resolve(file.toString()));
        assertThat(opensWithEverythingSynced(damaged(file, access -> access.setLength(size - 5))))
                .isTrue();
        assertThat(opensWithEverythingSynced(damaged(file, access -> {
                    access.seek(size - 3000);
                    access.write(new byte[2000]);
                })))
                .as("pages written out of order")
                .isTrue();
    }

    @Test
    void aRefusedDirectoryStaysRefused() throws IOException {
        Path file = files(".log").getLast();
        Path copy = damaged(file, access -> access.setLength(10));
        assertThat(opensWithEverythingSynced(copy)).isFalse();
        assertThat(opensWithEverythingSynced(copy)).isFalse();
    }

    @Test
    void aMissingPartIsNamed() throws IOException {
        for (String part : List.of("sync-mark", "log", "log/CURRENT")) {
            Path copy = damaged(Path.of("lock"), access -> {});
            Path gone = copy.resolve(part);
            if (Files.isDirectory(gone)) {
                deleteAll(gone);
            } else {
                Files.delete(gone);
            }
            assertThatExceptionOfType(DataDirectoryException.class)
                    .as(part)
                    .isThrownBy(() -> DurableLog.open(copy, SETTINGS))
                    .withMessageContaining(copy.toString());
        }
    }

    @Test
    void anOldImageIsRecognisedByItsBootCounter() throws Exception {
        Path live = temporary.resolve("live");
        long before;
        try (DurableLog log = DurableLog.open(live, SETTINGS)) {
            before = log.bootCounter();
        }
        try (DurableLog old = DurableLog.open(image, SETTINGS)) {
            assertThat(old.bootCounter()).isLessThanOrEqualTo(before);
            assertThat(old.end()).isNotEqualTo(LogPosition.START);
        }
    }
}
