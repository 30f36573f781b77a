package dev.interrex.client.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.client.api.ClientListener;
import dev.interrex.client.api.Command;
import dev.interrex.client.api.Commands;
import dev.interrex.client.api.IndeterminateException;
import dev.interrex.client.api.InterrexException;
import dev.interrex.client.api.NotExecutedException;
import dev.interrex.client.api.RejectedException;
import dev.interrex.client.api.Reply;
import dev.interrex.client.session.Session;
import dev.interrex.client.topology.TopologySnapshot;
import dev.interrex.model.CommitMode;
import dev.interrex.model.GroupTopology;
import dev.interrex.model.MemberId;
import dev.interrex.model.NodeAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The router with connections, topology and time driven by hand. */
class RouterTest {
    private static final String N1 = "127.0.0.1:7001";
    private static final String N2 = "127.0.0.1:7002";
    private static final Command<Reply> READ = Command.read("GET", "k");
    private static final Command<Long> WRITE = Commands.increment("k");
    private static final Reply ONE = new Reply.Number(1);

    private final HandLoop loop = new HandLoop();
    private final FakeServers servers = new FakeServers(loop);
    private int hurries;
    private final Router router = new Router(
            new RouterSettings("orders", ms(2000), ms(5000), 100, ms(200), ms(50)),
            loop,
            servers,
            Session.NONE,
            () -> hurries++,
            new ClientListener() {});

    @BeforeEach
    void start() {
        router.start();
    }

    @Test
    void callBeforeAnyTopologyWaitsForTheServingPrimary() {
        CompletableFuture<Long> call = router.submit(WRITE);
        topology(1, 1, "n1", false);
        loop.run();
        FakeConnection n1 = servers.accept(N1);
        assertThat(n1.sent).isEmpty();

        topology(1, 1, "n1", true);
        n1.answer(ONE);

        assertThat(call).isDone();
        assertThat(result(call)).isEqualTo(1);
    }

    @Test
    void callIsSentOnTheCallersThreadOnceTheRouteIsUp() {
        FakeConnection n1 = connected();
        router.submit(WRITE);
        assertThat(n1.sent).hasSize(1);
    }

    @Test
    void writeInFlightOnABrokenConnectionIsIndeterminateAndNotSentAgain() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        n1.breakDown(true);
        assertThat(failure(call)).isInstanceOf(IndeterminateException.class);

        loop.advance(ms(10));
        assertThat(servers.accept(N1).sent).isEmpty();
    }

    @Test
    void writeThatWasNeverWrittenIsSentAgain() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        n1.breakDown(false);
        loop.advance(ms(10));
        FakeConnection again = servers.accept(N1);
        loop.advance(ms(10));
        again.answer(ONE);
        assertThat(result(call)).isEqualTo(1);
    }

    @Test
    void readInFlightOnABrokenConnectionIsSentToTheNewPrimary() {
        FakeConnection n1 = connected();
        CompletableFuture<Reply> call = router.submit(READ);
        n1.breakDown(true);
        topology(2, 2, "n2", true);
        FakeConnection n2 = servers.accept(N2);
        n2.answer(ONE);
        assertThat(result(call)).isEqualTo(ONE);
    }

    @Test
    void writeThatADemotedNodeRefusesGoesToTheNewPrimary() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        n1.answer(new Reply.Failure("READONLY no"));
        loop.run();
        assertThat(hurries).isPositive();

        topology(2, 2, "n2", true);
        servers.accept(N2).answer(ONE);
        assertThat(result(call)).isEqualTo(1);
    }

    @Test
    void writeThatWaitedAtTheOldPrimaryIsSentToTheNewOneAtOnce() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        topology(2, 2, "n2", true);
        FakeConnection n2 = servers.accept(N2);

        n1.answer(new Reply.Failure("READONLY handed over"));
        loop.run();
        n2.answer(ONE);
        assertThat(result(call)).isEqualTo(1);
    }

    @Test
    void redirectedCallWaitsAtTheSuccessorOnAConnectionThatStoodBy() {
        FakeConnection n1 = connected();
        n1.foretell(N2);
        FakeConnection n2 = servers.accept(N2);
        CompletableFuture<Long> first = router.submit(WRITE);
        CompletableFuture<Long> second = router.submit(WRITE);
        n1.answer(new Reply.Failure("REDIRECT " + N2));
        loop.run();
        assertThat(n2.sent).as("without asking a sentinel").hasSize(1);
        topology(1, 2, "n1", true);
        topology(2, 3, "n2", false);
        n1.answer(new Reply.Failure("REDIRECT " + N2));
        loop.run();
        assertThat(n2.sent).hasSize(2);
        n2.answer(ONE);
        n2.answer(ONE);
        topology(2, 3, "n2", true);
        assertThat(result(first) + result(second)).isEqualTo(2);
        router.submit(WRITE);
        assertThat(n2.sent).as("the connection stays").hasSize(1);
    }

    @Test
    void redirectionThatLeadsNowhereIsTakenOnce() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        n1.answer(new Reply.Failure("REDIRECT " + N2));
        loop.run();
        FakeConnection n2 = servers.accept(N2);
        n2.answer(new Reply.Failure("READONLY the switchover was called off"));
        loop.run();
        FakeConnection back = servers.accept(N1);
        back.answer(new Reply.Failure("REDIRECT " + N2));
        loop.advance(ms(50));
        assertThat(n2.closed).isTrue();
        back.answer(ONE);
        assertThat(result(call)).isEqualTo(1);
    }

    @Test
    void redirectionToANodeThatIsNotThereEndsWithTheSentinelsNews() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        n1.answer(new Reply.Failure("REDIRECT " + N2));
        loop.run();
        servers.refuse(N2, "connection refused", false);
        loop.advance(ms(10));
        FakeConnection back = servers.accept(N1);
        loop.advance(ms(50));
        back.answer(ONE);
        assertThat(result(call)).isEqualTo(1);
    }

    @Test
    void connectionThatStoodByInVainIsClosed() {
        FakeConnection n1 = connected();
        n1.foretell(N2);
        FakeConnection n2 = servers.accept(N2);
        loop.advance(Standby.KEEP_NANOS - ms(20));
        assertThat(n2.closed).isFalse();
        loop.advance(ms(50));
        assertThat(n2.closed).isTrue();
        assertThat(n1.closed).isFalse();
    }

    @Test
    void endOfABackoffDoesNotWaitForTheNextTick() {
        FakeConnection n1 = connected();
        loop.advance(ms(5));
        router.submit(WRITE);
        n1.answer(new Reply.Failure("LOADING"));
        loop.advance(ms(10));
        assertThat(n1.sent).hasSize(1);
    }

    @Test
    void refusedWriteIsTriedAgainAfterABackoffWithoutNews() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        n1.answer(new Reply.Failure("LOADING"));
        loop.run();
        assertThat(n1.sent).isEmpty();

        loop.advance(ms(20));
        n1.answer(ONE);
        assertThat(result(call)).isEqualTo(1);
    }

    @Test
    void refusedWriteEndsAsNotExecutedWhenTheTimeForRetriesIsOver() {
        FakeConnection n1 = connected();
        n1.answerAlways = new Reply.Failure("MASTERDOWN no primary");
        CompletableFuture<Long> call = router.submit(WRITE);
        loop.advance(ms(4000));
        assertThat(call).isNotDone();
        loop.advance(ms(1000));
        assertThat(failure(call)).isInstanceOf(NotExecutedException.class).hasMessageContaining("MASTERDOWN");
    }

    @Test
    void callWithoutAnyPrimaryEndsAsNotExecuted() {
        CompletableFuture<Long> call = router.submit(WRITE);
        router.onTopologyTrouble("sentinel s1: knows no group orders");
        loop.advance(ms(5010));
        assertThat(failure(call)).isInstanceOf(NotExecutedException.class).hasMessageContaining("knows no group");
    }

    @Test
    void serverErrorIsRejectedAndNotRetried() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        n1.answer(new Reply.Failure("WRONGTYPE no"));
        RejectedException failure = (RejectedException) failure(call);
        assertThat(failure.code()).isEqualTo("WRONGTYPE");
    }

    @Test
    void serverThatDoesNotKnowMakesAWriteIndeterminateAndAReadRepeated() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> write = router.submit(WRITE);
        n1.answer(new Reply.Failure("INDETERMINATE deposed"));
        assertThat(failure(write)).isInstanceOf(IndeterminateException.class);

        CompletableFuture<Reply> read = router.submit(READ);
        n1.answer(new Reply.Failure("INDETERMINATE deposed"));
        loop.advance(ms(20));
        n1.answer(ONE);
        assertThat(result(read)).isEqualTo(ONE);
    }

    @Test
    void overdueReplyEndsTheWriteAndReplacesTheConnection() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        loop.advance(ms(2010));
        assertThat(failure(call)).isInstanceOf(IndeterminateException.class);

        FakeConnection fresh = servers.accept(N1);
        router.submit(WRITE);
        assertThat(fresh.sent).hasSize(1);
        loop.advance(ms(2100));
        assertThat(n1.closed).isTrue();
    }

    @Test
    void replyAfterTheDeadlineIsIgnored() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> call = router.submit(WRITE);
        loop.advance(ms(2010));
        n1.answer(ONE);
        assertThat(failure(call)).isInstanceOf(IndeterminateException.class);
        assertThat(router.outstanding()).isZero();
    }

    @Test
    void formerPrimaryMayStillAnswerWhatItGotUntilTheDrainTimeIsOver() {
        FakeConnection n1 = connected();
        CompletableFuture<Long> answered = router.submit(WRITE);
        CompletableFuture<Long> lost = router.submit(WRITE);
        topology(2, 2, "n2", true);
        servers.accept(N2);
        n1.answer(ONE);
        assertThat(result(answered)).isEqualTo(1);

        loop.advance(ms(210));
        assertThat(n1.closed).isTrue();
        assertThat(failure(lost)).isInstanceOf(IndeterminateException.class);
    }

    @Test
    void idempotentWriteStaysIndeterminateIfALaterAttemptWasNotExecuted() {
        FakeConnection n1 = connected();
        CompletableFuture<Reply> call =
                router.submit(Command.write("SET", "k", "v").idempotent());
        n1.breakDown(true);
        loop.advance(ms(10));
        servers.accept(N1).answerAlways = new Reply.Failure("LOADING");
        loop.advance(ms(5000));
        assertThat(failure(call)).isInstanceOf(IndeterminateException.class);
    }

    @Test
    void newCallsQueueBehindThoseThatWait() {
        CompletableFuture<Long> first = router.submit(Commands.incrementBy("k", 1));
        topology(1, 1, "n1", true);
        FakeConnection n1 = servers.offer(N1);
        router.submit(Commands.incrementBy("k", 2));
        loop.run();
        assertThat(first).isNotDone();
        assertThat(n1.sent.stream().map(FakeConnection.Sent::lastArgument)).containsExactly("1", "2");
    }

    @Test
    void failedConnectIsRepeatedWithABoundedBackoff() {
        topology(1, 1, "n1", true);
        for (int i = 0; i < 10; i++) {
            servers.refuse(N1, "Connection refused", false);
            loop.advance(ms(50));
        }
        CompletableFuture<Long> call = router.submit(WRITE);
        loop.run();
        servers.accept(N1).answer(ONE);
        assertThat(result(call)).isEqualTo(1);
        assertThat(hurries).isGreaterThanOrEqualTo(10);
    }

    @Test
    void wrongPasswordFailsWaitingCallsAtOnce() {
        topology(1, 1, "n1", true);
        CompletableFuture<Long> call = router.submit(WRITE);
        loop.run();
        servers.refuse(N1, "WRONGPASS invalid username-password pair", true);
        assertThat(failure(call)).isInstanceOf(RejectedException.class).hasMessageContaining("WRONGPASS");
    }

    @Test
    void moreCallsThanAllowedFailAtOnce() {
        connected();
        List<CompletableFuture<Long>> calls = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            calls.add(router.submit(WRITE));
        }
        assertThat(calls.get(99)).isNotDone();
        assertThat(failure(calls.get(100))).isInstanceOf(NotExecutedException.class);
    }

    @Test
    void closedClientRefusesNewCallsAndEndsWaitingOnes() {
        CompletableFuture<Long> waiting = router.submit(WRITE);
        router.refuseCalls();
        loop.run();
        assertThat(failure(waiting)).isInstanceOf(NotExecutedException.class);
        assertThat(failure(router.submit(WRITE))).isInstanceOf(NotExecutedException.class);
    }

    @Test
    void transactionInFlightOnABrokenConnectionIsIndeterminateUnlessItOnlyReads() {
        FakeConnection n1 = connected();
        CompletableFuture<List<Reply>> writing = router.submitTransaction(List.of(READ, WRITE));
        CompletableFuture<List<Reply>> reading = router.submitTransaction(List.of(READ, READ));
        n1.breakDown(true);
        assertThat(failure(writing)).isInstanceOf(IndeterminateException.class);
        loop.advance(ms(10));
        FakeConnection again = servers.accept(N1);
        loop.advance(ms(10));
        again.answer(ONE, ONE, ONE, new Reply.Many(List.of(ONE, ONE)));
        assertThat(result(reading)).containsExactly(ONE, ONE);
    }

    private FakeConnection connected() {
        topology(1, 1, "n1", true);
        return servers.accept(N1);
    }

    private void topology(long epoch, long version, String primary, boolean serving) {
        List<NodeAddress> nodes =
                List.of(new NodeAddress("n1", N1, "", "a", 100), new NodeAddress("n2", N2, "", "b", 100));
        MemberId member = new MemberId(primary, "0");
        GroupTopology state =
                new GroupTopology("orders", epoch, version, member, List.of(member), nodes, 1, CommitMode.DURABLE, "");
        loop.execute(() -> router.onTopology(new TopologySnapshot(state, serving)));
        loop.run();
    }

    private static long ms(long ms) {
        return Duration.ofMillis(ms).toNanos();
    }

    private static <T> T result(CompletableFuture<T> call) {
        assertThat(call).isCompleted();
        return call.join();
    }

    private static InterrexException failure(CompletableFuture<?> call) {
        assertThat(call).isDone();
        try {
            throw new AssertionError("did not fail but gave " + call.get());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InterrexException failure) {
                return failure;
            }
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
