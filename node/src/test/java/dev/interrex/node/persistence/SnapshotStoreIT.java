package dev.interrex.node.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SnapshotStoreIT {
    private static final SnapshotStore.Settings SETTINGS = new SnapshotStore.Settings(1000, 2, 2);
    private static final EpochHistory HISTORY =
            new EpochHistory(List.of(new EpochHistory.Start(1, 0), new EpochHistory.Start(3, 40)));

    @TempDir
    private Path directory;

    private final SplittableRandom random = new SplittableRandom(5);
    private SnapshotStore store;

    @BeforeEach
    void open() throws DataDirectoryException {
        store = SnapshotStore.open(directory, SETTINGS);
    }

    private static LogPosition at(long lsn) {
        return new LogPosition(3, lsn);
    }

    /** Completes with the writer's answer. */
    private static final class Answer extends CompletableFuture<SnapshotFile> implements SnapshotWriter.Listener {
        @Override
        public void onFinished(SnapshotFile snapshot) {
            complete(snapshot);
        }

        @Override
        public void onFailed(String line, Throwable cause) {
            completeExceptionally(new IOException(line, cause));
        }
    }

    private static void submit(SnapshotWriter writer, byte[] bytes) {
        ByteBuffer chunk = await().until(() -> writer.acquire(bytes.length), buffer -> buffer != null);
        assertThat(chunk.remaining()).isGreaterThanOrEqualTo(bytes.length);
        writer.submit(chunk.put(bytes));
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private SnapshotFile write(long lsn, byte[]... chunks) throws Exception {
        var answer = new Answer();
        SnapshotWriter writer = store.create(at(lsn), HISTORY, 0, answer);
        for (byte[] chunk : chunks) {
            submit(writer, chunk);
        }
        writer.finish(chunks.length);
        return answer.get();
    }

    private static byte[] payload(SnapshotFile file) throws Exception {
        var bytes = new ByteArrayOutputStream();
        file.forEachChunk(chunk -> {
            byte[] copy = new byte[chunk.remaining()];
            chunk.get(copy);
            bytes.writeBytes(copy);
        });
        return bytes.toByteArray();
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(directory.resolve("snapshots"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whatWasWrittenIsReadAfterARestart() throws Exception {
        byte[] one = randomBytes(1000);
        byte[] large = randomBytes(300_000);
        byte[] small = randomBytes(1);
        SnapshotFile written = write(100, one, large, small);
        open();
        SnapshotFile file = store.newestVerified().orElseThrow();
        assertThat(file).isEqualTo(written);
        assertThat(file.position()).isEqualTo(at(100));
        assertThat(file.history()).isEqualTo(HISTORY);
        assertThat(file.entries()).isEqualTo(3);
        assertThat(file.sizeBytes()).isEqualTo(Files.size(file.path()));
        byte[] expected =
                ByteBuffer.allocate(301_001).put(one).put(large).put(small).array();
        assertThat(payload(file)).isEqualTo(expected);
    }

    @Test
    void anEmptyStateIsASnapshotToo() throws Exception {
        assertThat(payload(write(100))).isEmpty();
    }

    @Test
    void theNewestTwoAreKept() throws Exception {
        assertThat(store.newestVerified()).isEmpty();
        write(100, randomBytes(10));
        assertThat(store.oldestKeptLsn())
                .as("one alone is not enough to cut the log")
                .isZero();
        write(200, randomBytes(10));
        assertThat(store.oldestKeptLsn()).isEqualTo(100);
        write(300, randomBytes(10));
        assertThat(names()).hasSize(2);
        assertThat(store.oldestKeptLsn()).isEqualTo(200);
        assertThat(store.newestVerified().orElseThrow().position()).isEqualTo(at(300));
    }

    @Test
    void everyDamageIsFound() throws Exception {
        Path path = write(200, randomBytes(50), randomBytes(30)).path();
        byte[] good = Files.readAllBytes(path);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x04;
            assertDamaged(path, bad);
        }
        for (int length = 0; length < good.length; length++) {
            assertDamaged(path, Arrays.copyOf(good, length));
        }
        assertDamaged(path, Arrays.copyOf(good, good.length + 1));
    }

    private static void assertDamaged(Path path, byte[] bytes) throws IOException {
        Files.write(path, bytes);
        assertThatExceptionOfType(CorruptSnapshotException.class)
                .isThrownBy(() -> SnapshotReading.verify(path, at(200)));
    }

    @Test
    void aDamagedSnapshotIsPutAsideAndTheOlderOneTaken() throws Exception {
        write(100, randomBytes(50));
        Path newest = write(200, randomBytes(50)).path();
        Files.write(newest, new byte[] {1}, StandardOpenOption.APPEND);
        open();
        assertThat(store.newestVerified().orElseThrow().position()).isEqualTo(at(100));
        assertThat(names()).anyMatch(name -> name.startsWith("damaged-"));
        write(300, randomBytes(50));
        assertThat(names()).hasSize(2).noneMatch(name -> name.startsWith("damaged-"));
    }

    @Test
    void aHugeDeclaredChunkIsRefusedWithoutAllocatingIt() throws Exception {
        Path path = write(100, randomBytes(50)).path();
        byte[] bytes = Files.readAllBytes(path);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(68, 1 << 29);
        Files.write(path, bytes);
        open();
        assertThat(store.newestVerified()).isEmpty();
    }

    @Test
    void abortLeavesNothingAndTellsNobody() throws Exception {
        var answer = new Answer();
        SnapshotWriter writer = store.create(at(100), HISTORY, 0, answer);
        submit(writer, randomBytes(10));
        writer.abort();
        await().untilAsserted(() -> assertThat(names()).isEmpty());
        assertThat(answer).isNotDone();
    }

    @Test
    void aFullQueueAsksTheLoopToComeBack() {
        var answer = new Answer();
        SnapshotWriter writer = store.create(at(100), HISTORY, 0, answer);
        assertThat(writer.acquire(1)).isNotNull();
        assertThat(writer.acquire(1)).isNotNull();
        assertThat(writer.acquire(1)).isNull();
        writer.abort();
    }

    @Test
    void aFailedWriteIsToldAndTheOlderSnapshotStays() throws Exception {
        write(100, randomBytes(10));
        Files.createDirectories(directory.resolve("snapshots/writing-in-the-way/of-it"));
        var answer = new Answer();
        store.create(at(200), HISTORY, 0, answer).finish(0);
        await().untilAsserted(() -> assertThat(answer).isDone());
        assertThat(store.newestVerified().orElseThrow().position()).isEqualTo(at(100));
    }

    // ------------------------------------------------------------------ a full sync

    private static ByteBuffer slice(byte[] file, int from, int length) {
        return ByteBuffer.wrap(file, from, Math.min(length, file.length - from));
    }

    private static void send(SnapshotReceiver receiver, byte[] file, int upTo) throws Exception {
        while (receiver.offset() < upTo) {
            ByteBuffer data = slice(file, (int) receiver.offset(), Math.min(700, upTo - (int) receiver.offset()));
            receiver.accept(receiver.offset(), data, SnapshotFormat.crc32c(data));
        }
    }

    private SnapshotFile foreign(Path other) throws Exception {
        SnapshotStore own = store;
        store = SnapshotStore.open(other, SETTINGS);
        SnapshotFile file = write(500, randomBytes(1000), randomBytes(1000), randomBytes(1000), randomBytes(77));
        store = own;
        return file;
    }

    @Test
    void aReceivedSnapshotIsInstalledAndTheOldOneStaysUntilTold(@TempDir Path other) throws Exception {
        write(100, randomBytes(10));
        SnapshotFile source = foreign(other);
        byte[] bytes = Files.readAllBytes(source.path());
        try (SnapshotReceiver receiver =
                store.receive(source.position(), source.history(), source.sizeBytes(), source.crc32c())) {
            assertThat(receiver.offset()).isZero();
            send(receiver, bytes, bytes.length);
            assertThat(store.newestVerified().orElseThrow().position()).isEqualTo(at(100));
            receiver.install(source.crc32c());
        }
        assertThat(names()).hasSize(2);
        assertThat(payload(store.newestVerified().orElseThrow())).isEqualTo(payload(source));
        store.deleteBefore(source.position());
        assertThat(names()).hasSize(1);
    }

    @Test
    void receivingGoesOnWhereItStoppedAfterADamagedEndIsCutOff(@TempDir Path other) throws Exception {
        SnapshotFile source = foreign(other);
        byte[] bytes = Files.readAllBytes(source.path());
        try (SnapshotReceiver receiver =
                store.receive(source.position(), source.history(), source.sizeBytes(), source.crc32c())) {
            send(receiver, bytes, 2500);
        }
        Path partial = directory.resolve("snapshots").resolve(names().getFirst());
        byte[] torn = Files.readAllBytes(partial);
        torn[2400] ^= 1;
        Files.write(partial, torn);
        open();
        try (SnapshotReceiver receiver =
                store.receive(source.position(), source.history(), source.sizeBytes(), source.crc32c())) {
            assertThat(receiver.offset()).as("header and two whole chunks").isEqualTo(76 + 2 * 1008);
            send(receiver, bytes, bytes.length);
            receiver.install(source.crc32c());
        }
        assertThat(payload(store.newestVerified().orElseThrow())).isEqualTo(payload(source));
    }

    @Test
    void anotherSnapshotStartsFromTheBeginning(@TempDir Path other) throws Exception {
        SnapshotFile source = foreign(other);
        byte[] bytes = Files.readAllBytes(source.path());
        try (SnapshotReceiver receiver =
                store.receive(source.position(), source.history(), source.sizeBytes(), source.crc32c())) {
            send(receiver, bytes, 2500);
        }
        try (SnapshotReceiver receiver = store.receive(at(600), HISTORY, source.sizeBytes(), source.crc32c())) {
            assertThat(receiver.offset()).isZero();
        }
        assertThat(names()).hasSize(1);
    }

    @Test
    void aChunkThatDoesNotFitIsNotWritten(@TempDir Path other) throws Exception {
        SnapshotFile source = foreign(other);
        byte[] bytes = Files.readAllBytes(source.path());
        try (SnapshotReceiver receiver =
                store.receive(source.position(), source.history(), source.sizeBytes(), source.crc32c())) {
            ByteBuffer data = slice(bytes, 0, 100);
            assertThatExceptionOfType(CorruptSnapshotException.class)
                    .isThrownBy(() -> receiver.accept(1, data, SnapshotFormat.crc32c(data)));
            assertThatExceptionOfType(CorruptSnapshotException.class).isThrownBy(() -> receiver.accept(0, data, 1));
            ByteBuffer tooMuch = ByteBuffer.allocate(bytes.length + 1);
            assertThatExceptionOfType(CorruptSnapshotException.class)
                    .isThrownBy(() -> receiver.accept(0, tooMuch, SnapshotFormat.crc32c(tooMuch)));
            assertThat(receiver.offset()).isZero();
        }
    }

    @Test
    void anIncompleteOrForeignSnapshotIsNeverInstalled(@TempDir Path other) throws Exception {
        SnapshotFile source = foreign(other);
        byte[] bytes = Files.readAllBytes(source.path());
        SnapshotReceiver incomplete =
                store.receive(source.position(), source.history(), source.sizeBytes(), source.crc32c());
        send(incomplete, bytes, 2500);
        assertThatExceptionOfType(CorruptSnapshotException.class).isThrownBy(() -> incomplete.install(source.crc32c()));
        SnapshotReceiver wrongHistory =
                store.receive(source.position(), EpochHistory.EMPTY, source.sizeBytes(), source.crc32c());
        send(wrongHistory, bytes, bytes.length);
        assertThatExceptionOfType(CorruptSnapshotException.class)
                .isThrownBy(() -> wrongHistory.install(source.crc32c()));
        SnapshotReceiver wrongPosition = store.receive(at(501), source.history(), source.sizeBytes(), source.crc32c());
        send(wrongPosition, bytes, bytes.length);
        assertThatExceptionOfType(CorruptSnapshotException.class)
                .isThrownBy(() -> wrongPosition.install(source.crc32c()));
        assertThat(store.newestVerified()).isEmpty();
        assertThat(names()).isEmpty();
    }

    @Test
    void aStreamOutlivesTheDeletionOfItsFile() throws Exception {
        SnapshotFile file = write(100, randomBytes(500));
        byte[] expected = Files.readAllBytes(file.path());
        try (SnapshotStream stream = file.openStream()) {
            write(200);
            write(300);
            assertThat(file.path()).doesNotExist();
            ByteBuffer all = ByteBuffer.allocate(expected.length);
            assertThat(stream.read(0, all)).isEqualTo(expected.length);
            assertThat(all.array()).isEqualTo(expected);
            assertThat(stream.read(expected.length, all.clear())).isZero();
        }
    }
}
