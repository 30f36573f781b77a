package dev.interrex.client.topology;

import dev.interrex.proto.v1.SentinelInfo;
import dev.interrex.proto.v1.TopologyEvent;
import dev.interrex.proto.v1.TopologyGrpc;
import dev.interrex.proto.v1.WatchRequest;
import dev.interrex.wire.TopologyWire;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one {@code Topology.Watch} stream to one of the sentinels and moves to another when it breaks, says nothing at first, or when
 * {@link #hurry} found it silent.
 *
 * <p>All state belongs to the executor's single thread; {@link #hurry} and {@link #close} may be called from any.
 */
public final class TopologyWatch implements AutoCloseable {
    /** How long after {@link #hurry} a sentinel may stay silent before another one is asked: nothing is given up by it, so it is no option. */
    static final long NEWS_LIMIT_MS = 200;

    private static final Logger log = LoggerFactory.getLogger(TopologyWatch.class);

    /**
     * What its owner may set.
     *
     * @param answerMs how long a sentinel may take for its first event
     * @param longestWaitMs between two rounds of sentinels that do not answer
     */
    public record Limits(long answerMs, long longestWaitMs) {}

    /** Told on the executor's thread. */
    public interface Listener {
        void onTopology(TopologySnapshot snapshot);

        /** No sentinel could be asked, for example because the group does not exist. The watch goes on. */
        void onTrouble(String reason);
    }

    private final String group;
    private final SentinelRotation rotation;
    private final Function<String, ManagedChannel> channels;
    private final Limits limits;
    private final ScheduledExecutorService executor;
    private final Listener listener;
    private final TopologyView view = new TopologyView();
    private final Map<String, ManagedChannel> open = new HashMap<>();
    private Context.@Nullable CancellableContext stream;
    /** Number of the stream that is listened to; events of others are late. */
    private long streamNumber;

    /** The stream has not given anything yet. */
    private boolean firstEventMissing;

    private boolean heardSinceHurry;
    private boolean hurryPending;
    private boolean closed;

    /**
     * @param sentinels gRPC addresses, {@code host:port}, at least one
     * @param first index of the sentinel to ask first, so that the clients of a group spread
     * @param channels makes a channel to an address
     * @param executor has one thread
     */
    public TopologyWatch(
            String group,
            List<String> sentinels,
            int first,
            Function<String, ManagedChannel> channels,
            Limits limits,
            ScheduledExecutorService executor,
            Listener listener) {
        this.group = group;
        this.rotation = new SentinelRotation(sentinels, first, limits.longestWaitMs());
        this.channels = channels;
        this.limits = limits;
        this.executor = executor;
        this.listener = listener;
    }

    public void start() {
        executor.execute(this::watch);
    }

    /** Something is wrong with the primary: if the watched sentinel has no news soon, asks another one. */
    public void hurry() {
        execute(() -> {
            if (hurryPending || closed) {
                return;
            }
            hurryPending = true;
            heardSinceHurry = false;
            long number = streamNumber;
            executor.schedule(() -> endHurry(number), NEWS_LIMIT_MS, TimeUnit.MILLISECONDS);
        });
    }

    private void endHurry(long number) {
        hurryPending = false;
        if (!heardSinceHurry && number == streamNumber && stream != null) {
            moveOn("no news for " + NEWS_LIMIT_MS + " ms");
        }
    }

    private void watch() {
        if (closed) {
            return;
        }
        long number = ++streamNumber;
        String sentinel = rotation.current();
        ManagedChannel channel = open.computeIfAbsent(sentinel, channels);
        // Otherwise a channel that failed a moment ago refuses calls for a second or more without trying.
        channel.resetConnectBackoff();
        Context.CancellableContext context = Context.ROOT.withCancellation();
        stream = context;
        firstEventMissing = true;
        context.run(() -> TopologyGrpc.newStub(channel)
                .watch(WatchRequest.newBuilder().setGroup(group).build(), new Events(number)));
        executor.schedule(() -> endFirstWait(number), limits.answerMs(), TimeUnit.MILLISECONDS);
    }

    private void endFirstWait(long number) {
        if (number == streamNumber && firstEventMissing && stream != null) {
            moveOn("no answer for " + limits.answerMs() + " ms");
        }
    }

    private void onEvent(long number, TopologyEvent event) {
        if (closed || number != streamNumber) {
            return;
        }
        rotation.succeeded();
        rotation.learn(event.getSentinelsList().stream()
                .map(SentinelInfo::getGrpcAddress)
                .toList());
        firstEventMissing = false;
        view.accept(new TopologySnapshot(TopologyWire.fromWire(event.getState()), event.getPrimaryServing()))
                .ifPresent(snapshot -> {
                    heardSinceHurry = true;
                    listener.onTopology(snapshot);
                });
    }

    private void onEnd(long number, Status status) {
        if (closed || number != streamNumber) {
            return;
        }
        moveOn(
                status.getCode() == Status.Code.NOT_FOUND
                        ? "knows no group " + group
                        : status.getCode() + (status.getDescription() == null ? "" : ": " + status.getDescription()));
    }

    private void moveOn(String reason) {
        String problem = "sentinel " + rotation.current() + ": " + reason;
        log.debug("{}", problem);
        cancelStream();
        long waitMs = rotation.failedWaitMs();
        if (waitMs == 0) {
            watch();
        } else {
            listener.onTrouble(problem);
            executor.schedule(this::watch, waitMs, TimeUnit.MILLISECONDS);
        }
    }

    private void cancelStream() {
        streamNumber++;
        if (stream != null) {
            stream.cancel(null);
            stream = null;
        }
    }

    /** Ends the stream and the channels. Returns at once. */
    @Override
    public void close() {
        execute(() -> {
            closed = true;
            cancelStream();
            open.values().forEach(ManagedChannel::shutdownNow);
        });
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("the client is closed");
        }
    }

    private final class Events implements StreamObserver<TopologyEvent> {
        private final long number;

        Events(long number) {
            this.number = number;
        }

        @Override
        public void onNext(TopologyEvent event) {
            execute(() -> onEvent(number, event));
        }

        @Override
        public void onError(Throwable failure) {
            execute(() -> onEnd(number, Status.fromThrowable(failure)));
        }

        @Override
        public void onCompleted() {
            execute(() -> onEnd(number, Status.UNAVAILABLE.withDescription("the stream ended")));
        }
    }
}
