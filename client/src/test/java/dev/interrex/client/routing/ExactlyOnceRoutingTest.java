package dev.interrex.client.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.client.api.ClientListener;
import dev.interrex.client.api.Command;
import dev.interrex.client.api.Commands;
import dev.interrex.client.api.IndeterminateException;
import dev.interrex.client.api.RejectedException;
import dev.interrex.client.api.Reply;
import dev.interrex.client.session.ExactlyOnce;
import dev.interrex.client.topology.TopologySnapshot;
import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes with numbers: connections, topology and time driven by hand. */
class ExactlyOnceRoutingTest {
    private static final String ADDRESS = "127.0.0.1:7001";
    private static final Command<Long> WRITE = Commands.increment("k");
    private static final Reply OK = new Reply.Text(new byte[] {79, 75});

    private final HandLoop loop = new HandLoop();
    private final FakeServers servers = new FakeServers(loop);
    private int nextId;
    private final Router router = new Router(
            new RouterSettings("orders", ms(2000), ms(5000), 5_000, ms(200), ms(50)),
            loop,
            servers,
            new ExactlyOnce(() -> "id" + ++nextId),
            () -> {},
            new ClientListener() {});

    private FakeConnection primary;

    @BeforeEach
    void connect() {
        router.start();
        List<NodeAddress> nodes = List.of(new NodeAddress("n1", ADDRESS, "", "a", 100));
        MemberId member = new MemberId("n1", "0");
        GroupTopology state =
                new GroupTopology("orders", 1, 1, member, List.of(member), nodes, 1, CommitMode.DURABLE, "");
        loop.execute(() -> router.onTopology(new TopologySnapshot(state, true)));
        loop.run();
        primary = servers.accept(ADDRESS);
    }

    private static long ms(long ms) {
        return Duration.ofMillis(ms).toNanos();
    }

    private void openSession() {
        assertThat(primary.sent.peek().commands().get(0).name()).isEqualTo("SESSION");
        primary.answer(OK);
        loop.run();
    }

    private FakeConnection reconnected() {
        loop.advance(ms(10));
        primary = servers.accept(ADDRESS);
        loop.advance(ms(50));
        return primary;
    }

    @Test
    void theFirstWriteOpensTheSessionAndReadsDoNotWaitForIt() {
        router.submit(Command.read("GET", "k"));
        assertThat(primary.sent.poll().numbered()).isEmpty();
        CompletableFuture<Long> write = router.submit(WRITE);
        loop.run();
        assertThat(primary.sent).hasSize(1);
        openSession();
        assertThat(primary.sent.peek().numbered()).isEqualTo("ONCE id1 1 0");
        primary.answer(new Reply.Number(7));
        assertThat(write.join()).isEqualTo(7);
    }

    @Test
    void aWriteWhoseReplyGotLostIsSentAgainUnderItsNumber() {
        CompletableFuture<Long> write = router.submit(WRITE);
        loop.run();
        openSession();
        primary.breakDown(true);
        assertThat(reconnected().sent.peek().numbered()).isEqualTo("ONCE id1 1 0");
        primary.answer(new Reply.Number(1));
        assertThat(write.join()).isEqualTo(1);
    }

    @Test
    void numbersAreAcknowledgedOnceAllBelowThemHaveEnded() {
        router.submit(WRITE);
        loop.run();
        openSession();
        router.submit(WRITE);
        router.submit(WRITE);
        FakeConnection.Sent first = primary.sent.remove();
        primary.answer(new Reply.Number(2));
        router.submit(WRITE);
        assertThat(primary.sent.peekLast().numbered()).isEqualTo("ONCE id1 4 0");
        first.handler().onReplies(List.of(new Reply.Number(1)));
        router.submit(WRITE);
        assertThat(primary.sent.peekLast().numbered()).isEqualTo("ONCE id1 5 2");
    }

    @Test
    void anErrorAfterALostReplyIsTheAnswer() {
        CompletableFuture<Long> write = router.submit(WRITE);
        loop.run();
        openSession();
        primary.breakDown(true);
        reconnected().answer(new Reply.Failure("WRONGTYPE no"));
        assertThat(write)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(Exception.class)
                .withCauseInstanceOf(RejectedException.class);
    }

    @Test
    void anExpiredSessionIsReplacedForWhatWasNeverExecuted() {
        router.submit(WRITE);
        loop.run();
        openSession();
        primary.answer(new Reply.Number(1));
        CompletableFuture<Long> later = router.submit(WRITE);
        primary.answer(new Reply.Failure("SESSIONEXPIRED gone"));
        loop.advance(ms(20));
        openSession();
        assertThat(primary.sent.peek().numbered()).isEqualTo("ONCE id2 1 0");
        primary.answer(new Reply.Number(2));
        assertThat(later.join()).isEqualTo(2);
    }

    @Test
    void anExpiredSessionNeverRepeatsWhatMayHaveBeenExecuted() {
        CompletableFuture<Long> write = router.submit(WRITE);
        loop.run();
        openSession();
        primary.breakDown(true);
        reconnected().answer(new Reply.Failure("SESSIONEXPIRED gone"));
        assertThat(write)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(Exception.class)
                .withCauseInstanceOf(IndeterminateException.class);
    }

    @Test
    void moreWritesThanTheWindowWait() {
        router.submit(WRITE);
        loop.run();
        openSession();
        for (int i = 0; i < 1_100; i++) {
            router.submit(WRITE);
        }
        loop.run();
        assertThat(primary.sent).hasSize(1_024);
        primary.answer(new Reply.Number(1));
        loop.run();
        assertThat(primary.sent).hasSize(1_024);
        assertThat(primary.sent.peekLast().numbered()).startsWith("ONCE id1 1025 1");
    }

    @Test
    void aServerWithoutSessionsRefusesWritesForGood() {
        CompletableFuture<Long> write = router.submit(WRITE);
        loop.run();
        primary.answer(new Reply.Failure("ERR unknown command 'SESSION'"));
        loop.run();
        assertThat(write)
                .failsWithin(Duration.ZERO)
                .withThrowableOfType(Exception.class)
                .withCauseInstanceOf(RejectedException.class);
    }
}
