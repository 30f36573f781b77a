package dev.interrex.node.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.interrex.model.CommitMode;
import dev.interrex.model.LogPosition;
import dev.interrex.node.log.SampleLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small tmpfs, where this process may mount one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DiskFullIT {
    private static final DurableLog.Settings SETTINGS = new DurableLog.Settings(1 << 20, 4 << 20);

    @TempDir
    private Path temporary;

    private final SampleLog sample = new SampleLog(1 << 22);
    private Path disk;
    private boolean mounted;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temporary.resolve("disk"));
        mounted = run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", disk.toString());
        assumeThat(mounted).as("may mount a tmpfs").isTrue();
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            // Lazily: a RocksDB that failed keeps files open for as long as its process lives.
            run("umount", "--lazy", disk.toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the persister told. */
    private static final class Recorder implements Persister.Listener {
        final List<String> failures = new CopyOnWriteArrayList<>();
        volatile long durable;

        @Override
        public void onDurable(long lsn) {
            durable = lsn;
        }

        @Override
        public void onDiskFailure(String line, Throwable cause) {
            failures.add(line);
        }
    }

    @Test
    void aFullDiskStopsTheLogOnceAndLosesNothingThatWasAcknowledged() throws Exception {
        var recorder = new Recorder();
        LogPosition acknowledged = fill(recorder);
        assertThat(recorder.failures).hasSize(1);
        assertThat(recorder.failures.getFirst()).startsWith("disk full");

        assertThat(run("mount", "-o", "remount,size=200m", disk.toString())).isTrue();
        try (DurableLog log = DurableLog.open(disk.resolve("data"), SETTINGS)) {
            assertThat(log.end().lsn()).isGreaterThanOrEqualTo(acknowledged.lsn());
            ByteBuffer target = ByteBuffer.allocate(1 << 20);
            long at = 0;
            int copied;
            while ((copied = log.read(at, target.clear())) > 0) {
                at += copied;
            }
            assertThat(at).isEqualTo(log.end().lsn());
            var next = new SampleLog(1 << 22, log.end(), log.history());
            next.appendSome(10, 1000, new SplittableRandom(1));
            log.append(next.bytesFrom(at), next.ring().history(), 0, true);
            assertThat(log.end()).isEqualTo(next.ring().end());
        }
    }

    private LogPosition fill(Recorder recorder) throws DataDirectoryException {
        DurableLog log = DurableLog.open(disk.resolve("data"), SETTINGS);
        var random = new SplittableRandom(4);
        try (Persister persister =
                new Persister(log, sample.ring(), CommitMode.DURABLE, Persister.Settings.DEFAULT, () -> 0, recorder)) {
            boolean works = true;
            while (works) {
                sample.appendSome(50, 10_000, random);
                persister.wake(0);
                works = persister.drain();
                sample.ring().releaseUpTo(recorder.durable);
            }
            return new LogPosition(1, recorder.durable);
        } finally {
            closeFailed(log);
        }
    }

    private static void closeFailed(DurableLog log) {
        assertThatExceptionOfType(DiskFailureException.class).isThrownBy(() -> log.persistEpoch(9));
        log.close();
    }

    @Test
    void aSnapshotThatFindsNoRoomLeavesNothing() throws Exception {
        SnapshotStore store = SnapshotStore.open(disk.resolve("data"), SnapshotStore.Settings.DEFAULT);
        var failure = new CompletableFuture<String>();
        SnapshotWriter writer =
                store.create(sample.ring().end(), sample.ring().history(), 0, new SnapshotWriter.Listener() {
                    @Override
                    public void onFinished(SnapshotFile snapshot) {
                        failure.complete("finished");
                    }

                    @Override
                    public void onFailed(String line, Throwable cause) {
                        failure.complete(line);
                    }
                });
        long submitted = 0;
        while (!failure.isDone() && submitted < 100_000_000) {
            ByteBuffer chunk = writer.acquire(100_000);
            if (chunk != null) {
                submitted += chunk.remaining();
                writer.submit(chunk.position(chunk.limit()));
            }
        }
        assertThat(failure.get()).startsWith("disk full");
        try (var files = Files.list(disk.resolve("data/snapshots"))) {
            assertThat(files).isEmpty();
        }
    }
}
