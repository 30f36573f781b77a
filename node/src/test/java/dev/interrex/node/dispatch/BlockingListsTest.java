package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class BlockingListsTest {
    private long nanos = 5;

    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(),
            CommandTable.standard(),
            UnpooledByteBufAllocator.DEFAULT,
            () -> 1_700_000_000_000L,
            () -> nanos);
    private final FakeClient first = new FakeClient(node.dispatcher);
    private final FakeClient second = new FakeClient(node.dispatcher);
    private final FakeClient writer = new FakeClient(node.dispatcher);

    @Test
    void onePushServesAsManyAsItHasElementsFor() {
        first.send("BLPOP", "k", "l", "0");
        second.send("BRPOP", "l", "0");
        assertThat(writer.call("RPUSH", "l", "a", "b", "c").text()).isEqualTo("3");
        assertThat(first.replies().getFirst().texts()).containsExactly("l", "a");
        assertThat(second.replies().getFirst().texts()).containsExactly("l", "c");
        assertThat(writer.call("LRANGE", "l", "0", "-1").texts()).containsExactly("b");
    }

    @Test
    void elementsTravelAlongAChainOfMoves() {
        first.send("BLMOVE", "a", "b", "LEFT", "RIGHT", "0");
        second.send("BRPOPLPUSH", "b", "c", "0");
        FakeClient third = new FakeClient(node.dispatcher);
        third.send("BLMPOP", "0", "1", "c", "LEFT", "COUNT", "10");
        writer.call("LPUSH", "a", "x");
        assertThat(first.texts()).containsExactly("x");
        assertThat(second.texts()).containsExactly("x");
        assertThat(third.replies().getFirst().elements().get(1).texts()).containsExactly("x");
        assertThat(writer.call("DBSIZE").text()).isEqualTo("0");
        assertThat(node.log.recordEnds).as("each a record").hasSize(4);
    }

    @Test
    void aWrongDestinationIsAnsweredAndTheElementStays() {
        first.send("BLMOVE", "a", "b", "LEFT", "LEFT", "0");
        writer.call("SET", "b", "v");
        writer.call("RPUSH", "a", "x");
        assertThat(first.texts()).hasSize(1).first().asString().startsWith("WRONGTYPE");
        assertThat(writer.call("LLEN", "a").text()).isEqualTo("1");
    }

    @Test
    void timeIsInSecondsWithDecimals() {
        first.send("BLPOP", "k", "0.05");
        nanos += 49_000_000;
        node.dispatcher.tick();
        assertThat(first.replies()).isEmpty();
        nanos += 1_000_000;
        node.dispatcher.tick();
        assertThat(first.replies()).hasSize(1);
        assertThat(first.call("BLPOP", "k", "inf").text()).isEqualTo("ERR timeout is out of range");
    }
}
