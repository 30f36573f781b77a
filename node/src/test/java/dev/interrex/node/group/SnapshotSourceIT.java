package dev.interrex.node.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.node.persistence.SnapshotFile;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the snapshot of a full sync comes from: real disks and streams, the test plays the sentinels. */
class SnapshotSourceIT {
    @TempDir
    private Path directory;

    private TestGroup group;
    private int written;

    @BeforeEach
    void begin() {
        org.awaitility.Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
        org.awaitility.Awaitility.setDefaultPollInterval(Duration.ofMillis(1));
        group = new TestGroup(directory).snapshotLogBytes(64 << 10);
    }

    @AfterEach
    void end() {
        group.close();
    }

    @Test
    void aNewReplicaIsFilledByAReplicaAndThePrimaryIsSpared() throws Exception {
        group.start("p", "a", "b");
        group.reign(1, "p");
        TestNode p = group.node("p");
        writeUntilTheLogIsCut(p, 100);
        group.start("n");
        group.reigns(1, "p", List.of("p", "a", "b"));
        awaitFilled("n", p);
        assertThat(group.node("n").fullSync().source()).isEqualTo("a");
        assertThat(p.fullSync().sentBytes()).isZero();
        assertThat(group.node("a").fullSync().sentBytes()).isPositive();
    }

    @Test
    void aReplicaThatHasNoSnapshotYetTakesOne() throws Exception {
        group.start("p");
        group.snapshotLogBytes(Long.MAX_VALUE).start("a");
        group.reign(1, "p");
        TestNode p = group.node("p");
        writeUntilTheLogIsCut(p, 100);
        assertThat(newest(group.node("a"))).isNull();
        group.start("n");
        group.reigns(1, "p", List.of("p", "a"));
        awaitFilled("n", p);
        assertThat(group.node("n").fullSync().source()).isEqualTo("a");
        assertThat(p.fullSync().sentBytes()).isZero();
    }

    @Test
    void whereTheSourceDiesInBetweenThePrimaryGoesOnWithTheSameFile() throws Exception {
        TestNode p = primaryAndAReplicaWithItsSnapshot();
        long sentBefore = p.fullSync().sentBytes();
        long sizeBytes = Objects.requireNonNull(newest(p)).sizeBytes();
        group.start("n");
        TestNode n = group.node("n");
        CountDownLatch goOn = new CountDownLatch(1);
        try {
            group.reigns(1, "p", List.of("p", "a"));
            await().until(() -> received("n") > 0);
            n.call(member -> {
                member.snapshots().background().execute(() -> awaitQuietly(goOn));
                return "";
            });
            assertThat(n.fullSync()).isEqualTo(new FullSyncStatus(true, "a", 0));
            group.kill("a");
        } finally {
            goOn.countDown();
        }
        group.reigns(1, "p", List.of("p"));
        awaitFilled("n", p);
        assertThat(n.fullSync().source()).isEqualTo("p");
        assertThat(p.fullSync().sentBytes() - sentBefore)
                .as("what the replica had sent is not sent again")
                .isPositive()
                .isLessThan(sizeBytes);
    }

    @Test
    void aSourceThatSendsNothingIsGivenUpForThePrimary() throws Exception {
        TestNode p = primaryAndAReplicaWithItsSnapshot();
        long sentBefore = p.fullSync().sentBytes();
        CountDownLatch goOn = new CountDownLatch(1);
        try {
            group.node("a").execute(() -> awaitQuietly(goOn));
            group.start("n");
            group.reigns(1, "p", List.of("p", "a"));
            await().until(() -> group.node("n").fullSync().source().equals("p"));
            assertThat(p.fullSync().sentBytes()).isGreaterThan(sentBefore);
        } finally {
            goOn.countDown();
        }
        awaitFilled("n", p);
    }

    /** The replica got its snapshot from the primary, so that they have the same file; it is too large to be sent at once. */
    private TestNode primaryAndAReplicaWithItsSnapshot() throws Exception {
        group.start("p");
        group.reign(1, "p");
        TestNode p = group.node("p");
        writeUntilTheLogIsCut(p, 8_000);
        group.start("a");
        group.reigns(1, "p", List.of("p"));
        awaitFilled("a", p);
        group.reigns(1, "p", List.of("p", "a"));
        assertThat(group.node("a").fullSync().source()).isEqualTo("p");
        assertThat(Objects.requireNonNull(newest(group.node("a"))).crc32c())
                .isEqualTo(Objects.requireNonNull(newest(p)).crc32c());
        return p;
    }

    /** And until no more snapshots are due. */
    private void writeUntilTheLogIsCut(TestNode p, int valueBytes) {
        String value = "v".repeat(valueBytes);
        while (written < 3_000 || p.logStartLsn() == 0) {
            p.set("key" + written++ % 3_000, value);
        }
        await().until(() -> p.committedLsn == p.leo());
        await().until(() -> p.call(member -> !member.isTakingSnapshot()
                && member.appliedLsn() - member.lastSnapshot().lsn() < 64 << 10));
    }

    private void awaitFilled(String id, TestNode primary) {
        TestNode filled = group.node(id);
        primary.set("last", id);
        await().until(() -> filled.get("last").equals(id));
        assertThat(filled.digest()).isEqualTo(primary.digest());
        assertThat(filled.halted).isEmpty();
        assertThat(filled.fullSync().receiving()).isFalse();
    }

    private static @Nullable SnapshotFile newest(TestNode node) {
        return node.call(member -> member.snapshots().newest());
    }

    private long received(String id) {
        File[] files = directory
                .resolve(id)
                .resolve("snapshots")
                .toFile()
                .listFiles((in, name) -> name.startsWith("receiving-"));
        return files == null || files.length == 0 ? 0 : files[0].length();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
