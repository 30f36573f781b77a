package dev.interrex.sentinel.facade;

import dev.interrex.model.SentinelAddress;
import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import dev.interrex.resp.RespWriter;
import dev.interrex.sentinel.view.ClusterSnapshot;
import dev.interrex.sentinel.view.SentinelView;
import dev.interrex.sentinel.view.SwitchoverDoor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A desk with one client, without sockets; time moves by hand. */
final class Front implements SentinelView, SwitchoverDoor, Loop {
    final Picture picture = new Picture();
    final Desk desk;
    final List<String> switchovers = new ArrayList<>();
    final CompletableFuture<Answer> switchover = new CompletableFuture<>();
    long nowMs = 1_000;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final List<Scheduled> scheduled = new ArrayList<>();

    /** The value of a map's field, which must be there. */
    static RespReply field(RespReply map, String name) {
        return Objects.requireNonNull(map.map().get(name), () -> name + " is missing in " + map);
    }

    static String text(RespReply map, String name) {
        return field(map, name).text();
    }

    private record Scheduled(long atMs, Runnable task) {}

    Front() {
        this("");
    }

    Front(String password) {
        FacadeSettings settings =
                new FacadeSettings("127.0.0.1", 0, password, 100, 800, 300, 10_000, FacadeSettings.Buffers.DEFAULT);
        desk = new Desk(settings, new Identity("s1", "0.1.0", 42, 0), this, this, this, () -> nowMs);
        desk.listening(26379);
        changed();
    }

    Client client() {
        return new Client();
    }

    /** The picture was changed. */
    void changed() {
        desk.changed();
        runTasks();
    }

    void advance(long ms) {
        nowMs += ms;
        List<Scheduled> due =
                scheduled.stream().filter(each -> each.atMs <= nowMs).toList();
        scheduled.removeAll(due);
        due.forEach(each -> each.task.run());
        runTasks();
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public ClusterSnapshot snapshot() {
        return picture.take();
    }

    @Override
    public void follow(Runnable listener) {
        throw new UnsupportedOperationException("changed() is called by hand");
    }

    @Override
    public CompletionStage<Answer> switchOver(String group, String toNodeId) {
        switchovers.add(group + ":" + toNodeId);
        return switchover;
    }

    @Override
    public CompletionStage<Answer> changeSentinels(Optional<SentinelAddress> add, String remove) {
        switchovers.add(add.map(SentinelAddress::toString).orElse("nobody") + " for " + remove);
        return switchover;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void schedule(Runnable task, long delayMs) {
        scheduled.add(new Scheduled(nowMs + delayMs, task));
    }

    final class Client implements Outlet {
        final Session session = desk.open("127.0.0.1:5", "127.0.0.1:6", this);
        final ByteBuf received = Unpooled.buffer();

        @Nullable
        CommandArgs held;

        boolean closed;

        /** Runs the command and returns what came until then; empty while it waits. */
        List<RespReply> send(String... words) {
            run(CommandArgs.of(words), false);
            runTasks();
            return replies();
        }

        RespReply ask(String... words) {
            List<RespReply> replies = send(words);
            if (replies.size() != 1) {
                throw new AssertionError("expected one reply, got " + replies);
            }
            return replies.get(0);
        }

        private void run(CommandArgs words, boolean again) {
            Request.Outcome outcome = desk.run(session, words, desk.writer(received, session), again);
            held = outcome == Request.Outcome.HELD ? words : null;
        }

        /** Everything received since the last call. */
        List<RespReply> replies() {
            try {
                List<RespReply> replies = RespReplyReader.readAll(ByteBufUtil.getBytes(received));
                received.clear();
                return replies;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        Client resp3() {
            ask("HELLO", "3");
            return this;
        }

        @Override
        public void push(Consumer<RespWriter> writes) {
            writes.accept(desk.writer(received, session));
        }

        @Override
        public void answer(Consumer<RespWriter> writes) {
            push(writes);
        }

        @Override
        public void retryHeld() {
            CommandArgs words = held;
            if (words != null) {
                run(words, true);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
