package dev.interrex.node.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.replication.replica.LinkEvents;
import dev.interrex.node.replication.replica.PrimaryLink;
import dev.interrex.proto.v1.PrimaryMessage;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StandbyLinksTest {
    private final List<FakeChannel> opened = new ArrayList<>();
    private final StandbyLinks standby = new StandbyLinks(address -> {
        FakeChannel channel = new FakeChannel(address);
        opened.add(channel);
        return new PrimaryLink(channel, new Ignored(), () -> 0);
    });

    @Test
    void anOpenStreamIsHandedOutOnce() {
        standby.keep(Set.of("a:1"));
        opened.getFirst().call.ready();
        PrimaryLink taken = standby.take("a:1");
        assertThat(taken).isNotNull();
        assertThat(standby.take("a:1")).isNull();
        standby.keep(Set.of("a:1"));
        assertThat(opened).as("the next one is opened").hasSize(2);
        assertThat(opened.getFirst().isShutdown())
                .as("the taken one is the taker's")
                .isFalse();
    }

    @Test
    void oneThatIsNotOpenYetIsKept() {
        standby.keep(Set.of("a:1"));
        assertThat(standby.take("a:1")).isNull();
        standby.keep(Set.of("a:1"));
        assertThat(opened).hasSize(1);
    }

    @Test
    void oneThatBrokeIsReplaced() {
        standby.keep(Set.of("a:1"));
        opened.getFirst().call.ready();
        opened.getFirst().call.breakDown();
        assertThat(standby.take("a:1")).isNull();
        standby.keep(Set.of("a:1"));
        assertThat(opened).hasSize(2);
    }

    @Test
    void nobodyIsKeptWhoLeftTheGroup() {
        standby.keep(Set.of("a:1", "b:2"));
        standby.keep(Set.of("b:2"));
        assertThat(opened)
                .filteredOn(FakeChannel::isShutdown)
                .extracting(FakeChannel::authority)
                .containsExactly("a:1");
    }

    private static final class Ignored implements LinkEvents {
        @Override
        public void onOpen(PrimaryLink link) {}

        @Override
        public void onMessage(PrimaryLink link, PrimaryMessage message, long receivedNanos) {}

        @Override
        public void onClosed(PrimaryLink link, boolean refused, String detail) {}
    }

    /** A call that is opened and broken by hand. */
    private static final class FakeCall<Q, A> extends ClientCall<Q, A> {
        private @Nullable Listener<A> listener;

        private void ready() {
            assertThat(listener).isNotNull();
            listener.onReady();
        }

        private void breakDown() {
            assertThat(listener).isNotNull();
            listener.onClose(Status.UNAVAILABLE, new Metadata());
        }

        @Override
        public void start(Listener<A> responses, Metadata headers) {
            listener = responses;
        }

        @Override
        public void request(int messages) {}

        @Override
        public void cancel(@Nullable String message, @Nullable Throwable cause) {}

        @Override
        public void halfClose() {}

        @Override
        public void sendMessage(Q message) {}
    }

    private static final class FakeChannel extends ManagedChannel {
        private final String address;
        private FakeCall<?, ?> call = new FakeCall<>();
        private boolean shutdown;

        private FakeChannel(String address) {
            this.address = address;
        }

        @Override
        public ManagedChannel shutdown() {
            shutdown = true;
            return this;
        }

        @Override
        public ManagedChannel shutdownNow() {
            return shutdown();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shutdown;
        }

        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
            FakeCall<Q, A> fresh = new FakeCall<>();
            call = fresh;
            return fresh;
        }

        @Override
        public String authority() {
            return address;
        }
    }
}
