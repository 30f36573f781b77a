package dev.interrex.node.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.log.RecordReader;
import dev.interrex.node.log.SampleLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableLogIT {
    private static final DurableLog.Settings SETTINGS = new DurableLog.Settings(1 << 20, 1 << 20);

    @TempDir
    private Path directory;

    private final SampleLog sample = new SampleLog(1 << 24);
    private final SplittableRandom random = new SplittableRandom(3);
    private DurableLog log;

    @BeforeEach
    void open() throws DataDirectoryException {
        log = DurableLog.open(directory, SETTINGS);
    }

    @AfterEach
    void close() {
        log.close();
    }

    private void reopen() throws DataDirectoryException {
        log.close();
        open();
    }

    /** One group commit of some records. */
    private void commit(int records) {
        long from = log.end().lsn();
        sample.appendSome(records, 200, random);
        log.append(sample.bytesFrom(from), sample.ring().history(), 0, true);
        sample.ring().releaseUpTo(sample.ring().endLsn());
    }

    private ByteBuffer readAll(long fromLsn, int targetBytes) {
        ByteBuffer all = ByteBuffer.allocateDirect((int) (log.end().lsn() - fromLsn));
        ByteBuffer target = ByteBuffer.allocateDirect(targetBytes);
        long at = fromLsn;
        int copied;
        while ((copied = log.read(at, target.clear())) > 0) {
            all.put(target.flip());
            at += copied;
        }
        assertThat(at).isEqualTo(log.end().lsn());
        return all.flip();
    }

    @Test
    void aNewDirectoryIsBlankAndGetsAnIncarnation() throws DataDirectoryException {
        assertThat(log.blank()).isTrue();
        assertThat(log.incarnation()).matches("[0-9a-f]{32}");
        assertThat(log.bootCounter()).isEqualTo(1);
        assertThat(log.epoch()).isZero();
        assertThat(log.end()).isEqualTo(LogPosition.START);
        String incarnation = log.incarnation();
        reopen();
        assertThat(log.incarnation()).isEqualTo(incarnation);
        assertThat(log.bootCounter()).isEqualTo(2);
    }

    @Test
    void recordsEpochsAndWatermarkSurviveARestart() throws DataDirectoryException {
        commit(5);
        LogPosition first = log.end();
        sample.ring().appendBarrier(7, 1);
        sample.epoch(7).append(20);
        sample.ring().publish();
        log.append(sample.bytesFrom(first.lsn()), sample.ring().history(), first.lsn(), true);
        log.persistEpoch(9);
        reopen();
        assertThat(log.end()).isEqualTo(sample.ring().end());
        assertThat(log.history()).isEqualTo(sample.ring().history());
        assertThat(log.highWatermark()).isEqualTo(first.lsn());
        assertThat(log.epoch()).isEqualTo(9);
        assertThat(log.blank()).isFalse();
        assertThat(readAll(0, 1 << 16)).isEqualTo(sample.bytesFrom(0));
    }

    @Test
    void aRenewedIncarnationSurvivesARestart() throws DataDirectoryException {
        String before = log.incarnation();
        commit(3);
        log.renewIncarnation();
        String after = log.incarnation();
        assertThat(after).isNotEqualTo(before).hasSize(32);
        reopen();
        assertThat(log.incarnation()).isEqualTo(after);
        assertThat(log.bootCounter()).isEqualTo(2);
    }

    @Test
    void theEpochNeverFalls() {
        log.persistEpoch(4);
        log.persistEpoch(4);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> log.persistEpoch(3));
        assertThat(log.epoch()).isEqualTo(4);
    }

    @Test
    void readsInSlicesOfAnySizeFromAnyRecord() throws Exception {
        for (int i = 0; i < 50; i++) {
            commit(1 + random.nextInt(20));
        }
        ByteBuffer expected = sample.bytesFrom(0);
        for (int targetBytes : new int[] {300, 1000, 4096, 1 << 20}) {
            assertThat(readAll(0, targetBytes)).isEqualTo(expected);
        }
        var reader = new RecordReader().over(expected);
        ByteBuffer target = ByteBuffer.allocate(1 << 20);
        while (reader.next()) {
            int copied = log.read(reader.lsn(), target.clear());
            assertThat(target.flip()).isEqualTo(expected.duplicate().position((int) reader.lsn()));
            assertThat(copied).isEqualTo((int) (log.end().lsn() - reader.lsn()));
        }
    }

    @Test
    void readSaysWhatItCannotGive() {
        commit(3);
        ByteBuffer small = ByteBuffer.allocate(10);
        assertThat(log.read(log.end().lsn(), small)).isZero();
        assertThat(log.read(log.end().lsn() + 1, small)).isEqualTo(DurableLog.NOT_HERE);
        assertThat(log.read(0, small)).isEqualTo(-RecordReader.lengthAt(sample.bytesFrom(0), 0));
        assertThat(small.position()).isZero();
    }

    @Test
    void truncationInsideOfAGroupCommitKeepsItsHead() throws Exception {
        commit(10);
        commit(10);
        ByteBuffer all = sample.bytesFrom(0);
        var reader = new RecordReader().over(all);
        while (reader.next()) {
            long boundary = reader.endLsn();
            if (boundary > log.end().lsn() - 1000 && boundary < log.end().lsn()) {
                break;
            }
        }
        LogPosition cut = new LogPosition(1, reader.endLsn());
        log.truncateTo(cut);
        assertThat(log.end()).isEqualTo(cut);
        assertThat(readAll(0, 1 << 16)).isEqualTo(all.duplicate().limit((int) cut.lsn()));
        reopen();
        assertThat(log.end()).isEqualTo(cut);

        var other = new SampleLog(1 << 16, cut, log.history());
        other.epoch(5).append(33);
        other.ring().publish();
        log.append(other.bytesFrom(cut.lsn()), other.ring().history(), 0, true);
        reopen();
        assertThat(log.end()).isEqualTo(other.ring().end());
        assertThat(readAll(cut.lsn(), 1 << 16)).isEqualTo(other.bytesFrom(cut.lsn()));
    }

    @Test
    void truncationToACommitBoundaryAndToTheStart() throws DataDirectoryException {
        commit(3);
        LogPosition cut = log.end();
        commit(3);
        log.truncateTo(cut);
        reopen();
        assertThat(log.end()).isEqualTo(cut);
        log.truncateTo(LogPosition.START);
        assertThat(log.end()).isEqualTo(LogPosition.START);
        assertThat(log.history()).isEqualTo(EpochHistory.EMPTY);
        reopen();
        assertThat(log.end()).isEqualTo(LogPosition.START);
    }

    @Test
    void truncationBelowTheWatermarkIsRefused() {
        commit(3);
        LogPosition cut = log.end();
        commit(3);
        sample.append(1);
        sample.ring().publish();
        log.append(sample.bytesFrom(log.end().lsn()), sample.ring().history(), cut.lsn() + 1, true);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> log.truncateTo(cut))
                .withMessageContaining("below the high watermark");
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> log.truncateTo(new LogPosition(1, log.end().lsn() - 1)));
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> log.truncateTo(new LogPosition(2, log.end().lsn())));
    }

    @Test
    void aReaderDoesNotGetTruncatedRecordsFromMemory() {
        commit(10);
        LogPosition cut = log.end();
        commit(10);
        ByteBuffer target = ByteBuffer.allocate(200);
        assertThat(log.read(cut.lsn(), target)).isPositive();
        log.truncateTo(cut);
        var other = new SampleLog(1 << 16, cut, log.history());
        other.epoch(2).append(1);
        other.ring().publish();
        log.append(other.bytesFrom(cut.lsn()), other.ring().history(), 0, true);
        assertThat(readAll(cut.lsn(), 200)).isEqualTo(other.bytesFrom(cut.lsn()));
    }

    @Test
    void cutKeepsWhatFollowersMayStillNeedAndFreesTheRest() throws Exception {
        for (int i = 0; i < 300; i++) {
            commit(500);
        }
        long end = log.end().lsn();
        assertThat(end).isGreaterThan(12L << 20);
        long before = sizeOf(directory.resolve("log"));
        log.cutBefore(end - 100);
        long start = log.startLsn();
        assertThat(start).isLessThanOrEqualTo(end - 100 - SETTINGS.retainBytes());
        assertThat(start).isGreaterThan(end - SETTINGS.retainBytes() - 200_000);
        ByteBuffer target = ByteBuffer.allocate(1 << 20);
        assertThat(log.read(0, target)).isEqualTo(DurableLog.NOT_HERE);
        assertThat(log.read(start, target)).isPositive();
        // A file that RocksDB was still moving to its last level goes with a later cut.
        Awaitility.await().until(() -> {
            commit(500);
            log.cutBefore(log.end().lsn() - 100);
            return sizeOf(directory.resolve("log")) < before / 2;
        });
        start = log.startLsn();
        end = log.end().lsn();
        reopen();
        assertThat(log.startLsn()).isEqualTo(start);
        assertThat(log.end().lsn()).isEqualTo(end);
        assertThat(log.history()).isEqualTo(sample.ring().history());
        log.cutBefore(100);
        assertThat(log.startLsn()).isEqualTo(start);
    }

    private static long sizeOf(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".sst"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void startOverLeavesAnEmptyLogAtTheNewPositionForwardsAndBackwards() throws Exception {
        commit(100);
        for (LogPosition position : List.of(new LogPosition(8, 1_000_000), new LogPosition(9, 500))) {
            var history = new EpochHistory(List.of(
                    new EpochHistory.Start(1, 0), new EpochHistory.Start(position.epoch(), position.lsn() - 100)));
            log.startOver(history, position);
            assertThat(log.end()).isEqualTo(position);
            reopen();
            assertThat(log.end()).isEqualTo(position);
            assertThat(log.startLsn()).isEqualTo(position.lsn());
            assertThat(log.highWatermark()).isEqualTo(position.lsn());
            assertThat(log.history()).isEqualTo(history);
            assertThat(log.blank()).isFalse();
            assertThat(log.read(0, ByteBuffer.allocate(1000))).isEqualTo(DurableLog.NOT_HERE);
            var next = new SampleLog(1 << 16, position, history);
            next.append(10);
            next.ring().publish();
            log.append(next.bytesFrom(position.lsn()), next.ring().history(), 0, true);
            reopen();
            assertThat(log.end()).isEqualTo(next.ring().end());
            assertThat(readAll(position.lsn(), 1000)).isEqualTo(next.bytesFrom(position.lsn()));
        }
    }

    @Test
    void oneProcessPerDirectory() {
        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> DurableLog.open(directory, SETTINGS))
                .withMessageContaining("in use by another process");
    }

    @Test
    void anUnusableDirectoryIsNamedInOneLine() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(() -> DurableLog.open(file.resolve("sub"), SETTINGS))
                .withMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void aGroupCommitThatDoesNotContinueTheLogIsRefused() {
        commit(3);
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> log.append(sample.bytesFrom(0), sample.ring().history(), 0, true));
    }

    /** Prints the rate at which a follower that is behind the ring could be fed; asserts only that all of it arrives. */
    @Test
    void catchUpRate() {
        for (int recordsPerCommit : new int[] {2, 50, 1000}) {
            long from = log.end().lsn();
            while (log.end().lsn() < from + (24 << 20)) {
                commitUnsynced(recordsPerCommit);
            }
            ByteBuffer target = ByteBuffer.allocateDirect(256 << 10);
            for (int round = 0; round < 2; round++) {
                Instant start = Instant.now();
                long at = from;
                int copied;
                while ((copied = log.read(at, target.clear())) > 0) {
                    at += copied;
                }
                double seconds = Duration.between(start, Instant.now()).toNanos() / 1e9;
                System.out.printf(
                        "catch-up, %d records a commit: %.0f MB/s%n", recordsPerCommit, (at - from) / 1e6 / seconds);
                assertThat(at).isEqualTo(log.end().lsn());
            }
        }
    }

    private void commitUnsynced(int records) {
        long from = log.end().lsn();
        sample.appendSome(records, 200, random);
        log.append(sample.bytesFrom(from), sample.ring().history(), 0, false);
        sample.ring().releaseUpTo(sample.ring().endLsn());
    }
}
