package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.interrex.node.engine.Slice;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SortedSetCommandsTest {
    private final CommandHarness node = new CommandHarness();

    @ParameterizedTest
    @CsvSource({"1,1000000", "2,20", "3,1"})
    void aLargeSortedSetIsInOrderWhateverWasDoneToIt(long seed, int scores) {
        Random random = new Random(seed);
        Map<String, Integer> expected = new HashMap<>();
        for (int i = 0; i < 40_000; i++) {
            String member = "m" + random.nextInt(8_000);
            // First it grows, then it shrinks to almost nothing.
            if (random.nextInt(22_000) > i / 2) {
                int score = random.nextInt(scores);
                node.reply("ZADD", "z", Integer.toString(score), member);
                expected.put(member, score);
            } else {
                assertThat(node.reply("ZREM", "z", member).text())
                        .isEqualTo(expected.remove(member) == null ? "0" : "1");
            }
            if (i % 4_000 == 0) {
                compare(expected, random);
            }
        }
        compare(expected, random);
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
        assertThat(node.restarted().digest()).isEqualTo(node.engine.digest());
        assertThat(node.engine.usedMemoryBytes())
                .as("what is counted in parts is what there is")
                .isCloseTo(node.engine.database(0).memoryBytes(Slice.of("z")), within(1024L));
        node.run("COPY z copy");
        node.reply("ZREMRANGEBYRANK", "z", "0", "-2");
        assertThat(node.run("ZCARD z")).isEqualTo("1");
        assertThat(node.run("ZCARD copy")).isEqualTo(Integer.toString(expected.size()));
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }

    private void compare(Map<String, Integer> expected, Random random) {
        List<String> order = new ArrayList<>(expected.keySet());
        order.sort(Comparator.<String>comparingInt(member -> expected.getOrDefault(member, 0))
                .thenComparing(Comparator.naturalOrder()));
        assertThat(node.reply("ZRANGE", "z", "0", "-1").texts()).isEqualTo(order);
        assertThat(node.reply("ZREVRANGE", "z", "0", "-1").texts()).isEqualTo(order.reversed());
        for (int i = 0; i < 50 && !order.isEmpty(); i++) {
            int rank = random.nextInt(order.size());
            String member = order.get(rank);
            assertThat(node.reply("ZRANK", "z", member).text()).isEqualTo(Integer.toString(rank));
            String score = Integer.toString(expected.getOrDefault(member, 0));
            assertThat(node.reply("ZSCORE", "z", member).text()).isEqualTo(score);
            long below = order.stream()
                    .filter(other -> expected.getOrDefault(other, 0) < expected.getOrDefault(member, 0))
                    .count();
            assertThat(node.reply("ZCOUNT", "z", "-inf", "(" + score).text()).isEqualTo(Long.toString(below));
            assertThat(node.reply("ZRANGE", "z", Integer.toString(rank), Integer.toString(rank + 3))
                            .texts())
                    .isEqualTo(order.subList(rank, Math.min(order.size(), rank + 4)));
        }
    }

    @Test
    void shapesChangeAtTheirLimits() {
        node.engine.settings().zsetMaxListpackEntries(3);
        node.run("ZADD z 1 a 2 b 3 c");
        assertThat(node.run("OBJECT ENCODING z")).isEqualTo("\"listpack\"");
        node.run("ZADD z 4 a");
        assertThat(node.run("OBJECT ENCODING z")).isEqualTo("\"listpack\"");
        node.run("ZADD z 5 d");
        assertThat(node.run("OBJECT ENCODING z")).isEqualTo("\"skiplist\"");
        node.run("ZADD y 1 " + "x".repeat(64));
        assertThat(node.run("OBJECT ENCODING y")).isEqualTo("\"listpack\"");
        node.run("ZADD y 1 " + "x".repeat(65));
        assertThat(node.run("OBJECT ENCODING y")).isEqualTo("\"skiplist\"");
    }

    @Test
    void scoresAreWrittenWithAsFewDigitsAsThereCanBe() {
        node.run("ZADD z 0.1 a 1e-7 b 3.0 c 1e17 d -2.5e300 e inf f 450359962737049.5 g 0.000123 h 123456.789 i");
        assertThat(node.run("ZMSCORE z a b c d e f g h i"))
                .isEqualTo("[\"0.1\" \"1e-7\" \"3\" \"1e+17\" \"-2.5e+300\" \"inf\" \"450359962737049.5\" \"0.000123\""
                        + " \"123456.789\"]");
        node.engine.settings().zsetMaxListpackEntries(0);
        node.run("ZADD y 0.1 a 1e-7 b 1e17 c 5 d");
        assertThat(node.run("ZSCAN y 0 MATCH a")).isEqualTo("[\"0\" [\"a\" \"0.10000000000000001\"]]");
        assertThat(node.run("ZSCAN y 0 MATCH b")).isEqualTo("[\"0\" [\"b\" \"9.9999999999999995e-08\"]]");
        assertThat(node.run("ZSCAN y 0 MATCH c")).isEqualTo("[\"0\" [\"c\" \"1e+17\"]]");
        assertThat(node.run("ZINCRBY z -inf f")).isEqualTo("-ERR resulting score is not a number (NaN)");
        assertThat(node.resp3().run("ZSCORE z a")).isEqualTo("0.1");
        assertThat(node.run("ZRANK z a WITHSCORE")).isEqualTo("[3 0.1]");
    }

    @Test
    void onlyWhatChangesIsLogged() {
        node.run("ZADD z 1 a 2 b");
        for (String command : new String[] {
            "ZADD z 1 a",
            "ZADD z NX 5 a",
            "ZADD z XX 5 c",
            "ZADD z GT 0 a",
            "ZADD z LT CH 3 b",
            "ZREM z c",
            "ZADD z GT INCR -1 a",
            "ZINCRBY z 0 a",
            "ZREMRANGEBYSCORE z 5 9",
            "ZADD missing XX 1 a"
        }) {
            node.run(command);
            assertThat(node.loggedBytes()).as(command).isZero();
        }
        assertThat(node.run("ZADD z GT INCR -1 a")).isEqualTo("nil");
    }

    @Test
    void scanReturnsEveryMemberThatStays() {
        for (int i = 0; i < 2_000; i++) {
            node.run("ZADD z 1 stays" + i + " 1 other" + i);
        }
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        int others = 0;
        do {
            var reply = node.reply("ZSCAN", "z", cursor, "COUNT", "30", "MATCH", "stays*")
                    .elements();
            cursor = reply.get(0).text();
            seen.addAll(reply.get(1).map().keySet());
            for (int i = 0; i < 40 && others < 2_000; i++) {
                node.run("ZREM z other" + others++);
            }
        } while (!cursor.equals("0"));
        assertThat(seen).hasSize(2_000);
    }

    @Test
    void combinedScoresAreThoseOfRedis() {
        node.run("ZADD a 1 x 2 y");
        node.run("ZADD b 10 y 20 z");
        node.run("SADD s y z");
        assertThat(node.run("ZUNION 2 a b WEIGHTS 2 3 WITHSCORES"))
                .isEqualTo("[\"x\" \"2\" \"y\" \"34\" \"z\" \"60\"]");
        assertThat(node.run("ZINTER 3 a b s AGGREGATE MAX WITHSCORES")).isEqualTo("[\"y\" \"10\"]");
        assertThat(node.run("ZUNIONSTORE c 2 a s")).isEqualTo("3");
        assertThat(node.run("ZRANGE c 0 -1 WITHSCORES")).isEqualTo("[\"x\" \"1\" \"z\" \"1\" \"y\" \"3\"]");
        assertThat(node.run("ZUNION 0 a")).isEqualTo("-ERR at least 1 input key is needed for 'zunion' command");
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }
}
