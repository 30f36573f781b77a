package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HashCommandsTest {
    private final CommandHarness node = new CommandHarness();

    @Test
    void smallHashKeepsTheOrderOfItsFields() {
        assertThat(node.run("HSET h b 1 a 2 c 3")).isEqualTo("3");
        assertThat(node.run("HSET h a changed d 4")).isEqualTo("1");
        assertThat(node.run("HGETALL h")).isEqualTo("[\"b\" \"1\" \"a\" \"changed\" \"c\" \"3\" \"d\" \"4\"]");
        assertThat(node.run("HKEYS h")).isEqualTo("[\"b\" \"a\" \"c\" \"d\"]");
        assertThat(node.run("HVALS h")).isEqualTo("[\"1\" \"changed\" \"3\" \"4\"]");
        assertThat(node.resp3().run("HGETALL h")).startsWith("{\"b\" \"1\"");
        assertThat(node.run("HGETALL missing")).isEqualTo("{}");
    }

    @Test
    void keyIsGoneWithItsLastField() {
        node.run("HSET h a 1 b 2");
        assertThat(node.run("HDEL h a a missing")).isEqualTo("1");
        assertThat(node.run("HDEL h missing")).isEqualTo("0");
        assertThat(node.loggedBytes()).isZero();
        assertThat(node.run("HDEL h b")).isEqualTo("1");
        assertThat(node.run("EXISTS h")).isEqualTo("0");
        assertThat(node.replica.database(0).size()).isZero();
    }

    @Test
    void hashUnpacksBeyondItsLimits() {
        node.engine.settings().hashMaxListpackEntries(3);
        node.run("HSET h a 1 b 2 c 3");
        assertThat(node.run("OBJECT ENCODING h")).isEqualTo("\"listpack\"");
        node.run("HSET h c 4");
        assertThat(node.run("OBJECT ENCODING h")).isEqualTo("\"listpack\"");
        node.run("HSET h d 5");
        assertThat(node.run("OBJECT ENCODING h")).isEqualTo("\"hashtable\"");
        node.run("HSET long f " + "x".repeat(64));
        assertThat(node.run("OBJECT ENCODING long")).isEqualTo("\"listpack\"");
        node.run("HSET long f " + "x".repeat(65));
        assertThat(node.run("OBJECT ENCODING long")).isEqualTo("\"hashtable\"");
        assertThat(node.run("HLEN h")).isEqualTo("4");
    }

    @Test
    void incrementsRefuseWhatIsNoNumber() {
        node.run("HSET h f text n 9223372036854775807");
        assertThat(node.run("HINCRBY h f 1")).isEqualTo("-ERR hash value is not an integer");
        assertThat(node.run("HINCRBY h n 1")).isEqualTo("-ERR increment or decrement would overflow");
        assertThat(node.run("HINCRBY h n one")).isEqualTo("-ERR value is not an integer or out of range");
        assertThat(node.run("HINCRBYFLOAT h f 1")).isEqualTo("-ERR hash value is not a float");
        assertThat(node.run("HINCRBYFLOAT h f inf")).isEqualTo("-ERR value is NaN or Infinity");
        assertThat(node.run("HINCRBYFLOAT h d 0.5")).isEqualTo("\"0.5\"");
        assertThat(node.run("HSET s f v f")).isEqualTo("-ERR wrong number of arguments for 'hset' command");
    }

    @Test
    void wrongTypeChangesNothing() {
        node.run("SET s v");
        for (String command : new String[] {
            "HSET s f v",
            "HGET s f",
            "HDEL s f",
            "HGETALL s",
            "HSCAN s 0",
            "HINCRBY s f 1",
            "HRANDFIELD s",
            "HMGET s f",
            "HSETNX s f v",
            "HINCRBYFLOAT s f 1",
            "HKEYS s",
            "HVALS s",
            "HSTRLEN s f",
            "HRANDFIELD s 3"
        }) {
            assertThat(node.run(command)).as(command).startsWith("-WRONGTYPE Operation against a key");
            assertThat(node.loggedBytes()).isZero();
        }
        assertThat(node.run("GET s")).isEqualTo("\"v\"");
    }

    @Test
    void randomFieldsAreDifferentUnlessRepetitionsAreAskedFor() {
        for (int i = 0; i < 1_000; i++) {
            node.run("HSET h f" + i + " v" + i);
        }
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 50; round++) {
            var fields = node.reply("HRANDFIELD", "h", "100").texts();
            assertThat(fields).hasSize(100).doesNotHaveDuplicates();
            seen.addAll(fields);
        }
        assertThat(seen).hasSizeGreaterThan(900);
        assertThat(node.reply("HRANDFIELD", "h", "5000").elements()).hasSize(1_000);
        assertThat(node.reply("HRANDFIELD", "h", "-5000").elements()).hasSize(5_000);
        assertThat(node.run("HRANDFIELD h -9223372036854775807")).isEqualTo("-ERR value is out of range");
        node.run("HSET one f v");
        assertThat(node.run("HRANDFIELD one -2 WITHVALUES")).isEqualTo("[\"f\" \"v\" \"f\" \"v\"]");
        assertThat(node.resp3().run("HRANDFIELD one -2 WITHVALUES")).isEqualTo("[[\"f\" \"v\"] [\"f\" \"v\"]]");
        assertThat(node.run("HRANDFIELD missing")).isEqualTo("nil");
        assertThat(node.run("HRANDFIELD missing 3")).isEqualTo("[]");
    }

    @Test
    void scanReturnsEveryFieldThatStaysWhileOthersComeAndGo() {
        for (int i = 0; i < 2_000; i++) {
            node.run("HSET h stays" + i + " v other" + i + " v");
        }
        Set<String> seen = new HashSet<>();
        String cursor = "0";
        int others = 0;
        do {
            var reply = node.reply("HSCAN", "h", cursor, "COUNT", "50", "MATCH", "stays*", "NOVALUES")
                    .elements();
            cursor = reply.get(0).text();
            seen.addAll(reply.get(1).texts());
            for (int i = 0; i < 40 && others < 2_000; i++) {
                node.run("HDEL h other" + others++);
            }
            node.run("HSET h new" + seen.size() + " v");
        } while (!cursor.equals("0"));
        assertThat(seen).hasSize(2_000);
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }

    @Test
    void scanOfASmallHashIsDoneAtOnce() {
        node.run("HSET h a 1 b 2");
        assertThat(node.run("HSCAN h 0 COUNT 1")).isEqualTo("[\"0\" [\"a\" \"1\" \"b\" \"2\"]]");
        assertThat(node.run("HSCAN h 0 NOVALUES")).isEqualTo("[\"0\" [\"a\" \"b\"]]");
        assertThat(node.run("HSCAN missing 0")).isEqualTo("[\"0\" []]");
    }
}
