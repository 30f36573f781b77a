package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListCommandsTest {
    private final CommandHarness node = new CommandHarness();

    @Test
    void listIsLargeBeyondItsLimitAndSmallAgainAtHalfOfIt() {
        node.engine.settings().listMaxListpackSize(4);
        node.run("RPUSH l a b c d");
        assertThat(node.run("OBJECT ENCODING l")).isEqualTo("\"listpack\"");
        node.run("RPUSH l e");
        assertThat(node.run("OBJECT ENCODING l")).isEqualTo("\"quicklist\"");
        node.run("RPOP l 2");
        assertThat(node.run("OBJECT ENCODING l")).isEqualTo("\"quicklist\"");
        node.run("RPOP l");
        assertThat(node.run("OBJECT ENCODING l")).isEqualTo("\"listpack\"");
        node.engine.settings().listMaxListpackSize(-2);
        node.run("RPUSH big " + "x".repeat(8185));
        assertThat(node.run("OBJECT ENCODING big")).isEqualTo("\"listpack\"");
        node.run("RPUSH big x");
        assertThat(node.run("OBJECT ENCODING big")).isEqualTo("\"quicklist\"");
    }

    @Test
    void rotationOfOneElementKeepsKeyAndExpiry() {
        node.run("RPUSH l a");
        node.run("EXPIRE l 100");
        assertThat(node.run("LMOVE l l LEFT RIGHT")).isEqualTo("\"a\"");
        assertThat(node.run("TTL l")).isEqualTo("100");
        assertThat(node.run("LRANGE l 0 -1")).isEqualTo("[\"a\"]");
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }

    @Test
    void keyIsGoneWithItsLastElement() {
        node.run("RPUSH l a b");
        assertThat(node.run("LPOP l 5")).isEqualTo("[\"a\" \"b\"]");
        assertThat(node.run("EXISTS l")).isEqualTo("0");
        assertThat(node.run("LPOP l")).isEqualTo("nil");
        assertThat(node.loggedBytes()).isZero();
        assertThat(node.run("RPUSHX l a")).isEqualTo("0");
        assertThat(node.replica.database(0).size()).isZero();
    }

    @Test
    void changesInTheMiddleOfALargeListAreThoseOfAnArray() {
        node.engine.settings().listMaxListpackSize(16);
        Random random = new Random(5);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            String element = "e" + random.nextInt(40) + "x".repeat(random.nextInt(20) == 0 ? 200 : 3);
            int at = expected.isEmpty() ? 0 : random.nextInt(expected.size());
            switch (random.nextInt(expected.size() > 500 ? 8 : 6)) {
                case 0 -> {
                    node.reply("LPUSH", "l", element);
                    expected.addFirst(element);
                }
                case 1 -> {
                    node.reply("RPUSH", "l", element);
                    expected.addLast(element);
                }
                case 2, 3 -> {
                    if (!expected.isEmpty()) {
                        String pivot = expected.get(at);
                        node.reply("LINSERT", "l", "BEFORE", pivot, element);
                        expected.add(expected.indexOf(pivot), element);
                    }
                }
                case 4 -> {
                    if (!expected.isEmpty()) {
                        node.reply("LSET", "l", Integer.toString(at), element);
                        expected.set(at, element);
                    }
                }
                case 5 -> {
                    if (!expected.isEmpty()) {
                        String gone = expected.get(at);
                        node.reply("LREM", "l", "-1", gone);
                        expected.remove(expected.lastIndexOf(gone));
                    }
                }
                default -> {
                    node.reply("LTRIM", "l", "0", Integer.toString(expected.size() - 20));
                    expected.subList(expected.size() - 19, expected.size()).clear();
                }
            }
            if (i % 500 == 0) {
                assertThat(node.reply("LRANGE", "l", "0", "-1").texts()).isEqualTo(expected);
            }
        }
        assertThat(node.reply("LLEN", "l").text()).isEqualTo(Integer.toString(expected.size()));
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
        assertThat(node.restarted().digest()).isEqualTo(node.engine.digest());
        long listBytes = node.engine.database(0).memoryBytes(dev.interrex.node.engine.Slice.of("l"));
        assertThat(node.engine.usedMemoryBytes())
                .as("what is counted in parts is what there is, and the smallest table")
                .isBetween(listBytes, listBytes + 64);
    }

    @Test
    void wrongTypeChangesNothing() {
        node.run("SET s v");
        for (String command : new String[] {
            "LPUSH s a",
            "RPOP s",
            "LLEN s",
            "LRANGE s 0 1",
            "LREM s 0 a",
            "LTRIM s 0 1",
            "LSET s 0 a",
            "LINSERT s BEFORE a b",
            "LPOS s a",
            "LMPOP 1 s LEFT",
            "BLPOP missing s 0",
            "LMOVE s l LEFT LEFT"
        }) {
            assertThat(node.run(command)).as(command).startsWith("-WRONGTYPE Operation against a key");
            assertThat(node.loggedBytes()).isZero();
        }
        node.run("RPUSH l a");
        assertThat(node.run("LMOVE l s LEFT LEFT")).startsWith("-WRONGTYPE");
        assertThat(node.run("LRANGE l 0 -1")).isEqualTo("[\"a\"]");
    }
}
