package dev.interrex.node.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StandbyChannelsTest {
    private final List<FakeChannel> opened = new ArrayList<>();
    private final StandbyChannels standby = new StandbyChannels(address -> {
        FakeChannel channel = new FakeChannel(address);
        opened.add(channel);
        return channel;
    });

    @Test
    void anOpenConnectionIsHandedOutOnce() {
        standby.keep(Set.of("a:1"));
        opened.getFirst().state = ConnectivityState.READY;
        assertThat(standby.take("a:1")).isSameAs(opened.getFirst());
        assertThat(standby.take("a:1")).isNull();
        standby.keep(Set.of("a:1"));
        assertThat(opened).as("the next one is opened").hasSize(2);
    }

    @Test
    void oneThatIsNotOpenIsKeptAndConnectsAgain() {
        standby.keep(Set.of("a:1"));
        opened.getFirst().state = ConnectivityState.TRANSIENT_FAILURE;
        assertThat(standby.take("a:1")).isNull();
        standby.keep(Set.of("a:1"));
        assertThat(opened).hasSize(1);
        assertThat(opened.getFirst().connects).isEqualTo(2);
    }

    @Test
    void nobodyIsKeptWhoLeftTheGroup() {
        standby.keep(Set.of("a:1", "b:2"));
        standby.keep(Set.of("b:2"));
        assertThat(opened)
                .filteredOn(FakeChannel::isShutdown)
                .extracting(FakeChannel::authority)
                .containsExactly("a:1");
        standby.close();
        assertThat(opened).allMatch(FakeChannel::isShutdown);
    }

    /** A channel whose state is set by hand. */
    private static final class FakeChannel extends ManagedChannel {
        private final String address;
        private ConnectivityState state = ConnectivityState.IDLE;
        private int connects;
        private boolean shutdown;

        private FakeChannel(String address) {
            this.address = address;
        }

        @Override
        public ConnectivityState getState(boolean requestConnection) {
            connects += requestConnection ? 1 : 0;
            return state;
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
            throw new UnsupportedOperationException();
        }

        @Override
        public String authority() {
            return address;
        }
    }
}
