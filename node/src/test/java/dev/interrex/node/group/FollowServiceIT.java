package dev.interrex.node.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.interrex.model.CommitMode;
import dev.interrex.model.EpochHistory;
import dev.interrex.model.LogPosition;
import dev.interrex.model.MemberId;
import dev.interrex.node.replication.core.AckPace;
import dev.interrex.node.replication.primary.FollowService;
import dev.interrex.node.replication.primary.FollowerEvents;
import dev.interrex.node.replication.primary.FollowerStream;
import dev.interrex.node.replication.primary.LogShipper;
import dev.interrex.node.replication.primary.LogSource;
import dev.interrex.node.replication.replica.LinkEvents;
import dev.interrex.node.replication.replica.PrimaryLink;
import dev.interrex.proto.v1.Ack;
import dev.interrex.proto.v1.FetchSnapshot;
import dev.interrex.proto.v1.Follow;
import dev.interrex.proto.v1.PrimaryMessage;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FollowServiceIT implements FollowerEvents, LinkEvents {
    private static final int MAX_FOLLOWERS = 1;
    private static final int WINDOW_BYTES = 64 << 10;
    private static final int BATCH_BYTES = 16 << 10;

    private final GroupNetwork network = new GroupNetwork(1 << 20, TransportLimits.DEFAULT);
    private final GroupNetwork narrow = new GroupNetwork(1 << 20, new TransportLimits(200, 2_000, WINDOW_BYTES, 0));
    private final AtomicLong shipped = new AtomicLong();
    /** Feeds those that follow; null = they are turned away. */
    private volatile @Nullable LogShipper followers;

    private final BlockingQueue<String> news = new ArrayBlockingQueue<>(100);

    @AfterEach
    void close() {
        network.close();
        narrow.close();
    }

    @Test
    void streamsThatThePrimaryEndedAreNotCountedAnyMore() throws Exception {
        FollowService service =
                new FollowService(this, new LogShipper(new Nothing(), () -> 0, 1, 1), () -> 0, MAX_FOLLOWERS, 1 << 20);
        int port = network.listen("127.0.0.1", 0, List.of(service));
        for (int i = 0; i < 5 * MAX_FOLLOWERS; i++) {
            new PrimaryLink(network.channel("127.0.0.1:" + port), this, () -> 0).open();
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("counted out", "ended: CANCELLED");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {64 << 10, 4 << 20})
    void whatWaitsForAFollowerThatTakesNothingIsBounded(int sendBufferBytes) throws Exception {
        try (LogShipper shipper = new LogShipper(new Endless(), () -> 0, 1, BATCH_BYTES)) {
            shipper.start();
            followers = shipper;
            FollowService service = new FollowService(this, shipper, () -> 0, MAX_FOLLOWERS, sendBufferBytes);
            int port = narrow.listen("127.0.0.1", 0, List.of(service));
            // It asks for one message, and never for another.
            new PrimaryLink(narrow.channel("127.0.0.1:" + port), this, () -> 0).open();
            int least = sendBufferBytes;
            await().until(() -> shipped.get() >= least);
            await().during(Duration.ofMillis(200)).until(shipped::get, bytes -> bytes <= most(sendBufferBytes));
        }
    }

    /** The batch that passes the limit; and what the window and the sockets hold, which does not wait in memory of gRPC's. */
    private static long most(int sendBufferBytes) {
        return sendBufferBytes + 2 * BATCH_BYTES + WINDOW_BYTES;
    }

    private String next() throws InterruptedException {
        return String.valueOf(news.poll(10, TimeUnit.SECONDS));
    }

    @Override
    public void onOpen(PrimaryLink link) {
        link.follow(Follow.newBuilder().setEpoch(1).build());
    }

    @Override
    public void onMessage(PrimaryLink link, PrimaryMessage message, long receivedNanos) {
        if (followers != null) {
            return;
        }
        news.add(message.getRefused().getReason().name());
        link.next();
    }

    @Override
    public void onClosed(PrimaryLink link, boolean refused, String detail) {
        news.add("ended: " + (detail.contains("CANCELLED") ? "CANCELLED" : detail));
    }

    @Override
    public void onFollow(FollowerStream stream, Follow request) {
        LogShipper feeds = followers;
        if (feeds != null) {
            stream.continueFrom(
                    new MemberId("n2", "i2"),
                    1,
                    LogPosition.START,
                    EpochHistory.EMPTY,
                    200,
                    new AckPace(CommitMode.DURABLE, 0));
            feeds.add(stream);
            return;
        }
        stream.fail(Status.CANCELLED.withDescription("this node is no longer primary"));
    }

    @Override
    public void onFetchSnapshot(FollowerStream stream, FetchSnapshot request) {}

    @Override
    public void onAck(FollowerStream stream, Ack ack, long receivedNanos) {}

    @Override
    public void onClosed(FollowerStream stream) {
        news.add("counted out");
    }

    /** Always has another batch. */
    private final class Endless implements LogSource {
        @Override
        public int read(long fromLsn, ByteBuffer target) {
            int bytes = target.remaining();
            target.position(target.limit());
            shipped.addAndGet(bytes);
            return bytes;
        }

        @Override
        public long highWatermark() {
            return 0;
        }

        @Override
        public long epochAt(long lsn) {
            return 1;
        }
    }

    private static final class Nothing implements LogSource {
        @Override
        public int read(long fromLsn, ByteBuffer target) {
            return 0;
        }

        @Override
        public long highWatermark() {
            return 0;
        }

        @Override
        public long epochAt(long lsn) {
            return 0;
        }
    }
}
