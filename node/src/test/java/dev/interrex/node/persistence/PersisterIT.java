package dev.interrex.node.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.CommitMode;
import dev.interrex.model.LogPosition;
import dev.interrex.node.log.SampleLog;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PersisterIT {
    private static final DurableLog.Settings SETTINGS = new DurableLog.Settings(1 << 20, 4 << 20);
    private static final Persister.Settings BATCHES =
            new Persister.Settings(1 << 16, 1000, 1 << 20, 500, DiskPace.Limits.DEFAULT);

    @TempDir
    private Path directory;

    private final SampleLog sample = new SampleLog(1 << 22);
    private final SplittableRandom random = new SplittableRandom(3);
    private final AtomicLong nowNanos = new AtomicLong();
    private final Recorder recorder = new Recorder();
    private DurableLog log;
    private Persister persister;

    /** What the persister told, in order. */
    private static final class Recorder implements Persister.Listener {
        final List<Long> durable = new CopyOnWriteArrayList<>();
        final List<String> failures = new CopyOnWriteArrayList<>();
        volatile long written;

        @Override
        public void onWritten(long lsn) {
            written = lsn;
        }

        @Override
        public void onDurable(long lsn) {
            durable.add(lsn);
        }

        @Override
        public void onDiskFailure(String line, Throwable cause) {
            failures.add(line);
        }
    }

    @BeforeEach
    void open() throws DataDirectoryException {
        log = DurableLog.open(directory, SETTINGS);
        persister = new Persister(log, sample.ring(), CommitMode.DURABLE, BATCHES, nowNanos::get, recorder);
    }

    @AfterEach
    void close() {
        persister.close();
        log.close();
    }

    private void reopen() throws DataDirectoryException {
        persister.close();
        log.close();
        log = DurableLog.open(directory, SETTINGS);
    }

    private long publish(int records) {
        long end = sample.appendSome(records, 300, random);
        persister.wake(0);
        return end;
    }

    private void awaitDurable(long lsn) {
        await().untilAsserted(() -> assertThat(persister.durableLsn()).isEqualTo(lsn));
    }

    @Test
    void whatIsPublishedBecomesDurableInOrder() throws DataDirectoryException {
        for (int i = 0; i < 300; i++) {
            publish(1 + random.nextInt(30));
            sample.ring().releaseUpTo(recorder.written);
        }
        long end = sample.ring().endLsn();
        awaitDurable(end);
        assertThat(recorder.durable).isSorted().endsWith(end);
        assertThat(recorder.durable.size()).as("commits").isLessThan(300);
        reopen();
        assertThat(log.end()).isEqualTo(sample.ring().end());
        assertThat(log.history()).isEqualTo(sample.ring().history());
    }

    @Test
    void aRecordLargerThanTheBatchIsOneCommit() {
        sample.append(10);
        sample.append(BATCHES.batchBytes() * 3);
        sample.append(10);
        sample.ring().publish();
        persister.wake(0);
        awaitDurable(sample.ring().endLsn());
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        assertThat(log.read(0, all)).isEqualTo((int) sample.ring().endLsn());
        assertThat(all.flip()).isEqualTo(sample.bytesFrom(0));
    }

    @Test
    void memoryModeTellsWrittenAtOnceAndDurableWithinTheInterval() {
        persister.commitMode(CommitMode.MEMORY);
        long end = publish(10);
        await().untilAsserted(() -> assertThat(recorder.written).isEqualTo(end));
        assertThat(recorder.durable).isEmpty();
        nowNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(BATCHES.syncIntervalMs()));
        persister.wake(0);
        awaitDurable(end);
        assertThat(recorder.durable).containsExactly(end);
    }

    @Test
    void memoryModeSyncsEarlyWhenMuchIsUnsynced() {
        persister.commitMode(CommitMode.NONE);
        for (int i = 0; i < 20; i++) {
            publish(500);
        }
        await().untilAsserted(() -> assertThat(recorder.durable).isNotEmpty());
    }

    @Test
    void drainSyncsInEveryMode() {
        persister.commitMode(CommitMode.MEMORY);
        long end = publish(10);
        assertThat(persister.drain()).isTrue();
        assertThat(persister.durableLsn()).isEqualTo(end);
        assertThat(persister.drain()).isTrue();
    }

    @Test
    void changingToDurableModeSyncsWhatIsUnsynced() {
        persister.commitMode(CommitMode.MEMORY);
        long end = publish(10);
        await().untilAsserted(() -> assertThat(recorder.written).isEqualTo(end));
        persister.commitMode(CommitMode.DURABLE);
        awaitDurable(end);
    }

    @Test
    void goesOnAfterATruncation() throws DataDirectoryException {
        publish(10);
        LogPosition cut = sample.ring().end();
        publish(10);
        assertThat(persister.drain()).isTrue();
        log.truncateTo(cut);
        persister.wake(0);
        sample.ring().truncateTo(cut.lsn());
        persister.wake(0);
        persister.replaceRing(sample.ring());
        sample.epoch(2);
        long end = publish(5);
        awaitDurable(end);
        reopen();
        assertThat(log.end()).isEqualTo(sample.ring().end());
        assertThat(recorder.failures).isEmpty();
    }

    @Test
    void closePersistsWhatIsPublishedAndTheWatermark() throws DataDirectoryException {
        persister.commitMode(CommitMode.MEMORY);
        publish(10);
        persister.wake(7);
        reopen();
        assertThat(log.end()).isEqualTo(sample.ring().end());
        assertThat(log.highWatermark()).isEqualTo(7);
    }

    @Test
    void theFirstFailureIsReportedOnceAndNothingIsTriedAgain() {
        long end = publish(1);
        awaitDurable(end);
        log.close();
        publish(1);
        await().untilAsserted(() -> assertThat(recorder.failures).hasSize(1));
        publish(1);
        assertThat(persister.drain()).isFalse();
        assertThat(recorder.failures).hasSize(1);
        assertThat(recorder.durable).containsExactly(end);
    }

    /** Prints rates; asserts only that nothing is lost. */
    @Test
    void groupCommitsGrowWithTheLoad() {
        for (int recordsPerTurn : new int[] {1, 16, 256}) {
            long commitsBefore = recorder.durable.size();
            Instant start = Instant.now();
            long records = 0;
            while (Instant.now().isBefore(start.plusSeconds(1))) {
                if (sample.ring().hasRoomFor(recordsPerTurn * 200L)) {
                    for (int i = 0; i < recordsPerTurn; i++) {
                        sample.append(60);
                    }
                    sample.ring().publish();
                    persister.wake(0);
                    records += recordsPerTurn;
                }
                sample.ring().releaseUpTo(persister.durableLsn());
            }
            assertThat(persister.drain()).isTrue();
            double seconds = Duration.between(start, Instant.now()).toNanos() / 1e9;
            long commits = recorder.durable.size() - commitsBefore;
            System.out.printf(
                    "group commit: %d records a turn: %.0f commits/s, %.0f records/s, %.0f records a commit%n",
                    recordsPerTurn, commits / seconds, records / seconds, (double) records / commits);
        }
        assertThat(log.end()).isEqualTo(sample.ring().end());
    }
}
