package dev.interrex.node.persistence;

import dev.interrex.model.CommitMode;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.node.log.LogRing;
import dev.interrex.node.log.RecordReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * A node's data directory under work, in a process of its own that {@link CrashIT} kills: appends, truncations, snapshots, cuts and
 * full syncs in random order. Each line on standard output is a promise that must still hold after the kill: {@code durable EPOCH LSN},
 * {@code epoch N}, {@code boot N}; a truncation or full sync is announced before ({@code to EPOCH LSN}) and confirmed after it
 * ({@code at EPOCH LSN}).
 */
final class CrashMain {
    static final DurableLog.Settings LOG = new DurableLog.Settings(100_000, 1 << 20);
    static final SnapshotStore.Settings SNAPSHOTS = new SnapshotStore.Settings(10_000, 4, 2);
    private static final int RING_BYTES = 1 << 20;

    private final PrintStream out = System.out;
    private final SplittableRandom random;
    private final DataDirectory directory;
    private final DurableLog log;
    private LogRing ring;
    private final Persister persister;
    private long epoch;
    private long highWatermark;

    private CrashMain(Path path, long seed) throws DataDirectoryException {
        random = new SplittableRandom(seed);
        directory = DataDirectory.open(path, LOG, SNAPSHOTS);
        log = directory.log();
        epoch = log.epoch() + 1;
        log.persistEpoch(epoch);
        tell("boot " + log.bootCounter());
        tell("epoch " + epoch);
        highWatermark = log.highWatermark();
        ring = new LogRing(RING_BYTES, log.end(), log.history());
        persister = new Persister(
                log, ring, CommitMode.DURABLE, Persister.Settings.DEFAULT, () -> 0, new Persister.Listener() {
                    @Override
                    public void onDurable(long lsn) {}

                    @Override
                    public void onDiskFailure(String line, Throwable cause) {
                        tell("failure " + line);
                    }
                });
    }

    public static void main(String[] args) throws Exception {
        var main = new CrashMain(Path.of(args[0]), Long.parseLong(args[1]));
        while (true) {
            main.step();
        }
    }

    private void step() throws Exception {
        switch (random.nextInt(20)) {
            case 0, 1, 2 -> truncate();
            case 3, 4 -> snapshot();
            case 5 -> fullSync();
            case 6 -> newEpoch();
            default -> append();
        }
    }

    private void append() {
        for (int i = random.nextInt(20); i >= 0; i--) {
            byte[] effects = new byte[1 + random.nextInt(500)];
            random.nextBytes(effects);
            ring.open(epoch, 0);
            ring.writeBytes(effects, 0, effects.length);
            ring.seal();
        }
        ring.publish();
        persister.wake(highWatermark);
        persister.drain();
        tell("durable " + words(log.end()));
        ring.releaseUpTo(ring.endLsn());
    }

    private void newEpoch() {
        epoch += 1 + random.nextInt(3);
        log.persistEpoch(epoch);
        tell("epoch " + epoch);
        ring.appendBarrier(epoch, 0);
        append();
        highWatermark = ring.endLsn();
    }

    private void truncate() {
        LogPosition target = someBoundary();
        tell("to " + words(target));
        persister.drain();
        log.truncateTo(target);
        ring.truncateTo(target.lsn());
        persister.replaceRing(ring);
        tell("at " + words(log.end()));
    }

    /** A record boundary at or above the high watermark. */
    private LogPosition someBoundary() {
        long lsn = Math.max(highWatermark, log.highWatermark());
        ByteBuffer bytes = ByteBuffer.allocate(RING_BYTES);
        int copied = log.read(lsn, bytes);
        for (int at = 0; at < copied && random.nextInt(10) > 0; ) {
            int length = RecordReader.lengthAt(bytes, at);
            at += length;
            lsn += length;
        }
        return new LogPosition(log.history().epochAt(lsn), lsn);
    }

    private void snapshot() throws Exception {
        highWatermark = log.end().lsn();
        write(directory.snapshots(), log.end(), log.history()).join();
        log.cutBefore(directory.snapshots().oldestKeptLsn());
    }

    private static CompletableFuture<SnapshotFile> write(SnapshotStore store, LogPosition at, EpochHistory history) {
        var done = new CompletableFuture<SnapshotFile>();
        SnapshotWriter writer = store.create(at, history, 0, new SnapshotWriter.Listener() {
            @Override
            public void onFinished(SnapshotFile snapshot) {
                done.complete(snapshot);
            }

            @Override
            public void onFailed(String line, Throwable cause) {
                done.completeExceptionally(cause);
            }
        });
        ByteBuffer chunk = writer.acquire(Long.BYTES);
        if (chunk != null) {
            writer.submit(chunk.putLong(at.lsn()));
        }
        writer.finish(1);
        return done;
    }

    /** As if a primary of a new epoch had sent its snapshot of a longer log. */
    private void fullSync() throws Exception {
        epoch++;
        log.persistEpoch(epoch);
        tell("epoch " + epoch);
        LogPosition target = new LogPosition(epoch, log.end().lsn() + 1000);
        EpochHistory history = log.history().withRecord(epoch, log.end().lsn());
        Path elsewhere = Path.of(
                System.getProperty("java.io.tmpdir"),
                "primary-" + ProcessHandle.current().pid());
        SnapshotStore primary = SnapshotStore.open(elsewhere, SNAPSHOTS);
        SnapshotFile source = write(primary, target, history).join();
        persister.drain();
        tell("to " + words(target));
        receive(source);
        log.startOver(history, target);
        directory.snapshots().deleteBefore(target);
        ring = new LogRing(RING_BYTES, target, history);
        persister.replaceRing(ring);
        highWatermark = target.lsn();
        tell("at " + words(log.end()));
    }

    private void receive(SnapshotFile source) throws Exception {
        try (SnapshotStream stream = source.openStream();
                SnapshotReceiver receiver = directory
                        .snapshots()
                        .receive(source.position(), source.history(), source.sizeBytes(), source.crc32c())) {
            ByteBuffer part = ByteBuffer.allocate(50);
            while (stream.read(receiver.offset(), part.clear()) > 0) {
                receiver.accept(receiver.offset(), part.flip(), SnapshotFormat.crc32c(part));
            }
            receiver.install(source.crc32c());
        }
    }

    /** The full stop tells a whole line from one that was cut off by the kill. */
    private void tell(String promise) {
        out.println(promise + " .");
    }

    private static String words(LogPosition position) {
        return position.epoch() + " " + position.lsn();
    }
}
