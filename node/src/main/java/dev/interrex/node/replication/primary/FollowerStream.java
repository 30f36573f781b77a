package dev.interrex.node.replication.primary;

import com.google.protobuf.UnsafeByteOperations;
import dev.interrex.model.CommitMode;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.node.replication.core.AckPace;
import dev.interrex.proto.v1.Append;
import dev.interrex.proto.v1.Following;
import dev.interrex.proto.v1.PrimaryMessage;
import dev.interrex.proto.v1.Refused;
import dev.interrex.proto.v1.SnapshotBegin;
import dev.interrex.proto.v1.SnapshotChunk;
import dev.interrex.proto.v1.SnapshotElsewhere;
import dev.interrex.proto.v1.SnapshotEnd;
import dev.interrex.wire.TopologyWire;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One follower's stream: a cursor on the log and the gRPC call it is sent on.
 *
 * <pre>
 *   WAITING ──continueFrom──► LOG        WAITING ──snapshotThenLog──► SNAPSHOT ──end──► LOG       any ──close──► CLOSED
 *                                        WAITING ──snapshotAlone────► SNAPSHOT ──end──► CLOSED
 * </pre>
 *
 * The event loop decides (methods called once, before the shipper sees the stream); the shipper thread sends. All sends hold
 * this object's monitor, as gRPC's observers are not thread safe.
 */
public final class FollowerStream {
    /** Of a snapshot in one message; {@code replication-send-buffer-bytes} bounds what waits, so this is no directive. */
    private static final int CHUNK_BYTES = 256 << 10;

    /** The follower has not said yet from where on it wants the snapshot. */
    private static final long NOT_ASKED = -1;

    private enum State {
        WAITING,
        SNAPSHOT,
        LOG,
        CLOSED
    }

    private final ServerCallStreamObserver<PrimaryMessage> call;
    private State state = State.WAITING;
    private @Nullable MemberId member;
    private long epoch;
    private long nextLsn;
    private long lastSendNanos;
    private long lastSentHighWatermark = -1;
    private @Nullable SnapshotSource snapshot;
    private long snapshotOffset;
    private boolean logFollows;
    private boolean closedSeen;
    /** An ack is wanted of something that is sent at {@link #ackWantedNanos} or later. */
    private boolean ackWanted;

    private long ackWantedNanos;
    private AckPace acks = new AckPace(CommitMode.MEMORY, 0);

    FollowerStream(ServerCallStreamObserver<PrimaryMessage> call) {
        this.call = call;
    }

    /** Who follows; null before its Follow was accepted. Event loop. */
    public @Nullable MemberId member() {
        return member;
    }

    /** Epoch in which the stream was accepted; 0 before. */
    public long epoch() {
        return epoch;
    }

    /** Accepts: the follower cuts its log to {@code position}, then gets everything behind it. */
    public synchronized void continueFrom(
            MemberId follower, long ofEpoch, LogPosition position, EpochHistory history, int promiseMs, AckPace pace) {
        if (state != State.WAITING) {
            return;
        }
        member = follower;
        epoch = ofEpoch;
        nextLsn = position.lsn();
        acks = pace;
        state = State.LOG;
        send(PrimaryMessage.newBuilder()
                .setFollowing(Following.newBuilder()
                        .setEpoch(ofEpoch)
                        .setTruncateToLsn(position.lsn())
                        .setTruncateToEpoch(position.epoch())
                        .addAllHistory(TopologyWire.historyToWire(history.truncatedTo(position.lsn())))
                        .setPromiseMs(promiseMs))
                .build());
    }

    /** The follower has to get a snapshot from somebody else, and asks again then, on another stream. */
    public synchronized void snapshotElsewhere(SnapshotElsewhere where) {
        if (state == State.WAITING) {
            send(PrimaryMessage.newBuilder().setSnapshotElsewhere(where).build());
        }
    }

    /**
     * Accepts: the follower gets the snapshot, then the log behind it. The stream closes {@code source}.
     *
     * @param saysFrom whether the follower will say from where on it wants it; else all of it is sent
     */
    public synchronized void snapshotThenLog(
            MemberId self,
            MemberId follower,
            long ofEpoch,
            SnapshotSource source,
            int promiseMs,
            AckPace pace,
            boolean saysFrom) {
        if (state != State.WAITING) {
            source.close();
            return;
        }
        member = follower;
        epoch = ofEpoch;
        acks = pace;
        nextLsn = source.position().lsn();
        logFollows = true;
        beginSnapshot(self, source, promiseMs, saysFrom);
    }

    /** Accepts: somebody gets the snapshot, and nothing else, in an epoch of which this node is no primary. The stream closes {@code source}. */
    public synchronized void snapshotAlone(MemberId self, long ofEpoch, SnapshotSource source) {
        if (state != State.WAITING) {
            source.close();
            return;
        }
        epoch = ofEpoch;
        beginSnapshot(self, source, 0, true);
    }

    private void beginSnapshot(MemberId self, SnapshotSource source, int promiseMs, boolean saysFrom) {
        snapshot = source;
        snapshotOffset = saysFrom ? NOT_ASKED : 0;
        state = State.SNAPSHOT;
        send(PrimaryMessage.newBuilder()
                .setSnapshotBegin(SnapshotBegin.newBuilder()
                        .setEpoch(epoch)
                        .setSnapshotLsn(source.position().lsn())
                        .setSnapshotEpoch(source.position().epoch())
                        .setSizeBytes(source.sizeBytes())
                        .setCrc32C(source.crc32c())
                        .setSource(TopologyWire.toWire(self))
                        .addAllHistory(TopologyWire.historyToWire(source.history()))
                        .setPromiseMs(promiseMs))
                .build());
    }

    /** The follower has the snapshot up to there. Any thread. */
    synchronized void snapshotFrom(long offsetBytes) {
        SnapshotSource source = snapshot;
        if (source == null || snapshotOffset != NOT_ASKED || offsetBytes < 0 || offsetBytes > source.sizeBytes()) {
            fail(Status.INVALID_ARGUMENT.withDescription("no snapshot to be sent from byte " + offsetBytes));
        } else {
            snapshotOffset = offsetBytes;
        }
    }

    /** Tells the follower why not, and ends the stream. */
    public synchronized void refuse(Refused.Reason reason, long ofEpoch, String detail) {
        if (state == State.CLOSED) {
            return;
        }
        send(PrimaryMessage.newBuilder()
                .setRefused(
                        Refused.newBuilder().setReason(reason).setEpoch(ofEpoch).setDetail(detail))
                .build());
        state = State.CLOSED;
        call.onCompleted();
    }

    /** Ends the stream with an error status. */
    public synchronized void fail(Status status) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            call.onError(status.asRuntimeException());
        }
        closeSnapshot();
    }

    /** The other side is gone; true the first time. */
    synchronized boolean close() {
        boolean first = !closedSeen;
        closedSeen = true;
        state = State.CLOSED;
        closeSnapshot();
        return first;
    }

    /** Returns once no send is under way. */
    synchronized void awaitIdle() {}

    /**
     * Sends what can be sent now: at most one message, on the shipper thread. {@code buffer} is the shipper's scratch space.
     *
     * @return true if something was sent, so that it is worth asking again
     */
    synchronized boolean ship(LogSource log, ByteBuffer buffer, long nowNanos, long heartbeatNanos) {
        if (!call.isReady()) {
            return false;
        }
        return switch (state) {
            case WAITING, CLOSED -> false;
            case SNAPSHOT -> snapshotOffset != NOT_ASKED && shipChunk();
            case LOG -> shipRecords(log, buffer, nowNanos, heartbeatNanos);
        };
    }

    /** Something that is sent at this time or later is to be acked at once, and need not wait for records. Wake the shipper then. */
    public synchronized void askForAck(long sinceNanos) {
        ackWanted = true;
        ackWantedNanos = sinceNanos;
    }

    /** For how long nothing was sent on a stream that gets the log; 0 on any other. */
    synchronized long idleNanos(long nowNanos) {
        return state == State.LOG ? nowNanos - lastSendNanos : 0;
    }

    private boolean shipRecords(LogSource log, ByteBuffer buffer, long nowNanos, long heartbeatNanos) {
        ByteBuffer target = buffer.clear();
        int bytes = log.read(nextLsn, target);
        if (bytes < -1) {
            target = ByteBuffer.allocate(-bytes);
            bytes = log.read(nextLsn, target);
        }
        if (bytes < 0) {
            fail(Status.OUT_OF_RANGE.withDescription("log before " + nextLsn + " was cut; follow again"));
            return false;
        }
        long highWatermark = log.highWatermark();
        // The shipper may have looked at its clock before the ack was asked for.
        boolean asked = ackWanted && nowNanos - ackWantedNanos >= 0;
        boolean news = bytes > 0 || highWatermark != lastSentHighWatermark || asked;
        if (!news && nowNanos - lastSendNanos < heartbeatNanos) {
            return false;
        }
        byte[] records = new byte[bytes];
        target.flip().get(records, 0, bytes);
        send(PrimaryMessage.newBuilder()
                .setAppend(Append.newBuilder()
                        .setEpoch(epoch)
                        .setPrevEpoch(log.epochAt(nextLsn))
                        .setPrevLsn(nextLsn)
                        .setHighWatermark(highWatermark)
                        .setSendNanos(nowNanos)
                        .setAckMayWait(acks.mayWait(bytes > 0, nowNanos) && !asked)
                        .setRecords(UnsafeByteOperations.unsafeWrap(records)))
                .build());
        nextLsn += bytes;
        lastSendNanos = nowNanos;
        lastSentHighWatermark = highWatermark;
        ackWanted = ackWanted && !asked;
        return bytes > 0;
    }

    private boolean shipChunk() {
        SnapshotSource source = snapshot;
        if (source == null) {
            throw new IllegalStateException("no snapshot to ship");
        }
        try {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
            int bytes = source.read(snapshotOffset, chunk);
            if (bytes == 0) {
                send(PrimaryMessage.newBuilder()
                        .setSnapshotEnd(SnapshotEnd.newBuilder().setCrc32C(source.crc32c()))
                        .build());
                closeSnapshot();
                endSnapshot();
                return true;
            }
            CRC32C crc = new CRC32C();
            crc.update(chunk.array(), 0, bytes);
            send(PrimaryMessage.newBuilder()
                    .setSnapshotChunk(SnapshotChunk.newBuilder()
                            .setOffsetBytes(snapshotOffset)
                            .setCrc32C((int) crc.getValue())
                            .setData(UnsafeByteOperations.unsafeWrap(chunk.array(), 0, bytes)))
                    .build());
            snapshotOffset += bytes;
            return true;
        } catch (IOException e) {
            fail(Status.DATA_LOSS.withDescription("snapshot cannot be read").withCause(e));
            return false;
        }
    }

    private void endSnapshot() {
        state = logFollows ? State.LOG : State.CLOSED;
        if (!logFollows) {
            call.onCompleted();
        }
    }

    private void send(PrimaryMessage message) {
        if (!call.isCancelled()) {
            call.onNext(message);
        }
    }

    private void closeSnapshot() {
        if (snapshot != null) {
            snapshot.close();
            snapshot = null;
        }
    }
}
