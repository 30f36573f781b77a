package dev.interrex.sentinel.facade;

import dev.interrex.model.SentinelAddress;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.SentinelView;
import dev.interrex.sentinel.view.SwitchoverDoor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Three nodes that are fakes, and three facades that are real, on sockets. */
final class FakeCluster implements AutoCloseable {
    /** Longer than the failovers here take on a busy machine. */
    private static final long HOLD_MS = 10_000;

    final Map<String, FakeMaster> nodes = new LinkedHashMap<>();
    final List<Facade> facades = new ArrayList<>();
    private final Picture picture = new Picture();
    private final Map<String, FakeView> views = new LinkedHashMap<>();
    private final StartedClock clock = new StartedClock();

    /** Milliseconds since its creation. */
    private static final class StartedClock implements LongSupplier {
        private final long startNanos = System.nanoTime();

        @Override
        public long getAsLong() {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        }
    }

    private static final class FakeView implements SentinelView {
        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private volatile ClusterSnapshot current;

        FakeView(ClusterSnapshot first) {
            current = first;
        }

        @Override
        public ClusterSnapshot snapshot() {
            return current;
        }

        @Override
        public void follow(Runnable listener) {
            listeners.add(listener);
        }

        void show(ClusterSnapshot next) {
            current = next;
            listeners.forEach(Runnable::run);
        }
    }

    private static final class NoDoor implements SwitchoverDoor {
        @Override
        public CompletionStage<Answer> switchOver(String group, String toNodeId) {
            return CompletableFuture.completedStage(new Answer.NotDone("this is a fake"));
        }

        @Override
        public CompletionStage<Answer> changeSentinels(Optional<SentinelAddress> add, String remove) {
            return CompletableFuture.completedStage(new Answer.NotDone("this is a fake"));
        }
    }

    FakeCluster(String password) throws IOException {
        this(password, FacadeSettings.Buffers.DEFAULT);
    }

    FakeCluster(String password, FacadeSettings.Buffers buffers) throws IOException {
        for (int i = 1; i <= 3; i++) {
            FakeMaster node = new FakeMaster(i == 1);
            nodes.put("n" + i, node);
            picture.addresses.put("n" + i, node.address());
        }
        FacadeSettings settings = new FacadeSettings("127.0.0.1", 0, password, 1000, HOLD_MS, 300, 10_000, buffers);
        for (int i = 1; i <= 3; i++) {
            String id = "s" + i;
            FakeView view = new FakeView(picture.takeOf(id));
            Facade facade = Facade.start(settings, id, "0.1.0", view, new NoDoor(), clock);
            views.put(id, view);
            facades.add(facade);
            picture.sentinelAddresses.put(id, "127.0.0.1:" + facade.port());
        }
        show();
    }

    List<Integer> ports() {
        return facades.stream().map(Facade::port).toList();
    }

    FakeMaster node(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    void killPrimary() {
        node(picture.primary).close();
        picture.kill(picture.primary);
        show();
    }

    void elect(String nodeId) {
        picture.elect(nodeId);
        show();
    }

    void serve() {
        node(picture.primary).serving = true;
        picture.serve();
        show();
    }

    private void show() {
        picture.heardAtMs = clock.getAsLong();
        views.forEach((id, view) -> view.show(picture.takeOf(id)));
    }

    @Override
    public void close() {
        facades.forEach(Facade::close);
        nodes.values().forEach(FakeMaster::close);
    }
}
