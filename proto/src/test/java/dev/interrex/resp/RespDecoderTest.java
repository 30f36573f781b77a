package dev.interrex.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RespDecoderTest {
    private static final int SEEDS = 400;

    /** Everything a decoder makes of a stream: commands, then the error if there was one. */
    private static List<String> decode(byte[] stream, RespDecoder decoder, int[] splits, boolean compact) {
        List<String> found = new ArrayList<>();
        ByteBuf in = Unpooled.buffer(16);
        CommandArgs args = new CommandArgs();
        int from = 0;
        for (int i = 0; i <= splits.length; i++) {
            int to = i == splits.length ? stream.length : splits[i];
            if (compact) {
                in.discardReadBytes();
            }
            in.writeBytes(stream, from, to - from);
            from = to;
            RespDecoder.Result result;
            while ((result = decoder.decode(in, args)) == RespDecoder.Result.COMPLETE) {
                found.add(render(args));
            }
            if (result == RespDecoder.Result.PROTOCOL_ERROR) {
                found.add(decoder.error());
                return found;
            }
        }
        return found;
    }

    private static String render(CommandArgs args) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < args.count(); i++) {
            texts.add(new String(args.bytes(i), ISO_8859_1));
        }
        return texts.toString();
    }

    private static List<String> decode(String stream) {
        return decode(stream.getBytes(ISO_8859_1), new RespDecoder(RespDecoder.Limits.REDIS), new int[0], false);
    }

    @Test
    void pipelinedRequestsComeOneByOne() {
        assertThat(decode("*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$0\r\n\r\n")).containsExactly("[PING]", "[GET, ]");
    }

    @Test
    void emptyRequestsAreSkipped() {
        assertThat(decode("*0\r\n*-1\r\n\r\n  \r\n\n*1\r\n$4\r\nPING\r\n")).containsExactly("[PING]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        set k 'v'            | [set, k, v]
        set  "a b"\tx        | [set, a b, x]
        get ""               | [get, ]
        get "\\x41\\n\\q"    | [get, A\\nq]
        get 'it\\'s'         | [get, it's]
        get pre"fix"         | [get, prefix]
        get "\\xZZ"          | [get, xZZ]
        """)
    void inlineCommandsAreUnquoted(String line, String expected) {
        assertThat(decode(line.strip() + "\r\n")).containsExactly(expected.replace("\\n", "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"get \"a", "get 'a", "get \"a\"b", "get 'a'b", "get \"a\\"})
    void unbalancedQuotesAreAnError(String line) {
        assertThat(decode(line + "\n")).containsExactly("ERR Protocol error: unbalanced quotes in request");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        *abc\\r\\n               | invalid multibulk length
        *1048577\\r\\n           | invalid multibulk length
        *99999999999999\\r\\n    | invalid multibulk length
        *01\\r\\n                | invalid multibulk length
        *\\r\\n                  | invalid multibulk length
        *1\\r\\n:1\\r\\n         | expected '$', got ':'
        *1\\r\\n$-1\\r\\n        | invalid bulk length
        *1\\r\\n$x\\r\\n         | invalid bulk length
        *1\\r\\n$536870913\\r\\n | invalid bulk length
        *1\\r\\n$1\\r\\nabc      | expected CRLF after bulk string
        """)
    void malformedRequestsGetRedisTexts(String stream, String expected) {
        assertThat(decode(stream.strip().replace("\\r", "\r").replace("\\n", "\n")))
                .containsExactly("ERR Protocol error: " + expected);
    }

    @Test
    void aLongLineIsRefusedHoweverItArrives() {
        byte[] line = ("ECHO " + "x".repeat(64 * 1024) + "\r\n").getBytes(ISO_8859_1);
        for (int[] splits : new int[][] {{}, {100}, {64 * 1024 + 4}, {64 * 1024 + 6}}) {
            assertThat(decode(line, new RespDecoder(RespDecoder.Limits.REDIS), splits, false))
                    .containsExactly("ERR Protocol error: too big inline request");
        }
    }

    @Test
    void beforeAuthenticationRequestsAreSmall() {
        RespDecoder decoder = new RespDecoder(RespDecoder.Limits.REDIS);
        decoder.authenticated(false);
        assertThat(decode("*11\r\n".getBytes(ISO_8859_1), decoder, new int[0], false))
                .containsExactly("ERR Protocol error: unauthenticated multibulk length");
        decoder = new RespDecoder(RespDecoder.Limits.REDIS);
        decoder.authenticated(false);
        assertThat(decode("*1\r\n$16385\r\n".getBytes(ISO_8859_1), decoder, new int[0], false))
                .containsExactly("ERR Protocol error: unauthenticated bulk length");
    }

    @Test
    void aDeclaredLengthAllocatesNothing() {
        ByteBuf in = Unpooled.buffer(64);
        in.writeBytes("*1048576\r\n$536870912\r\nabc".getBytes(ISO_8859_1));
        assertThat(new RespDecoder(RespDecoder.Limits.REDIS).decode(in, new CommandArgs()))
                .isEqualTo(RespDecoder.Result.NEED_MORE);
        assertThat(in.capacity()).isEqualTo(64);
    }

    @Test
    void everySplitGivesTheSameCommands() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            byte[] stream = stream(random);
            if (random.nextInt(3) == 0 && stream.length > 0) {
                stream[random.nextInt(stream.length)] = (byte) random.nextInt(256);
            }
            List<String> whole = decode(stream, new RespDecoder(RespDecoder.Limits.REDIS), new int[0], false);
            for (int round = 0; round < 8; round++) {
                int[] splits = random.ints(random.nextInt(12), 0, stream.length + 1)
                        .sorted()
                        .toArray();
                assertThat(decode(stream, new RespDecoder(RespDecoder.Limits.REDIS), splits, random.nextBoolean()))
                        .as("seed %d", seed)
                        .isEqualTo(whole);
            }
            int[] bytewise = new int[stream.length];
            java.util.Arrays.setAll(bytewise, i -> i);
            assertThat(decode(stream, new RespDecoder(RespDecoder.Limits.REDIS), bytewise, true))
                    .as("seed %d, byte by byte", seed)
                    .isEqualTo(whole);
        }
    }

    @Test
    void garbageIsAnErrorOrIncompleteAndNeverThrows() {
        byte[] likely = "*$:+-0123456789\r\n\"'\\x abcPING".getBytes(ISO_8859_1);
        for (int seed = 0; seed < SEEDS * 10; seed++) {
            Random random = new Random(seed);
            byte[] garbage = new byte[random.nextInt(80)];
            for (int i = 0; i < garbage.length; i++) {
                garbage[i] = random.nextInt(5) == 0 ? (byte) random.nextInt() : likely[random.nextInt(likely.length)];
            }
            decode(garbage, new RespDecoder(RespDecoder.Limits.REDIS), new int[0], false);
        }
    }

    private static byte[] stream(Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = random.nextInt(6); i >= 0; i--) {
            if (random.nextInt(4) == 0) {
                out.writeBytes("set \"k\\x00\" 'v v' plain\r\n".getBytes(ISO_8859_1));
                continue;
            }
            byte[][] arguments = new byte[random.nextInt(5)][];
            for (int j = 0; j < arguments.length; j++) {
                arguments[j] = new byte[random.nextInt(random.nextBoolean() ? 6 : 120)];
                random.nextBytes(arguments[j]);
            }
            out.writeBytes(RespReplyReader.request(arguments));
        }
        return out.toByteArray();
    }
}
