package dev.interrex.node.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.log.SampleLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryIT {
    private static final DurableLog.Settings LOG = new DurableLog.Settings(0, 1 << 20);
    private static final SnapshotStore.Settings SNAPSHOTS = new SnapshotStore.Settings(1000, 2, 2);

    @TempDir
    private Path path;

    private final SampleLog sample = new SampleLog(1 << 22);
    private final SplittableRandom random = new SplittableRandom(2);

    private DataDirectory open() throws DataDirectoryException {
        return DataDirectory.open(path, LOG, SNAPSHOTS);
    }

    private LogPosition append(DurableLog log) {
        long from = log.end().lsn();
        sample.appendSome(10, 300, random);
        log.append(
                sample.bytesFrom(from), sample.ring().history(), sample.ring().endLsn(), true);
        return log.end();
    }

    private static SnapshotFile snapshot(SnapshotStore store, LogPosition position, EpochHistory history) {
        var done = new CompletableFuture<SnapshotFile>();
        SnapshotWriter writer = store.create(position, history, 0, new SnapshotWriter.Listener() {
            @Override
            public void onFinished(SnapshotFile snapshot) {
                done.complete(snapshot);
            }

            @Override
            public void onFailed(String line, Throwable cause) {
                done.completeExceptionally(cause);
            }
        });
        writer.finish(0);
        return done.join();
    }

    private static void damage(SnapshotFile file) throws Exception {
        Files.write(file.path(), new byte[] {0}, StandardOpenOption.APPEND);
    }

    @Test
    void aBlankDirectoryHasNothing() throws Exception {
        try (DataDirectory directory = open()) {
            assertThat(directory.log().blank()).isTrue();
            assertThat(directory.snapshot()).isEmpty();
        }
    }

    @Test
    void replayBeginsAtTheNewestSnapshotAndFallsBackToTheOneBefore() throws Exception {
        LogPosition older;
        SnapshotFile newer;
        try (DataDirectory directory = open()) {
            DurableLog log = directory.log();
            append(log);
            older = append(log);
            snapshot(directory.snapshots(), older, log.history());
            append(log);
            newer = snapshot(directory.snapshots(), append(log), log.history());
            log.cutBefore(directory.snapshots().oldestKeptLsn());
            append(log);
            assertThat(log.startLsn()).isEqualTo(older.lsn());
        }
        try (DataDirectory directory = open()) {
            assertThat(directory.snapshot()).contains(newer);
            assertThat(directory.log().end()).isEqualTo(sample.ring().end());
        }
        damage(newer);
        try (DataDirectory directory = open()) {
            assertThat(directory.snapshot().orElseThrow().position()).isEqualTo(older);
            assertThat(directory.log().end()).isEqualTo(sample.ring().end());
        }
    }

    @Test
    void aLogWithoutItsBeginningNeedsASnapshot() throws Exception {
        SnapshotFile one;
        SnapshotFile two;
        try (DataDirectory directory = open()) {
            DurableLog log = directory.log();
            one = snapshot(directory.snapshots(), append(log), log.history());
            two = snapshot(directory.snapshots(), append(log), log.history());
            log.cutBefore(directory.snapshots().oldestKeptLsn());
        }
        damage(one);
        damage(two);
        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(this::open)
                .withMessageContaining("no undamaged snapshot")
                .withMessageContaining("log begins only at LSN");
    }

    @Test
    void aFullSyncThatACrashInterruptedAfterTheInstallIsEnded() throws Exception {
        LogPosition primary;
        EpochHistory history;
        try (DataDirectory directory = open()) {
            LogPosition end = append(directory.log());
            primary = new LogPosition(5, end.lsn() - 10);
            history = directory.log().history().withRecord(5, end.lsn() - 200);
            snapshot(directory.snapshots(), primary, history);
        }
        try (DataDirectory directory = open()) {
            assertThat(directory.log().end()).isEqualTo(primary);
            assertThat(directory.log().startLsn()).isEqualTo(primary.lsn());
            assertThat(directory.log().history()).isEqualTo(history);
            assertThat(directory.log().highWatermark()).isEqualTo(primary.lsn());
        }
    }

    @Test
    void aSnapshotOfAnOlderHistoryNeverReplacesTheLog() throws Exception {
        try (DataDirectory directory = open()) {
            DurableLog log = directory.log();
            LogPosition old = append(log);
            append(log);
            snapshot(directory.snapshots(), old, log.history());
            log.startOver(log.history().withRecord(7, 90), new LogPosition(7, 100));
        }
        assertThatExceptionOfType(DataDirectoryException.class)
                .isThrownBy(this::open)
                .withMessageContaining("does not continue");
    }

    @Test
    void aSecondProcessIsRefusedBeforeItTouchesAnything() throws Exception {
        try (DataDirectory directory = open()) {
            assertThat(directory.log().bootCounter()).isEqualTo(1);
            assertThatExceptionOfType(DataDirectoryException.class)
                    .isThrownBy(this::open)
                    .withMessageContaining("in use by another process");
        }
    }
}
