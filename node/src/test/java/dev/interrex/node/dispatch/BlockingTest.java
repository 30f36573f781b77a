package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandFlag;
import dev.interrex.node.command.CommandSpec;
import dev.interrex.node.command.CommandTable;
import dev.interrex.node.command.KeyWait;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.node.engine.Slice;
import dev.interrex.resp.RespReply;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockingTest {
    private long wallMs = 1_700_000_000_000L;
    private long nanos = 5;

    private final FakeNode node =
            new FakeNode(NodeConfig.defaults(), table(), UnpooledByteBufAllocator.DEFAULT, () -> wallMs, () -> nanos);
    private final FakeClient first = new FakeClient(node.dispatcher);
    private final FakeClient second = new FakeClient(node.dispatcher);
    private final FakeClient writer = new FakeClient(node.dispatcher);

    /** TAKE milliseconds key [key ...]: takes the first of the strings away, and waits for one. HEAR wakes up for deletes, too. */
    private static CommandTable table() {
        List<CommandSpec> specs = new ArrayList<>(CommandTable.standard().all());
        specs.add(take("TAKE", false));
        specs.add(take("HEAR", true));
        return new CommandTable(specs);
    }

    private static CommandSpec take(String name, boolean evenWithoutKey) {
        return CommandSpec.command(name)
                .arity(-3)
                .flags(CommandFlag.WRITE, CommandFlag.BLOCKING)
                .keys(2, -1, 1)
                .handler(call -> {
                    for (int i = 2; i < call.count(); i++) {
                        Slice value = call.db().strings().getForUpdate(call.key(i));
                        if (value != null) {
                            call.replyBulk(value);
                            call.db().delete(call.key(i));
                            return;
                        }
                    }
                    KeyWait wait =
                            new KeyWait("string", 2, call.count() - 2, call.integer(1), evenWithoutKey, call.args());
                    if (!call.waitFor(wait)) {
                        call.reply().nullArray();
                    }
                });
    }

    private void passMs(long ms) {
        nanos += ms * 1_000_000;
        wallMs += ms;
        node.dispatcher.tick();
    }

    private String info(String line) {
        String clients = writer.call("INFO", "clients").text();
        int at = clients.indexOf(line + ":") + line.length() + 1;
        return clients.substring(at, clients.indexOf('\r', at));
    }

    @Test
    void whoCameFirstIsServedFirst() {
        first.send("TAKE", "0", "k");
        second.send("TAKE", "0", "k");
        assertThat(info("blocked_clients")).isEqualTo("2");
        assertThat(info("total_blocking_keys")).isEqualTo("1");
        assertThat(writer.call("SET", "k", "a").text()).isEqualTo("OK");
        assertThat(first.texts()).containsExactly("a");
        assertThat(second.texts()).isEmpty();
        writer.call("SET", "k", "b");
        assertThat(second.texts()).containsExactly("b");
        assertThat(info("blocked_clients")).isEqualTo("0");
        assertThat(info("total_blocking_keys")).isEqualTo("0");
    }

    @Test
    void nothingReadyMeansNobodyIsServed() {
        first.send("TAKE", "0", "k");
        writer.call("HSET", "k", "f", "v");
        writer.call("DEL", "k");
        writer.call("SET", "other", "v");
        assertThat(first.texts()).isEmpty();
        writer.call("RENAME", "other", "k");
        assertThat(first.texts()).containsExactly("v");
    }

    @Test
    void whoeverWaitsForSeveralKeysIsServedOnce() {
        first.send("TAKE", "0", "a", "b", "a");
        second.send("TAKE", "0", "b");
        writer.call("MSET", "b", "1", "a", "2");
        assertThat(first.texts()).as("its own order of keys counts").containsExactly("2");
        assertThat(second.texts()).containsExactly("1");
    }

    @Test
    void aTransactionIsOverBeforeAnybodyIsServed() {
        first.send("TAKE", "0", "k");
        writer.send("MULTI")
                .send("SET", "k", "v")
                .send("DEL", "k")
                .send("SET", "k", "w")
                .send("GET", "k");
        writer.send("EXEC");
        assertThat(writer.replies().getLast().texts()).containsExactly("OK", "1", "OK", "w");
        assertThat(first.texts()).containsExactly("w");
        first.send("TAKE", "0", "k");
        writer.send("MULTI").send("SET", "k", "v").send("DEL", "k").send("EXEC");
        assertThat(first.texts()).isEmpty();
    }

    @Test
    void withinATransactionNobodyWaits() {
        first.send("MULTI").send("TAKE", "0", "k").send("EXEC");
        assertThat(first.replies().getLast().elements()).containsExactly(new RespReply.Null());
        assertThat(first.call("PING").text()).isEqualTo("PONG");
    }

    @Test
    void whatIsServedIsARecordOfItsOwnAndHeldUntilItIsCommitted() {
        first.send("TAKE", "0", "k");
        node.commitsByHand();
        writer.send("SET", "k", "v");
        assertThat(node.log.recordEnds).hasSize(2);
        node.gate.committedLsn = node.log.recordEnds.get(0);
        node.dispatcher.onCommitted(node.gate.committedLsn);
        assertThat(writer.texts()).containsExactly("OK");
        assertThat(first.texts()).isEmpty();
        node.commitAll();
        assertThat(first.texts()).containsExactly("v");
    }

    @Test
    void whatTheClientSentMeanwhileComesAfterwards() {
        first.send("TAKE", "0", "k").send("PING");
        assertThat(first.isWaiting()).isTrue();
        writer.call("SET", "k", "v");
        node.dispatcher.endOfTurn();
        assertThat(first.texts()).containsExactly("v", "PONG");
    }

    @Test
    void timeIsOverWhenTheClockSaysSo() {
        first.send("TAKE", "100", "k").send("ECHO", "next");
        second.send("TAKE", "0", "k");
        passMs(99);
        assertThat(first.texts()).isEmpty();
        passMs(1);
        assertThat(first.replies()).hasSize(2).first().isEqualTo(new RespReply.Null());
        passMs(1_000_000);
        writer.call("SET", "k", "v");
        assertThat(second.texts()).containsExactly("v");
    }

    @Test
    void whoWaitsOnKeepsPlaceAndDeadline() {
        first.send("HEAR", "100", "k");
        second.send("HEAR", "0", "k");
        passMs(60);
        writer.send("MULTI").send("SET", "k", "v").send("DEL", "k").send("EXEC");
        assertThat(first.texts()).as("it was executed again, in vain").isEmpty();
        writer.send("SET", "k", "x");
        assertThat(first.texts()).as("still the first").containsExactly("x");
        first.send("HEAR", "100", "m");
        passMs(60);
        writer.send("MULTI").send("SET", "m", "v").send("DEL", "m").send("EXEC");
        passMs(40);
        assertThat(first.replies()).containsExactly(new RespReply.Null());
        writer.send("HSET", "k", "f", "v");
        assertThat(second.texts())
                .as("it wants to know of other types, too")
                .containsExactly("WRONGTYPE Operation against a key holding the wrong kind of value");
    }

    @Test
    void clientUnblockAnswersAsIfTheTimeWereOverOrWithAnError() {
        first.send("TAKE", "0", "k");
        second.send("WAIT", "5", "0");
        String id = Long.toString(first.session.id());
        assertThat(writer.call("CLIENT", "UNBLOCK", id).text()).isEqualTo("1");
        assertThat(first.replies()).containsExactly(new RespReply.Null());
        assertThat(writer.call("CLIENT", "UNBLOCK", id).text()).isEqualTo("0");
        first.send("TAKE", "0", "k");
        assertThat(writer.call("CLIENT", "UNBLOCK", id, "ERROR").text()).isEqualTo("1");
        assertThat(first.texts()).containsExactly("UNBLOCKED client unblocked via CLIENT UNBLOCK");
        String other = Long.toString(second.session.id());
        assertThat(writer.call("CLIENT", "UNBLOCK", other, "timeout").text()).isEqualTo("1");
        assertThat(second.texts()).containsExactly("0");
        assertThat(writer.call("CLIENT", "UNBLOCK", other, "now").failed()).isTrue();
    }

    @Test
    void whoIsGoneOrBeingKilledTakesNothing() {
        first.send("TAKE", "0", "k");
        second.send("TAKE", "0", "k");
        FakeClient third = new FakeClient(node.dispatcher);
        third.send("TAKE", "0", "k");
        node.dispatcher.closed(first.session);
        writer.call("CLIENT", "KILL", "ID", Long.toString(second.session.id()));
        writer.call("SET", "k", "v");
        assertThat(third.texts()).containsExactly("v");
    }

    @Test
    void aDemotedNodeUnblocksWithAnError() {
        first.send("TAKE", "0", "k");
        node.commitsByHand();
        second.send("SET", "l", "v").send("TAKE", "0", "k");
        node.gate.refusesWrites = "READONLY no";
        node.dispatcher.onDemoted("");
        assertThat(first.texts())
                .containsExactly("UNBLOCKED force unblock from blocking operation, instance state changed (master ->"
                        + " replica?)");
        assertThat(first.closed).isTrue();
        assertThat(second.texts()).as("it would be taken for the answer to SET").isEmpty();
    }

    @Test
    void nobodyIsServedDuringAPauseOrWhileTheLogIsFull() {
        first.send("TAKE", "0", "k");
        writer.call("SET", "l", "v");
        writer.send("MULTI")
                .send("RENAME", "l", "k")
                .send("CLIENT", "PAUSE", "100", "WRITE")
                .send("EXEC");
        assertThat(first.texts()).isEmpty();
        passMs(99);
        assertThat(first.texts()).isEmpty();
        passMs(1);
        assertThat(first.texts()).containsExactly("v");
    }

    @Test
    void clientReplyOffIsObeyed() {
        first.send("CLIENT", "REPLY", "SKIP").send("TAKE", "0", "k");
        writer.call("SET", "k", "v");
        node.dispatcher.endOfTurn();
        assertThat(first.texts()).isEmpty();
        assertThat(first.call("PING").text()).isEqualTo("PONG");
        first.send("CLIENT", "REPLY", "OFF").send("TAKE", "10", "k");
        passMs(10);
        assertThat(first.texts()).isEmpty();
        assertThat(first.call("CLIENT", "REPLY", "ON").text()).isEqualTo("OK");
    }

    @Test
    void databasesHaveQueuesOfTheirOwn() {
        first.send("SELECT", "1").send("TAKE", "0", "k");
        first.texts();
        writer.call("SET", "k", "v");
        assertThat(first.texts()).isEmpty();
        writer.call("SWAPDB", "0", "1");
        assertThat(first.texts()).containsExactly("v");
    }

    @Test
    void statisticsCountACommandWhenItIsAnswered() {
        first.send("TAKE", "0", "k");
        assertThat(writer.call("INFO", "commandstats").text()).doesNotContain("cmdstat_take");
        writer.call("SET", "k", "v");
        assertThat(writer.call("INFO", "commandstats").text()).contains("cmdstat_take:calls=1,");
    }
}
