package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.rdb.Payloads;
import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Payloads with some bytes changed, and a checksum that is right again: refused as a whole, or a value that works. */
class RestoreFuzzTest {
    private static final int ROUNDS = 15_000;

    private static final String[] MADE = {
        "SET s hello",
        "SET n 12345",
        "RPUSH l a b 300 -5 cccccccccccccccccccccccccccccc",
        "SADD i 1 2 3000",
        "SADD s2 a b c",
        "HSET h a 1 b 2 c " + "x".repeat(70),
        "HSET t a 1 b 2",
        "ZADD z 1 a 2.5 b inf c",
        "HEXPIRE t 100 FIELDS 1 a",
        "XADD x 1-1 a 1 b 2",
        "XADD x 1-2 a 5 b 6",
        "XADD x 1-3 c -7",
        "XADD x 2-1 a 1 b 2",
        "XDEL x 1-2",
        "XGROUP CREATE x g 0",
        "XREADGROUP GROUP g c COUNT 2 STREAMS x >",
        "XGROUP CREATECONSUMER x g d",
    };

    static final String[] READ = {
        "XRANGE k - +",
        "XREVRANGE k + -",
        "XINFO STREAM k FULL",
        "XADD k * a 1",
        "XPENDING k g",
        "XTRIM k MAXLEN 1",
        "XREADGROUP GROUP g c STREAMS k 0",
        "XREADGROUP GROUP g d STREAMS k >",
        "HGETALL k",
        "HSET k f v",
        "LRANGE k 0 -1",
        "LPUSH k x",
        "SMEMBERS k",
        "SADD k x",
        "ZRANGE k 0 -1 WITHSCORES",
        "ZADD k 1 x",
        "GET k",
        "APPEND k x",
        "DUMP k",
        "COPY k copy REPLACE",
    };

    private final CommandHarness node = new CommandHarness();
    private final Random random = new Random(7);

    @Test
    void damagedPayloadsNeverDoHarm() throws IOException {
        List<byte[]> bodies = bodies(node);
        int accepted = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] body = bodies.get(random.nextInt(bodies.size())).clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                body[random.nextInt(body.length)] =
                        (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(32));
            }
            long before = node.engine.digest();
            RespReply reply = restore(body);
            if (reply.failed()) {
                assertThat(reply.text()).isEqualTo("ERR Bad data format");
                assertThat(node.engine.digest()).as("nothing is half done").isEqualTo(before);
            } else {
                accepted++;
                node.run(READ[random.nextInt(READ.length)]);
                node.run(READ[random.nextInt(READ.length)]);
                assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
                node.run("DEL k");
            }
        }
        assertThat(accepted).isBetween(ROUNDS / 100, ROUNDS);
        assertThat(node.engine.usedMemoryBytes()).isLessThan(1 << 20);
    }

    /** Bodies of payloads of all types and encodings. */
    static List<byte[]> bodies(CommandHarness node) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        for (String command : MADE) {
            node.run(command);
        }
        for (String key : List.of("s", "n", "l", "i", "s2", "h", "t", "z", "x", "x")) {
            bodies.add(Payloads.body(((RespReply.Bulk) node.reply("DUMP", key)).bytes()));
        }
        node.run("FLUSHALL");
        return bodies;
    }

    private RespReply restore(byte[] body) throws IOException {
        CommandArgs args = new CommandArgs();
        ByteBuf buffer = Unpooled.buffer();
        args.reset(buffer);
        for (byte[] word : List.of(ascii("RESTORE"), ascii("k"), ascii("0"), Payloads.sealed(body))) {
            args.add(buffer.writerIndex(), word.length);
            buffer.writeBytes(word);
        }
        return RespReplyReader.readAll(node.replyBytes(args)).getFirst();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
