package dev.interrex.resp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RespReplyReaderTest {
    private static List<RespReply> written(boolean resp3, Consumer<RespWriter> writes) throws IOException {
        ByteBuf out = Unpooled.buffer();
        RespWriter writer = new RespWriter();
        writer.target(out, resp3);
        writes.accept(writer);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return RespReplyReader.readAll(bytes);
    }

    private static void everyType(RespWriter writer) {
        writer.ok();
        writer.error("ERR a\r\nb");
        writer.integer(Long.MIN_VALUE);
        writer.bulk("häß");
        writer.nullBulk();
        writer.nullArray();
        writer.map(1);
        writer.bulk("k");
        writer.bool(true);
        writer.set(1);
        writer.doubleText("1.5");
        writer.push(1);
        writer.verbatim("txt", "hello");
    }

    @Test
    void whatTheWriterWritesInResp3IsReadAsWhatItIs() throws IOException {
        List<RespReply> replies = written(true, RespReplyReaderTest::everyType);
        assertThat(replies)
                .containsExactly(
                        new RespReply.Status("OK"),
                        new RespReply.Failure("ERR a  b"),
                        new RespReply.Number(Long.MIN_VALUE),
                        new RespReply.Bulk("häß".getBytes(UTF_8), ""),
                        new RespReply.Null(),
                        new RespReply.Null(),
                        new RespReply.Group(
                                RespReply.Kind.MAP,
                                List.of(new RespReply.Bulk("k".getBytes(UTF_8), ""), new RespReply.Truth(true))),
                        new RespReply.Group(RespReply.Kind.SET, List.of(new RespReply.Real("1.5"))),
                        new RespReply.Group(
                                RespReply.Kind.PUSH, List.of(new RespReply.Bulk("hello".getBytes(UTF_8), "txt"))));
    }

    @Test
    void inResp2TheSameRepliesAreArraysAndStrings() throws IOException {
        List<RespReply> replies = written(false, RespReplyReaderTest::everyType);
        assertThat(replies).hasSize(9);
        assertThat(replies.get(6).map()).containsEntry("k", new RespReply.Number(1));
        assertThat(replies.get(7).texts()).containsExactly("1.5");
    }

    @Test
    void attributesAreLeftOut() throws IOException {
        assertThat(RespReplyReader.readAll("|1\r\n+a\r\n:1\r\n+OK\r\n".getBytes(UTF_8)))
                .containsExactly(new RespReply.Status("OK"));
    }

    @Test
    void aHugeDeclaredLengthEndsInEofNotInMemory() {
        for (String stream : List.of("$2147483639\r\nabc", "*2147483639\r\n+a\r\n", "%1000000000\r\n")) {
            RespReplyReader reader = new RespReplyReader(new ByteArrayInputStream(stream.getBytes(UTF_8)));
            assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void garbageGivesAProtocolOrEofException() {
        byte[] likely = "+-:$*%~>,#_!=|()0123456789\r\n".getBytes(UTF_8);
        for (int seed = 0; seed < 5000; seed++) {
            Random random = new Random(seed);
            byte[] garbage = new byte[random.nextInt(40)];
            for (int i = 0; i < garbage.length; i++) {
                garbage[i] = likely[random.nextInt(likely.length)];
            }
            try {
                RespReplyReader.readAll(garbage);
            } catch (ProtocolException | EOFException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            } catch (IOException other) {
                throw new AssertionError("seed " + seed, other);
            }
        }
    }
}
