package dev.interrex.client.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The watch with sentinels that never answer, and time driven by hand. */
class TopologyWatchTest {
    private static final long ANSWER_MS = 3_333_333;
    private static final long LONGEST_WAIT_MS = 7;

    private final List<String> asked = new ArrayList<>();
    private final List<String> troubles = new ArrayList<>();
    private final HandDriven time = new HandDriven();
    private final TopologyWatch watch = new TopologyWatch(
            "orders",
            List.of("s1:1", "s2:1"),
            0,
            sentinel -> new Silent(() -> asked.add(sentinel)),
            new TopologyWatch.Limits(ANSWER_MS, LONGEST_WAIT_MS),
            time,
            new TopologyWatch.Listener() {
                @Override
                public void onTopology(TopologySnapshot snapshot) {}

                @Override
                public void onTrouble(String reason) {
                    troubles.add(reason);
                }
            });

    @Test
    void aSentinelThatSaysNothingForItsTimeIsLeftForTheNext() {
        watch.start();
        assertThat(asked).containsExactly("s1:1");
        time.pass(ANSWER_MS);
        assertThat(asked).containsExactly("s1:1", "s2:1");
        assertThat(troubles).isEmpty();
    }

    @Test
    void pausesBetweenTheRoundsInWhichNobodyAnswersHaveTheirBound() {
        watch.start();
        while (asked.size() < 30) {
            if (time.next() != ANSWER_MS) {
                assertThat(time.next()).isLessThanOrEqualTo(LONGEST_WAIT_MS);
            }
            time.pass(time.next());
        }
        assertThat(troubles)
                .hasSizeGreaterThan(10)
                .allMatch(reason -> reason.endsWith("no answer for " + ANSWER_MS + " ms"));
    }

    /** Executes at once what is due at once, and the newest of what is due later when it is told to. */
    private static final class HandDriven extends ScheduledThreadPoolExecutor {
        private final List<Runnable> tasks = new ArrayList<>();
        private final List<Long> delaysMs = new ArrayList<>();

        HandDriven() {
            super(1);
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        @SuppressWarnings("NullAway") // Nobody looks at what is returned.
        public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            tasks.add(task);
            delaysMs.add(unit.toMillis(delay));
            return null;
        }

        long next() {
            return delaysMs.get(delaysMs.size() - 1);
        }

        void pass(long ms) {
            assertThat(next()).isEqualTo(ms);
            tasks.get(tasks.size() - 1).run();
        }
    }

    /** A channel on which nobody answers. */
    private static final class Silent extends ManagedChannel {
        private final Runnable onCall;

        Silent(Runnable onCall) {
            this.onCall = onCall;
        }

        @Override
        public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
            return new ClientCall<>() {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    onCall.run();
                }

                @Override
                public void request(int messages) {}

                @Override
                public void cancel(@Nullable String message, @Nullable Throwable cause) {}

                @Override
                public void halfClose() {}

                @Override
                public void sendMessage(Q message) {}
            };
        }

        @Override
        public String authority() {
            return "nobody";
        }

        @Override
        public ManagedChannel shutdown() {
            return this;
        }

        @Override
        public ManagedChannel shutdownNow() {
            return this;
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
