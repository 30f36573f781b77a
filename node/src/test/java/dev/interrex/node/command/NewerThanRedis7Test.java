package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespReply;
import dev.interrex.resp.RespReplyReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Redis does since 7.2 or 7.4, and the options of RESTORE: no real one to compare with is at hand, or it differs in time. */
class NewerThanRedis7Test {
    private static final String PAYLOAD = "\"\\0\\6v12967\\n\\0hjj9zUeo\"";

    private final CommandHarness node = new CommandHarness();

    @AfterEach
    void replicaHasTheSameState() {
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }

    @Test
    void plusReadsTheLastEntryOfAStream() {
        node.run("XADD k 1-1 a 1");
        node.run("XADD k 2-1 a 2");
        node.run("XADD k 3-1 a 3");
        node.run("XDEL k 3-1");
        assertThat(node.run("XREAD STREAMS k +")).isEqualTo("[[\"k\" [[\"2-1\" [\"a\" \"2\"]]]]]");
        assertThat(node.run("XREAD STREAMS missing +")).isEqualTo("nil");
        node.run("XGROUP CREATE k g 0");
        assertThat(node.run("XREADGROUP GROUP g c STREAMS k +")).startsWith("-ERR The + ID is meaningless");
        assertThat(node.run("XSETID k 2-5"))
                .isEqualTo("-ERR The ID specified in XSETID is smaller than current max_deleted_entry_id");
    }

    @Test
    void consumersTellWhenTheyWereActive() {
        node.run("XADD k 1-1 a 1");
        node.run("XGROUP CREATE k g 0");
        node.run("XGROUP CREATECONSUMER k g idle");
        node.run("XREADGROUP GROUP g busy STREAMS k >");
        node.advanceMs(100);
        node.run("XREADGROUP GROUP g busy STREAMS k >");
        assertThat(node.run("XINFO CONSUMERS k g"))
                .isEqualTo("[[\"name\" \"busy\" \"pending\" 1 \"idle\" 0 \"inactive\" 100]"
                        + " [\"name\" \"idle\" \"pending\" 0 \"idle\" 100 \"inactive\" -1]]");
    }

    @Test
    void argumentsAreReadBeforeTheKeyIsLookedFor() {
        assertThat(node.run("BITCOUNT missing 0")).isEqualTo("-ERR syntax error");
        assertThat(node.run("BITCOUNT missing a b")).startsWith("-ERR value is not an integer");
        assertThat(node.run("BITPOS missing 1 0 1 nope")).isEqualTo("-ERR syntax error");
        assertThat(node.run("SETBIT k 4294967296 1")).startsWith("-ERR bit offset is not an integer or out of range");
        assertThat(node.run("BITFIELD k SET i64 4294967290 1")).startsWith("-ERR bit offset");
    }

    @Test
    void restoreHasOptions() {
        assertThat(node.run("RESTORE k 5000 " + PAYLOAD)).isEqualTo("OK");
        assertThat(node.run("PTTL k")).isEqualTo("5000");
        assertThat(node.run("RESTORE k 0 " + PAYLOAD)).isEqualTo("-BUSYKEY Target key name already exists.");
        assertThat(node.run("RESTORE k 0 " + PAYLOAD + " REPLACE IDLETIME 1000"))
                .isEqualTo("OK");
        assertThat(node.run("OBJECT IDLETIME k")).isEqualTo("1000");
        assertThat(node.run("RESTORE k 33177117420000 " + PAYLOAD + " REPLACE ABSTTL"))
                .isEqualTo("OK");
        assertThat(node.run("PEXPIRETIME k")).isEqualTo("33177117420000");
        assertThat(node.run("RESTORE k 1 " + PAYLOAD + " REPLACE ABSTTL")).isEqualTo("OK");
        assertThat(node.run("EXISTS k")).isEqualTo("0");
        assertThat(node.run("RESTORE k -1 " + PAYLOAD)).isEqualTo("-ERR Invalid TTL value, must be >= 0");
        assertThat(node.run("RESTORE k 0 " + PAYLOAD + " FREQ 256"))
                .isEqualTo("-ERR Invalid FREQ value, must be >= 0 and <= 255");
        assertThat(node.run("RESTORE k 0 nope")).isEqualTo("-ERR DUMP payload version or checksum are wrong");
    }

    @Test
    void fieldsKeepTheirTimesInAPayload() throws IOException {
        node.run("HSET k a 1 b 2");
        node.run("HPEXPIRE k 5000 FIELDS 1 a");
        byte[] payload = ((RespReply.Bulk) node.reply("DUMP", "k")).bytes();
        node.advanceMs(1000);
        assertThat(restore("copy", payload).text()).isEqualTo("OK");
        assertThat(node.run("HPTTL copy FIELDS 2 a b")).isEqualTo("[4000 -1]");
        assertThat(node.run("OBJECT ENCODING copy")).isEqualTo("\"listpackex\"");
        node.advanceMs(4001);
        assertThat(restore("late", payload).text()).isEqualTo("OK");
        assertThat(node.run("HGETALL late")).isEqualTo("[\"b\" \"2\"]");
    }

    private RespReply restore(String key, byte[] payload) throws IOException {
        CommandArgs args = new CommandArgs();
        ByteBuf buffer = Unpooled.buffer();
        args.reset(buffer);
        for (byte[] word : new byte[][] {ascii("RESTORE"), ascii(key), ascii("0"), payload}) {
            args.add(buffer.writerIndex(), word.length);
            buffer.writeBytes(word);
        }
        return RespReplyReader.readAll(node.replyBytes(args)).getFirst();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void estimatesAreClose() {
        assertThat(node.run("PFSELFTEST")).isEqualTo("OK");
        for (int i = 0; i < 3000; i++) {
            node.run("PFADD k e" + i);
        }
        assertThat(node.run("PFDEBUG ENCODING k")).isEqualTo("dense");
        assertThat(Integer.parseInt(node.run("PFCOUNT k"))).isBetween(2900, 3100);
        assertThat(node.loggedBytes()).as("the estimate is kept").isPositive();
        node.run("PFCOUNT k");
        assertThat(node.loggedBytes()).isZero();
        assertThat(node.run("PFADD k e1")).isEqualTo("0");
        node.run("SET s nope");
        assertThat(node.run("PFADD s a")).isEqualTo("-WRONGTYPE Key is not a valid HyperLogLog string value.");
    }
}
