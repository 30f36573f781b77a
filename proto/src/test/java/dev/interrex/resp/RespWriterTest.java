package dev.interrex.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespWriterTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 7, -1, 999_999_999, 1_234_567_890, -1_234_567_890, Long.MAX_VALUE, Long.MIN_VALUE})
    void numbersAreWrittenAsTheyAre(long value) {
        RespWriter writer = new RespWriter();
        ByteBuf out = Unpooled.buffer();
        writer.target(out, false);
        writer.bulkLong(value);
        writer.integer(value);
        String text = Long.toString(value);
        assertEquals(
                "$" + text.length() + "\r\n" + text + "\r\n:" + text + "\r\n", out.toString(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 486, 487, 488, 511, 512, 70_000})
    void bulkStringsOfAnyLengthAreFramed(int length) {
        RespWriter writer = new RespWriter();
        ByteBuf out = Unpooled.buffer(16);
        writer.target(out, true);
        byte[] value = "x".repeat(length).getBytes(StandardCharsets.US_ASCII);
        byte[] within = ("ab" + "x".repeat(length) + "c").getBytes(StandardCharsets.US_ASCII);
        writer.bulk(value);
        writer.bulk(within, 2, length);
        String framed = "$" + length + "\r\n" + "x".repeat(length) + "\r\n";
        assertEquals(framed + framed, out.toString(StandardCharsets.US_ASCII));
    }
}
