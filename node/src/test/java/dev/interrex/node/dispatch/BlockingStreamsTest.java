package dev.interrex.node.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.command.CommandTable;
import dev.interrex.node.config.NodeConfig;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.Test;

class BlockingStreamsTest {
    private long wallMs = 1_700_000_000_000L;
    private long nanos = 5;

    private final FakeNode node = new FakeNode(
            NodeConfig.defaults(),
            CommandTable.standard(),
            UnpooledByteBufAllocator.DEFAULT,
            () -> wallMs,
            () -> nanos);
    private final FakeClient reader = new FakeClient(node.dispatcher);
    private final FakeClient second = new FakeClient(node.dispatcher);
    private final FakeClient writer = new FakeClient(node.dispatcher);

    private void passMs(long ms) {
        nanos += ms * 1_000_000;
        wallMs += ms;
        node.dispatcher.tick();
    }

    @Test
    void readerGetsTheEntryThatIsAddedLater() {
        writer.call("XADD", "k", "1-1", "a", "1");
        reader.send("XREAD", "BLOCK", "0", "STREAMS", "other", "k", "$", "$");
        assertThat(reader.replies()).isEmpty();
        writer.call("XADD", "k", "1-2", "a", "2");
        assertThat(reader.replies().toString()).contains("1-2").doesNotContain("1-1");
    }

    @Test
    void everyReaderGetsTheEntryButOneConsumerOnly() {
        writer.call("XGROUP", "CREATE", "k", "g", "$", "MKSTREAM");
        reader.send("XREADGROUP", "GROUP", "g", "a", "BLOCK", "0", "STREAMS", "k", ">");
        second.send("XREADGROUP", "GROUP", "g", "b", "BLOCK", "0", "STREAMS", "k", ">");
        assertThat(reader.replies()).isEmpty();
        writer.call("XADD", "k", "1-1", "a", "1");
        assertThat(reader.replies().toString()).contains("1-1");
        assertThat(second.replies()).isEmpty();
        writer.call("XADD", "k", "1-2", "a", "2");
        assertThat(second.replies().toString()).contains("1-2");
        assertThat(writer.call("XPENDING", "k", "g").elements().getFirst().text())
                .isEqualTo("2");
    }

    @Test
    void consumerHearsThatItsGroupIsGone() {
        writer.call("XGROUP", "CREATE", "k", "g", "$", "MKSTREAM");
        reader.send("XREADGROUP", "GROUP", "g", "a", "BLOCK", "0", "STREAMS", "k", ">");
        writer.call("XGROUP", "DESTROY", "k", "g");
        assertThat(reader.texts().getFirst()).startsWith("NOGROUP");
    }

    @Test
    void timeIsOver() {
        reader.send("XREAD", "BLOCK", "100", "STREAMS", "k", "$");
        passMs(101);
        assertThat(reader.replies()).hasSize(1);
    }
}
