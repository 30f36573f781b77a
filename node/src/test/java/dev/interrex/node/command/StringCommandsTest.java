package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StringCommandsTest {
    private final CommandHarness node = new CommandHarness();

    @Test
    void setRefusesWhatItCannotDo() {
        assertThat(node.run("SET k v NX XX")).isEqualTo("-ERR syntax error");
        assertThat(node.run("SET k v EX 10 PX 10")).isEqualTo("-ERR syntax error");
        assertThat(node.run("SET k v EX")).isEqualTo("-ERR syntax error");
        assertThat(node.run("SET k v EX 0")).isEqualTo("-ERR invalid expire time in 'set' command");
        assertThat(node.run("SET k v EX ten")).isEqualTo("-ERR value is not an integer or out of range");
        assertThat(node.run("SET k v EX 9223372036854775807")).isEqualTo("-ERR invalid expire time in 'set' command");
        assertThat(node.loggedBytes()).isZero();
        assertThat(node.run("GET k")).isEqualTo("nil");
    }

    @Test
    void setWithGetReturnsWhatWasThere() {
        assertThat(node.run("SET k v GET")).isEqualTo("nil");
        assertThat(node.run("SET k w NX GET")).isEqualTo("\"v\"");
        assertThat(node.run("GET k")).isEqualTo("\"v\"");
        node.run("HSET h f v");
        assertThat(node.run("SET h v GET")).startsWith("-WRONGTYPE");
        assertThat(node.run("SET h v")).isEqualTo("OK");
    }

    @Test
    void setTakesTheExpiryAwayUnlessToldToKeepIt() {
        node.run("SET k v PX 5000");
        assertThat(node.run("SET k w KEEPTTL")).isEqualTo("OK");
        assertThat(node.run("PTTL k")).isEqualTo("5000");
        node.run("SET k x");
        assertThat(node.run("PTTL k")).isEqualTo("-1");
    }

    @Test
    void keyIsGoneOneMillisecondAfterItsTime() {
        node.run("SET k v PX 10");
        node.advanceMs(10);
        assertThat(node.run("GET k")).isEqualTo("\"v\"");
        assertThat(node.run("TTL k")).isEqualTo("0");
        node.advanceMs(1);
        assertThat(node.run("GET k")).isEqualTo("nil");
        assertThat(node.loggedBytes()).isPositive();
        assertThat(node.replica.database(0).size()).isZero();
    }

    @Test
    void conditionsSeeExpiredKeysAsMissing() {
        node.run("SET k v PX 10");
        node.advanceMs(11);
        assertThat(node.run("SET k w XX")).isEqualTo("nil");
        node.run("SET k v PX 10");
        node.advanceMs(11);
        assertThat(node.run("SETNX k w")).isEqualTo("1");
        assertThat(node.run("PTTL k")).isEqualTo("-1");
        node.run("HSET h f v");
        node.run("PEXPIRE h 10");
        node.advanceMs(11);
        assertThat(node.run("APPEND h x")).isEqualTo("1");
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }

    @Test
    void encodingsAreThoseOfRedis() {
        node.run("SET n 42");
        assertThat(node.run("OBJECT ENCODING n")).isEqualTo("\"int\"");
        node.run("APPEND n 1");
        assertThat(node.run("OBJECT ENCODING n")).isEqualTo("\"raw\"");
        assertThat(node.run("INCR n")).isEqualTo("422");
        assertThat(node.run("OBJECT ENCODING n")).isEqualTo("\"int\"");
        node.run("INCRBYFLOAT n 1");
        assertThat(node.run("OBJECT ENCODING n")).isEqualTo("\"embstr\"");
        node.run("SET s " + "x".repeat(44));
        assertThat(node.run("OBJECT ENCODING s")).isEqualTo("\"embstr\"");
        node.run("SET s " + "x".repeat(45));
        assertThat(node.run("OBJECT ENCODING s")).isEqualTo("\"raw\"");
        node.run("SETRANGE fresh 2 x");
        assertThat(node.run("OBJECT ENCODING fresh")).isEqualTo("\"raw\"");
        assertThat(node.run("OBJECT ENCODING missing")).isEqualTo("nil");
    }

    @Test
    void countersStopAtTheirBounds() {
        node.run("SET n 9223372036854775807");
        assertThat(node.run("INCR n")).isEqualTo("-ERR increment or decrement would overflow");
        assertThat(node.run("DECRBY n -1")).isEqualTo("-ERR increment or decrement would overflow");
        assertThat(node.run("DECRBY n -9223372036854775808")).isEqualTo("-ERR decrement would overflow");
        node.run("SET n 007");
        assertThat(node.run("INCR n")).isEqualTo("-ERR value is not an integer or out of range");
        assertThat(node.run("INCRBYFLOAT n inf")).isEqualTo("-ERR increment would produce NaN or Infinity");
        assertThat(node.run("INCRBYFLOAT n nan")).isEqualTo("-ERR value is not a valid float");
        assertThat(node.run("GET n")).isEqualTo("\"007\"");
    }

    @Test
    void decimalsLookAsInRedis() {
        assertThat(node.run("INCRBYFLOAT d 0.1")).isEqualTo("\"0.1\"");
        assertThat(node.run("INCRBYFLOAT d 0.2")).isEqualTo("\"0.3\"");
        assertThat(node.run("INCRBYFLOAT d 5.0e3")).isEqualTo("\"5000.29999999999999982\"");
        assertThat(node.run("INCRBYFLOAT d -5000.3")).isEqualTo("\"0\"");
        node.run("SET big 1000000000000000");
        assertThat(node.run("INCRBYFLOAT big 0.1"))
                .isEqualTo("\"1000000000000000.09997558593750000\"".replace("0000\"", "\""));
    }

    @Test
    void stringsDoNotGrowBeyondTheirLimit() {
        node.engine.settings().maxStringBytes(1000);
        node.run("SET k v");
        assertThat(node.run("SETRANGE k 1000 x")).startsWith("-ERR string exceeds maximum allowed size");
        assertThat(node.run("SETRANGE k 9223372036854775807 x")).startsWith("-ERR string exceeds maximum allowed size");
        assertThat(node.run("APPEND k " + "x".repeat(1000))).startsWith("-ERR string exceeds maximum allowed size");
        assertThat(node.run("SETRANGE k 999 x")).isEqualTo("1000");
        assertThat(node.run("SETRANGE k -1 x")).isEqualTo("-ERR offset is out of range");
    }

    @Test
    void msetNxIsAllOrNothing() {
        node.run("SET b 1");
        assertThat(node.run("MSETNX a 1 b 2")).isEqualTo("0");
        assertThat(node.run("EXISTS a")).isEqualTo("0");
        assertThat(node.run("MSET a 1 b")).isEqualTo("-ERR wrong number of arguments for 'mset' command");
    }

    @Test
    void resp3HasItsOwnNullAndMap() {
        node.resp3();
        assertThat(node.run("GET missing")).isEqualTo("nil");
        node.run("MSET a ohmytext b mynewtext");
        assertThat(node.run("LCS a b IDX MINMATCHLEN 4 WITHMATCHLEN"))
                .isEqualTo("{\"matches\" [[[4 7] [5 8] 4]] \"len\" 6}");
    }
}
