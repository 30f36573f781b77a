package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class OnceTest {
    private static final String ID = "00112233445566778899aabbccddeeff";

    private long wallMs = 1_700_000_000_000L;
    private long nanos = 5;

    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(),
            CommandTable.standard(),
            UnpooledByteBufAllocator.DEFAULT,
            () -> wallMs,
            () -> nanos);
    private final FakeClient client = new FakeClient(node.dispatcher);

    private String once(FakeClient asker, long seq, String... command) {
        String[] all = new String[command.length + 4];
        all[0] = "ONCE";
        all[1] = ID;
        all[2] = Long.toString(seq);
        all[3] = "0";
        System.arraycopy(command, 0, all, 4, command.length);
        return asker.call(all).text();
    }

    @Test
    void aRetriedIncrementCountsOnceAndGetsTheSameReply() {
        client.call("SESSION", "OPEN", ID);
        assertThat(once(client, 1, "INCR", "n")).isEqualTo("1");
        FakeClient reconnected = new FakeClient(node.dispatcher);
        assertThat(once(reconnected, 1, "INCR", "n")).isEqualTo("1");
        assertThat(once(reconnected, 2, "INCR", "n")).isEqualTo("2");
        assertThat(client.call("GET", "n").text()).isEqualTo("2");
    }

    @Test
    void operationAndAnswerAreOneRecord() {
        client.call("SESSION", "OPEN", ID);
        int before = node.log.recordEnds.size();
        once(client, 1, "SET", "k", "v");
        assertThat(node.log.recordEnds).hasSize(before + 1);
    }

    @Test
    void anAnswerThatChangedNothingAndAnErrorAreRemembered() {
        client.call("SESSION", "OPEN", ID);
        client.call("SET", "k", "v");
        assertThat(once(client, 1, "SETNX", "k", "w")).isEqualTo("0");
        assertThat(once(client, 2, "LPUSH", "k", "x")).startsWith("WRONGTYPE");
        client.call("DEL", "k");
        assertThat(once(client, 1, "SETNX", "k", "w")).isEqualTo("0");
        assertThat(once(client, 2, "LPUSH", "k", "x")).startsWith("WRONGTYPE");
        assertThat(client.call("EXISTS", "k").text()).isEqualTo("0");
    }

    @Test
    void aDuplicateInFlightWaitsForTheSameCommit() {
        client.call("SESSION", "OPEN", ID);
        node.commitsByHand();
        client.send("ONCE", ID, "1", "0", "INCR", "n");
        FakeClient reconnected = new FakeClient(node.dispatcher);
        reconnected.send("ONCE", ID, "1", "0", "INCR", "n");
        assertThat(reconnected.texts()).isEmpty();
        node.commitAll();
        assertThat(client.texts()).containsExactly("1");
        assertThat(reconnected.texts()).containsExactly("1");
    }

    @Test
    void thatASessionIsGoneIsToldOnceThatIsCommitted() {
        client.call("SESSION", "OPEN", ID);
        node.commitsByHand();
        client.send("SESSION", "CLOSE", ID);
        FakeClient other = new FakeClient(node.dispatcher);
        other.send("ONCE", ID, "1", "0", "INCR", "n");
        assertThat(other.texts())
                .as("another primary may not know that it was closed")
                .isEmpty();
        node.commitAll();
        assertThat(other.texts())
                .singleElement()
                .satisfies(text -> assertThat(text).startsWith("SESSIONEXPIRED"));
    }

    @Test
    void whatWasRefusedUnexecutedMayBeAskedAgain() {
        client.call("SESSION", "OPEN", ID);
        node.gate.refusesWrites = "READONLY no";
        assertThat(once(client, 1, "INCR", "n")).isEqualTo("READONLY no");
        node.gate.refusesWrites = null;
        assertThat(once(client, 1, "INCR", "n")).isEqualTo("1");
    }

    @Test
    void aTransactionIsExecutedOnce() {
        client.call("SESSION", "OPEN", ID);
        for (int attempt = 0; attempt < 2; attempt++) {
            FakeClient asker = new FakeClient(node.dispatcher);
            asker.call("MULTI");
            asker.call("INCR", "a");
            asker.call("INCR", "b");
            assertThat(asker.call("ONCE", ID, "1", "0", "EXEC").texts()).containsExactly("1", "1");
            assertThat(asker.call("GET", "a").text()).isEqualTo("1");
        }
    }

    @Test
    void anUnknownSessionNeverExecutes() {
        assertThat(once(client, 1, "INCR", "n")).startsWith("SESSIONEXPIRED");
        client.call("SESSION", "OPEN", ID);
        once(client, 1, "INCR", "n");
        wallMs += 3_600_001;
        node.dispatcher.tick();
        assertThat(once(client, 1, "INCR", "n")).startsWith("SESSIONEXPIRED");
        assertThat(client.call("GET", "n").text()).isEqualTo("1");
    }

    @Test
    void anAcknowledgedNumberIsRefused() {
        client.call("SESSION", "OPEN", ID);
        once(client, 1, "INCR", "n");
        assertThat(client.call("ONCE", ID, "2", "1", "INCR", "n").text()).isEqualTo("2");
        assertThat(once(client, 1, "INCR", "n")).contains("acknowledged").contains("not executed");
    }

    @Test
    void aReplyForAnotherVersionIsNotMisread() {
        client.call("SESSION", "OPEN", ID);
        once(client, 1, "INCR", "n");
        client.call("HELLO", "3");
        assertThat(once(client, 1, "INCR", "n")).contains("HELLO 2");
    }

    @Test
    void nonsenseIsRefused() {
        client.call("SESSION", "OPEN", ID);
        assertThat(client.call("ONCE", "xyz", "1", "0", "INCR", "n").text()).startsWith("ERR ONCE takes");
        assertThat(client.call("ONCE", ID, "0", "0", "INCR", "n").text()).startsWith("ERR ONCE takes");
        assertThat(client.call("ONCE", ID, "1", "1", "INCR", "n").text()).startsWith("ERR ONCE takes");
        assertThat(client.call("ONCE", ID, "1", "0", "NOSUCH").text()).startsWith("ERR unknown command");
        assertThat(client.call("ONCE", ID, "1", "0", "INCR").text()).startsWith("ERR wrong number");
        assertThat(client.call("ONCE", ID, "1", "0", "BLPOP", "l", "0").text()).startsWith("ERR ONCE does not wait");
        assertThat(client.call("ONCE", ID, "1", "0", "GET", "n").text()).isEmpty();
        assertThat(client.call("SESSION", "CLOSE", ID).text()).isEqualTo("1");
    }
}
