package dev.interrex.client.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.client.api.Reply;
import io.lettuce.core.protocol.RedisStateMachine;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fed by Lettuce's own parser. */
class ReplyOutputTest {
    @Test
    void scalars() {
        assertThat(parsed("+OK\r\n")).isEqualTo(text("OK"));
        assertThat(parsed("$3\r\na\r\n\r\n").asBytes()).hasSize(3);
        assertThat(parsed(":42\r\n")).isEqualTo(new Reply.Number(42));
        assertThat(parsed(",1.5\r\n")).isEqualTo(new Reply.Decimal(1.5));
        assertThat(parsed("#t\r\n")).isEqualTo(new Reply.Flag(true));
        assertThat(parsed("_\r\n")).isEqualTo(Reply.NIL);
        assertThat(parsed("$-1\r\n")).isEqualTo(Reply.NIL);
        assertThat(parsed("*-1\r\n")).isEqualTo(Reply.NIL);
        assertThat(parsed("(123456789012345678901\r\n")).isEqualTo(text("123456789012345678901"));
        assertThat(parsed("=7\r\ntxt:abc\r\n")).isEqualTo(text("abc"));
        assertThat(parsed("-WRONGTYPE no\r\n")).isEqualTo(new Reply.Failure("WRONGTYPE no"));
    }

    @Test
    void emptyAggregates() {
        assertThat(parsed("*0\r\n")).isEqualTo(new Reply.Many(List.of()));
        assertThat(parsed("%0\r\n")).isEqualTo(new Reply.Pairs(List.of()));
        assertThat(parsed("*2\r\n*0\r\n:1\r\n"))
                .isEqualTo(new Reply.Many(List.of(new Reply.Many(List.of()), new Reply.Number(1))));
    }

    @Test
    void nestedAggregatesKeepTheirShape() {
        Reply reply = parsed("%2\r\n$1\r\na\r\n*2\r\n:1\r\n$-1\r\n$1\r\nb\r\n~1\r\n-ERR x\r\n");
        assertThat(reply)
                .isEqualTo(new Reply.Pairs(List.of(
                        text("a"),
                        new Reply.Many(List.of(new Reply.Number(1), Reply.NIL)),
                        text("b"),
                        new Reply.Many(List.of(new Reply.Failure("ERR x"))))));
    }

    private static Reply parsed(String bytes) {
        ReplyOutput output = new ReplyOutput();
        RedisStateMachine parser = new RedisStateMachine();
        assertThat(parser.decode(Unpooled.copiedBuffer(bytes, StandardCharsets.UTF_8), output))
                .isTrue();
        return output.reply();
    }

    private static Reply text(String text) {
        return new Reply.Text(text.getBytes(StandardCharsets.UTF_8));
    }
}
