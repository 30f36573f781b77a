package dev.interrex.node.group;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowServiceIT implements FollowerEvents, LinkEvents {
    private static final int MAX_FOLLOWERS = 1;

    private final GroupNetwork network = new GroupNetwork(1 << 20, TransportLimits.DEFAULT);
    private final BlockingQueue<String> news = new ArrayBlockingQueue<>(100);

    @AfterEach
    void close() {
        network.close();
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

    private String next() throws InterruptedException {
        return String.valueOf(news.poll(10, TimeUnit.SECONDS));
    }

    @Override
    public void onOpen(PrimaryLink link) {
        link.follow(Follow.newBuilder().setEpoch(1).build());
    }

    @Override
    public void onMessage(PrimaryLink link, PrimaryMessage message, long receivedNanos) {
        news.add(message.getRefused().getReason().name());
        link.next();
    }

    @Override
    public void onClosed(PrimaryLink link, boolean refused, String detail) {
        news.add("ended: " + (detail.contains("CANCELLED") ? "CANCELLED" : detail));
    }

    @Override
    public void onFollow(FollowerStream stream, Follow request) {
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
