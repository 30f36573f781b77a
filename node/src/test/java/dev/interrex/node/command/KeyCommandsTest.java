package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.engine.EvictionPolicy;
import dev.interrex.resp.RespReply;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyCommandsTest {
    private final CommandHarness node = new CommandHarness();

    @Test
    void expireObeysItsConditions() {
        node.run("SET k v");
        assertThat(node.run("EXPIRE k 100 XX")).isEqualTo("0");
        assertThat(node.run("EXPIRE k 100 GT")).isEqualTo("0");
        assertThat(node.run("EXPIRE k 100 LT")).isEqualTo("1");
        assertThat(node.run("EXPIRE k 50 NX")).isEqualTo("0");
        assertThat(node.run("EXPIRE k 50 GT")).isEqualTo("0");
        assertThat(node.run("EXPIRE k 200 XX GT")).isEqualTo("1");
        assertThat(node.run("TTL k")).isEqualTo("200");
        assertThat(node.run("EXPIRE k 1 NX GT"))
                .isEqualTo("-ERR NX and XX, GT or LT options at the same time are not compatible");
        assertThat(node.run("EXPIRE k 1 GT LT"))
                .isEqualTo("-ERR GT and LT options at the same time are not compatible");
        assertThat(node.run("EXPIRE k 1 SOON")).isEqualTo("-ERR Unsupported option SOON");
        assertThat(node.run("EXPIRE k 9223372036854775807")).isEqualTo("-ERR invalid expire time in 'expire' command");
        assertThat(node.run("EXPIRE k -1")).isEqualTo("1");
        assertThat(node.run("EXISTS k")).isEqualTo("0");
    }

    @Test
    void renameTakesTheExpiryAlong() {
        node.run("SET k v PX 5000");
        node.run("SET l w");
        assertThat(node.run("RENAME k l")).isEqualTo("OK");
        assertThat(node.run("PTTL l")).isEqualTo("5000");
        assertThat(node.run("RENAME missing l")).isEqualTo("-ERR no such key");
        assertThat(node.run("RENAMENX l l")).isEqualTo("0");
        assertThat(node.run("RENAME l l")).isEqualTo("OK");
    }

    @Test
    void copyAndMoveReachOtherDatabases() {
        node.run("HSET k f v");
        node.run("EXPIRE k 100");
        assertThat(node.run("COPY k k")).isEqualTo("-ERR source and destination objects are the same");
        assertThat(node.run("COPY k k DB 1")).isEqualTo("1");
        assertThat(node.run("COPY k k DB 1")).isEqualTo("0");
        assertThat(node.run("COPY k k DB 99")).isEqualTo("-ERR DB index is out of range");
        assertThat(node.run("MOVE k 1")).isEqualTo("0");
        assertThat(node.run("MOVE k 2")).isEqualTo("1");
        assertThat(node.run("MOVE k 0")).isEqualTo("-ERR source and destination objects are the same");
        node.select(2);
        assertThat(node.run("TTL k")).isEqualTo("100");
        node.run("HSET k f changed");
        node.select(1);
        assertThat(node.run("HGET k f")).isEqualTo("\"v\"");
        assertThat(node.run("SWAPDB 1 2")).isEqualTo("OK");
        assertThat(node.run("HGET k f")).isEqualTo("\"changed\"");
        assertThat(node.run("FLUSHALL")).isEqualTo("OK");
        assertThat(node.engine.usedMemoryBytes()).isZero();
        assertThat(node.run("FLUSHALL NOW")).isEqualTo("-ERR syntax error");
    }

    @Test
    void scanGoesThroughEverythingWhileTheKeyspaceGrows() {
        for (int i = 0; i < 3_000; i++) {
            node.run("SET key" + i + " v");
        }
        node.run("HSET hash f v");
        Set<String> seen = new TreeSet<>();
        String cursor = "0";
        int calls = 0;
        do {
            List<RespReply> reply =
                    node.reply("SCAN", cursor, "MATCH", "key*", "COUNT", "20").elements();
            cursor = reply.get(0).text();
            seen.addAll(reply.get(1).texts());
            for (int i = 0; i < 20; i++) {
                node.run("SET new" + calls + "-" + i + " v");
            }
            calls++;
        } while (!cursor.equals("0"));
        assertThat(seen).hasSize(3_000);
        assertThat(calls).isGreaterThan(100);
        assertThat(node.run("SCAN 0 COUNT 100000 TYPE hash")).isEqualTo("[\"0\" [\"hash\"]]");
    }

    @Test
    void scanRefusesNonsense() {
        assertThat(node.run("SCAN x")).isEqualTo("-ERR invalid cursor");
        assertThat(node.run("SCAN 99999999999999999999")).isEqualTo("-ERR invalid cursor");
        assertThat(node.run("SCAN 18446744073709551615")).isEqualTo("[\"0\" []]");
        assertThat(node.run("SCAN 0 COUNT 0")).isEqualTo("-ERR syntax error");
        assertThat(node.run("SCAN 0 NOVALUES")).isEqualTo("-ERR NOVALUES option can only be used in HSCAN");
    }

    @Test
    void scanLeavesOutExpiredKeysAndLogsTheirDelete() {
        node.run("SET k v PX 1");
        node.run("SET l v");
        node.advanceMs(2);
        assertThat(node.run("SCAN 0")).isEqualTo("[\"0\" [\"l\"]]");
        assertThat(node.replica.database(0).size()).isEqualTo(1);
        assertThat(node.run("KEYS *")).isEqualTo("[\"l\"]");
        node.run("PEXPIRE l 1");
        node.advanceMs(2);
        assertThat(node.run("RANDOMKEY")).isEqualTo("nil");
        assertThat(node.run("DBSIZE")).isEqualTo("0");
    }

    @Test
    void objectTellsAboutUse() {
        node.run("SET k v");
        node.advanceMs(5_000);
        assertThat(node.run("OBJECT IDLETIME k")).isEqualTo("5");
        assertThat(node.run("TTL k")).isEqualTo("-1");
        assertThat(node.run("OBJECT IDLETIME k")).isEqualTo("5");
        node.run("TOUCH k");
        assertThat(node.run("OBJECT IDLETIME k")).isEqualTo("0");
        assertThat(node.run("OBJECT FREQ k")).startsWith("-ERR An LFU maxmemory policy is not selected");
        assertThat(node.run("OBJECT REFCOUNT k")).isEqualTo("1");
    }

    @Test
    void lfuCountsUses() {
        node.engine.settings().evictionPolicy(EvictionPolicy.ALLKEYS_LFU);
        node.run("SET k v");
        assertThat(node.run("OBJECT FREQ k")).isEqualTo("5");
        for (int i = 0; i < 1_000; i++) {
            node.run("GET k");
        }
        int used = Integer.parseInt(node.run("OBJECT FREQ k"));
        assertThat(used).isBetween(8, 40);
        node.advanceMs(3 * 60_000);
        assertThat(node.run("OBJECT FREQ k")).isEqualTo(Integer.toString(used - 3));
        assertThat(node.run("OBJECT IDLETIME k")).startsWith("-ERR An LFU maxmemory policy is selected");
    }

    @Test
    void timeIsTheCommandsTime() {
        node.setTimeMs(1_234_567_890_123L);
        assertThat(node.run("TIME")).isEqualTo("[\"1234567890\" \"123000\"]");
        assertThat(node.run("LOLWUT")).contains("Redis ver. 7.4");
    }
}
