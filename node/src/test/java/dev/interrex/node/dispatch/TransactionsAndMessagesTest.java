package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import dev.interrex.resp.RespReply;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionsAndMessagesTest {
    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(),
            CommandTable.standard(),
            UnpooledByteBufAllocator.DEFAULT,
            () -> 1_700_000_000_000L,
            () -> 5);
    private final FakeClient client = new FakeClient(node.dispatcher);

    // ---- transactions

    @Test
    void multiIsOneRecord() {
        assertThat(client.call("MULTI").text()).isEqualTo("OK");
        assertThat(client.call("SET", "a", "1").text()).isEqualTo("QUEUED");
        assertThat(client.call("SET", "b", "2").text()).isEqualTo("QUEUED");
        assertThat(client.call("GET", "a").text()).isEqualTo("QUEUED");
        assertThat(node.log.recordEnds).isEmpty();
        assertThat(client.call("EXEC").texts()).containsExactly("OK", "OK", "1");
        assertThat(node.log.recordEnds).hasSize(1);
    }

    @Test
    void aRefusedCommandAbortsTheTransaction() {
        client.call("MULTI");
        assertThat(client.call("NOSUCH").failed()).isTrue();
        assertThat(client.call("SET", "a").failed()).isTrue();
        assertThat(client.call("SET", "a", "1").text()).isEqualTo("QUEUED");
        assertThat(client.call("EXEC").text()).isEqualTo("EXECABORT Transaction discarded because of previous errors.");
        assertThat(node.log.recordEnds).isEmpty();
        assertThat(client.call("EXEC").text()).isEqualTo("ERR EXEC without MULTI");
    }

    @Test
    void watchedKeyThatChangedLetsExecDoNothing() {
        FakeClient other = new FakeClient(node.dispatcher);
        client.call("WATCH", "k");
        other.call("SET", "k", "other");
        client.call("MULTI");
        client.call("SET", "k", "mine");
        assertThat(client.call("EXEC")).isEqualTo(new RespReply.Null());
        assertThat(client.call("GET", "k").text()).isEqualTo("other");
        client.call("WATCH", "k");
        client.call("UNWATCH");
        other.call("SET", "k", "again");
        client.call("MULTI");
        client.call("SET", "k", "mine");
        assertThat(client.call("EXEC").texts()).containsExactly("OK");
    }

    @Test
    void execOnADemotedNodeIsRefusedAsAWhole() {
        client.call("MULTI");
        client.call("SET", "k", "v");
        node.gate.refusesWrites = "READONLY no";
        assertThat(client.call("EXEC").text()).isEqualTo("EXECABORT Transaction discarded because of: READONLY no");
        assertThat(node.log.recordEnds).isEmpty();
    }

    @Test
    void execParksAsAWhole() {
        client.call("MULTI");
        client.call("SET", "k", "v");
        node.gate.parksWrites = true;
        client.send("EXEC");
        assertThat(client.replies()).isEmpty();
        node.gate.parksWrites = false;
        node.dispatcher.tick();
        assertThat(client.replies()).hasSize(1);
    }

    // ---- messages

    @Test
    void messageLeavesOnlyAfterWhatWasWrittenBeforeIt() {
        FakeClient subscriber = new FakeClient(node.dispatcher);
        subscriber.call("SUBSCRIBE", "news");
        node.commitsByHand();
        client.send("MULTI").send("SET", "k", "v").send("PUBLISH", "news", "k").send("EXEC");
        client.replies();
        assertThat(subscriber.replies()).isEmpty();
        node.commitAll();
        assertThat(subscriber.replies())
                .hasSize(1)
                .first()
                .satisfies(message -> assertThat(message.texts()).containsExactly("message", "news", "k"));
    }

    @Test
    void aMessageToOneselfStandsBehindTheReply() {
        client.call("HELLO", "3");
        client.call("SUBSCRIBE", "news");
        client.send("MULTI").send("PUBLISH", "news", "m").send("PING").send("EXEC");
        List<RespReply> replies = client.replies();
        assertThat(replies.get(3).texts()).containsExactly("1", "PONG");
        assertThat(replies.get(4).pushed()).isTrue();
    }

    @Test
    void aSubscribedResp2ClientMayOnlySubscribeAndPing() {
        client.call("SUBSCRIBE", "c");
        assertThat(client.call("GET", "k").text()).startsWith("ERR Can't execute 'get'");
        assertThat(client.call("PING").texts()).containsExactly("pong", "");
        client.call("UNSUBSCRIBE");
        assertThat(client.call("PING").text()).isEqualTo("PONG");
    }
}
