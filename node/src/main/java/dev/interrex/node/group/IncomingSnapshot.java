package dev.interrex.node.group;

import dev.interrex.model.LogPosition;
import dev.interrex.node.persistence.CorruptSnapshotException;
import dev.interrex.node.persistence.SnapshotFile;
import dev.interrex.node.persistence.SnapshotReceiver;
import dev.interrex.proto.v1.PrimaryMessage;
import dev.interrex.proto.v1.SnapshotBegin;
import dev.interrex.proto.v1.SnapshotChunk;
import dev.interrex.wire.TopologyWire;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A snapshot on its way in. Orders come from the event loop; the disk work happens on the snapshot thread, one order at a time. */
final class IncomingSnapshot {
    /** What became of one message. */
    sealed interface Outcome {
        /** From there on it is wanted: what is before has arrived in an earlier try. */
        record Begun(long offsetBytes) implements Outcome {}

        /** A chunk of {@code bytes} is stored. */
        record More(int bytes) implements Outcome {}

        record Installed(SnapshotFile file) implements Outcome {}

        record Failed(String why) implements Outcome {}
    }

    private interface Step {
        Outcome run() throws IOException, CorruptSnapshotException;
    }

    private final Snapshots snapshots;
    private @Nullable SnapshotReceiver receiver;

    IncomingSnapshot(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    void begin(SnapshotBegin begin, Consumer<Outcome> then) {
        run(then, () -> {
            SnapshotReceiver opened = snapshots
                    .store()
                    .receive(
                            new LogPosition(begin.getSnapshotEpoch(), begin.getSnapshotLsn()),
                            TopologyWire.historyFromWire(begin.getHistoryList()),
                            begin.getSizeBytes(),
                            begin.getCrc32C());
            receiver = opened;
            return new Outcome.Begun(opened.offset());
        });
    }

    void take(PrimaryMessage message, Consumer<Outcome> then) {
        run(then, () -> {
            SnapshotReceiver open = receiver;
            if (open == null) {
                return new Outcome.Failed("no beginning");
            }
            if (message.hasSnapshotEnd()) {
                return new Outcome.Installed(
                        open.install(message.getSnapshotEnd().getCrc32C()));
            }
            SnapshotChunk chunk = message.getSnapshotChunk();
            open.accept(chunk.getOffsetBytes(), chunk.getData().asReadOnlyByteBuffer(), chunk.getCrc32C());
            return new Outcome.More(chunk.getData().size());
        });
    }

    /** The link is gone; what has arrived stays for the next try. */
    void abandon() {
        snapshots.background().execute(() -> {
            SnapshotReceiver open = receiver;
            if (open != null) {
                closeQuietly(open);
            }
        });
    }

    private void closeQuietly(SnapshotReceiver open) {
        try {
            open.close();
        } catch (IOException e) {
            snapshots.note("partial snapshot could not be closed: " + e.getMessage());
        }
    }

    private void run(Consumer<Outcome> then, Step step) {
        snapshots.background().execute(() -> {
            Outcome outcome;
            try {
                outcome = step.run();
            } catch (IOException | CorruptSnapshotException e) {
                outcome = new Outcome.Failed(String.valueOf(e.getMessage()));
            }
            then.accept(outcome);
        });
    }
}
