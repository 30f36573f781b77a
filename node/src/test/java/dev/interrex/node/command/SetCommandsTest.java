package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.engine.Slice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SetCommandsTest {
    private final CommandHarness node = new CommandHarness();

    @Test
    void shapesChangeAtTheirLimits() {
        node.engine.settings().setMaxIntsetEntries(4);
        node.engine.settings().setMaxListpackEntries(6);
        node.run("SADD s 3 1 2");
        assertThat(node.run("OBJECT ENCODING s")).isEqualTo("\"intset\"");
        assertThat(node.run("SMEMBERS s")).isEqualTo("[\"1\" \"2\" \"3\"]");
        node.run("SADD s -70000 9223372036854775807 5");
        assertThat(node.run("OBJECT ENCODING s")).isEqualTo("\"hashtable\"");
        node.run("SADD t 3 1 b 2 a");
        assertThat(node.run("OBJECT ENCODING t")).isEqualTo("\"listpack\"");
        node.run("SADD u 3 1");
        node.run("SADD u b a");
        assertThat(node.run("OBJECT ENCODING u")).isEqualTo("\"listpack\"");
        assertThat(node.run("SMEMBERS u")).isEqualTo("[\"1\" \"3\" \"b\" \"a\"]");
        node.run("SADD u c d e");
        assertThat(node.run("OBJECT ENCODING u")).isEqualTo("\"hashtable\"");
        node.run("SADD v " + "x".repeat(64));
        assertThat(node.run("OBJECT ENCODING v")).isEqualTo("\"listpack\"");
        node.run("SADD v " + "x".repeat(65));
        assertThat(node.run("OBJECT ENCODING v")).isEqualTo("\"hashtable\"");
        assertThat(node.run("SISMEMBER s 9223372036854775807")).isEqualTo("1");
        assertThat(node.restarted().digest()).isEqualTo(node.engine.digest());
    }

    @Test
    void aLargeSetIsWhatWasAddedAndNotRemoved() {
        Set<String> expected = new HashSet<>();
        java.util.Random random = new java.util.Random(3);
        for (int i = 0; i < 60_000; i++) {
            String member = "member:" + random.nextInt(20_000);
            // First it grows, then it shrinks to almost nothing.
            if (random.nextInt(30_000) > i / 2) {
                assertThat(node.reply("SADD", "s", member).text()).isEqualTo(expected.add(member) ? "1" : "0");
            } else {
                assertThat(node.reply("SREM", "s", member).text()).isEqualTo(expected.remove(member) ? "1" : "0");
            }
        }
        assertThat(new HashSet<>(node.reply("SMEMBERS", "s").texts())).isEqualTo(expected);
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
        assertThat(node.restarted().digest()).isEqualTo(node.engine.digest());
        assertThat(node.run("COPY s t")).isEqualTo("1");
        for (String member : expected) {
            node.reply("SREM", "s", member);
        }
        assertThat(node.run("EXISTS s")).isEqualTo("0");
        assertThat(new HashSet<>(node.reply("SMEMBERS", "t").texts())).isEqualTo(expected);
        long setBytes = node.engine.database(0).memoryBytes(Slice.of("t"));
        assertThat(node.engine.usedMemoryBytes())
                .as("what is counted in parts is what there is, and the smallest table")
                .isBetween(setBytes, setBytes + 64);
    }

    @Test
    void scanReturnsEveryMemberThatStaysWhileTheTableGrowsAndShrinks() {
        for (int i = 0; i < 3_000; i++) {
            node.run("SADD s stays" + i + " other" + i);
        }
        for (int round = 0; round < 2; round++) {
            Set<String> seen = new HashSet<>();
            String cursor = "0";
            int others = 0;
            int most = 0;
            do {
                var reply = node.reply("SSCAN", "s", cursor, "COUNT", "20", "MATCH", "stays*")
                        .elements();
                cursor = reply.get(0).text();
                seen.addAll(reply.get(1).texts());
                most = Math.max(most, reply.get(1).elements().size());
                for (int i = 0; i < 40 && others < 3_000; i++) {
                    node.run((round == 0 ? "SREM s other" : "SADD s more") + others++);
                }
            } while (!cursor.equals("0"));
            assertThat(seen).hasSize(3_000);
            assertThat(most).as("about as many as asked for").isLessThan(100);
        }
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }

    @Test
    void anyMemberIsEachWithTheSameProbability() {
        IntStream.range(0, 500).forEach(i -> node.run("SADD s m" + i));
        Map<String, Integer> seen = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            seen.merge(node.reply("SRANDMEMBER", "s").text(), 1, Integer::sum);
        }
        assertThat(seen).hasSize(500);
        assertThat(seen.values()).allMatch(count -> count > 40 && count < 180);
        assertThat(node.reply("SRANDMEMBER", "s", "20").texts()).hasSize(20).doesNotHaveDuplicates();
        assertThat(node.reply("SRANDMEMBER", "s", "400").texts()).hasSize(400).doesNotHaveDuplicates();
        assertThat(node.reply("SRANDMEMBER", "s", "-900").texts()).hasSize(900);
    }

    @Test
    void whatIsPoppedIsLoggedAsRemoved() {
        IntStream.range(0, 300).forEach(i -> node.run("SADD s m" + i));
        Set<String> popped = new HashSet<>(node.reply("SPOP", "s", "250").texts());
        popped.add(node.reply("SPOP", "s").text());
        assertThat(popped).hasSize(251);
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
        popped.addAll(node.reply("SPOP", "s", "1000").texts());
        assertThat(popped).hasSize(300);
        assertThat(node.replica.database(0).size()).isZero();
        node.engine.settings().maxEffectBytes(1000);
        IntStream.range(0, 300).forEach(i -> node.run("SADD s m" + i));
        assertThat(node.run("SPOP s 250")).startsWith("-ERR the members to remove at once have more than 1000 bytes");
        assertThat(node.run("SCARD s")).isEqualTo("300");
    }

    @Test
    void setsOfRespThreeAreSets() {
        node.resp3();
        node.run("SADD s 1 2");
        assertThat(node.run("SMEMBERS s")).isEqualTo("~[\"1\" \"2\"]");
        assertThat(node.run("SINTER s s")).isEqualTo("~[\"1\" \"2\"]");
        assertThat(node.run("SPOP s 0")).isEqualTo("~[]");
        assertThat(node.run("SPOP s 2")).startsWith("~[");
    }

    @Test
    void hugeMembersAreKeptApart() {
        String huge = "x".repeat(1 << 21);
        for (int i = 0; i < 12; i++) {
            node.reply("SADD", "s", huge + i, "small" + i);
        }
        assertThat(node.run("SCARD s")).isEqualTo("24");
        for (int i = 0; i < 12; i++) {
            assertThat(node.reply("SISMEMBER", "s", huge + i).text()).isEqualTo("1");
            assertThat(node.reply("SREM", "s", huge + i).text()).isEqualTo("1");
            assertThat(node.reply("SISMEMBER", "s", "small" + i).text()).isEqualTo("1");
        }
        assertThat(node.run("SCARD s")).isEqualTo("12");
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }
}
