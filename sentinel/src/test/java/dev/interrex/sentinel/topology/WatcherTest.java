package dev.interrex.sentinel.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.proto.v1.GroupState;
import dev.interrex.proto.v1.TopologyEvent;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WatcherTest {
    private final Stream stream = new Stream();
    private final Watcher watcher = new Watcher("", stream);

    private static TopologyEvent event(String group, long version) {
        return TopologyEvent.newBuilder()
                .setState(GroupState.newBuilder().setGroup(group).setVersion(version))
                .build();
    }

    @Test
    void clientThatDoesNotReadGetsTheNewestStateOfEachGroup() {
        stream.ready = false;
        for (int version = 1; version <= 1_000; version++) {
            watcher.offer(event("orders", version));
            watcher.offer(event("carts", version));
        }
        assertThat(stream.sent).isEmpty();
        stream.ready = true;
        watcher.drain();
        assertThat(stream.sent).containsExactly(event("orders", 1_000), event("carts", 1_000));
    }

    @Test
    void sameEventIsNotRepeated() {
        watcher.offer(event("orders", 1));
        watcher.offer(event("orders", 1));
        assertThat(stream.sent).hasSize(1);
    }

    @Test
    void watcherOfOneGroupIsSparedTheOthers() {
        assertThat(new Watcher("orders", stream).watches("carts")).isFalse();
        assertThat(watcher.watches("carts")).isTrue();
    }

    private static final class Stream extends ServerCallStreamObserver<TopologyEvent> {
        private final List<TopologyEvent> sent = new ArrayList<>();
        private boolean ready = true;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void onNext(TopologyEvent event) {
            sent.add(event);
        }

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}
    }
}
