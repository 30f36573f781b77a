package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.node.engine.Slice;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FieldExpiryCommandsTest {
    private final CommandHarness node = new CommandHarness();

    @AfterEach
    void replicaHasTheSameState() {
        assertThat(node.replica.digest()).isEqualTo(node.engine.digest());
    }

    @Test
    void fieldIsGoneWhenItsTimeIsOver() {
        node.run("HSET k a 1 b 2");
        assertThat(node.run("HPEXPIRE k 100 FIELDS 3 a b missing")).isEqualTo("[1 1 -2]");
        assertThat(node.run("OBJECT ENCODING k")).isEqualTo("\"listpackex\"");
        assertThat(node.run("HPERSIST k FIELDS 2 b missing")).isEqualTo("[1 -2]");
        node.advanceMs(100);
        assertThat(node.run("HGET k a")).isEqualTo("\"1\"");
        node.advanceMs(1);
        assertThat(node.run("HGET k a")).isEqualTo("nil");
        assertThat(node.run("HGETALL k")).isEqualTo("[\"b\" \"2\"]");
        assertThat(node.replica.database(0).hashes().size(Slice.of("k"))).isEqualTo(1);
    }

    @Test
    void hashIsGoneWithItsLastField() {
        node.run("HSET k a 1");
        node.run("HPEXPIRE k 100 FIELDS 1 a");
        node.advanceMs(101);
        assertThat(node.run("HLEN k")).isEqualTo("0");
        assertThat(node.run("EXISTS k")).isEqualTo("0");
    }

    @Test
    void cycleExpiresFieldsThatNobodyLooksAt() {
        for (int i = 0; i < 300; i++) {
            node.run("HSET k f" + i + " v");
            node.run("HPEXPIRE k " + (100 + i) + " FIELDS 1 f" + i);
        }
        node.run("HSET k stays v");
        node.advanceMs(250);
        node.engine.now(node.nowMs());
        assertThat(node.expire(100)).isEqualTo(100);
        assertThat(node.expire(100)).isEqualTo(50);
        assertThat(node.expire(100)).isZero();
        assertThat(node.run("HLEN k")).isEqualTo("151");
    }

    @Test
    void replicaHidesWhatIsOverButDeletesNothing() {
        node.run("HSET k a 1 b 2");
        node.run("HPEXPIRE k 100 FIELDS 1 a");
        var key = Slice.of("k");
        long before = node.replica.digest();
        node.replica.now(node.nowMs() + 200);
        assertThat(node.replica.database(0).hashes().size(key)).isEqualTo(1);
        assertThat(node.replica.digest()).isEqualTo(before);
    }

    @Test
    void conditionsAreRedissOwn() {
        node.run("HSET k a 1");
        assertThat(node.run("HEXPIRE k 100 XX FIELDS 1 a")).isEqualTo("[0]");
        assertThat(node.run("HEXPIRE k 100 GT FIELDS 1 a")).isEqualTo("[0]");
        assertThat(node.run("HEXPIRE k 100 LT FIELDS 1 a")).isEqualTo("[1]");
        assertThat(node.run("HEXPIRE k 100 NX FIELDS 1 a")).isEqualTo("[0]");
        assertThat(node.run("HEXPIRE k 200 LT FIELDS 1 a")).isEqualTo("[0]");
        assertThat(node.run("HEXPIRE k 200 GT FIELDS 1 a")).isEqualTo("[1]");
        assertThat(node.run("HTTL k FIELDS 2 a b")).isEqualTo("[200 -2]");
        assertThat(node.run("HPTTL missing FIELDS 2 a b")).isEqualTo("[-2 -2]");
        assertThat(node.run("HEXPIREAT k 1 FIELDS 1 a")).isEqualTo("[2]");
        assertThat(node.run("EXISTS k")).isEqualTo("0");
    }

    @Test
    void settingAFieldEndsItsTimeButAddingToItDoesNot() {
        node.run("HSETEX k EX 100 FIELDS 2 a 1 b 2");
        node.run("HINCRBY k a 5");
        node.run("HINCRBYFLOAT k a 1.5");
        node.run("HSET k b 3");
        assertThat(node.run("HTTL k FIELDS 2 a b")).isEqualTo("[100 -1]");
        assertThat(node.run("HSETEX k KEEPTTL FIELDS 1 a 9")).isEqualTo("1");
        assertThat(node.run("HTTL k FIELDS 1 a")).isEqualTo("[100]");
        assertThat(node.run("HSETEX k FNX FIELDS 2 a 1 c 1")).isEqualTo("0");
        assertThat(node.run("HSETEX k FXX FIELDS 2 a 1 c 1")).isEqualTo("0");
        assertThat(node.run("HSETEX k FXX PXAT 1 FIELDS 1 a 1")).isEqualTo("1");
        assertThat(node.run("HKEYS k")).isEqualTo("[\"b\"]");
    }

    @Test
    void valuesAndTimesAreReadTogether() {
        node.run("HSET k a 1 b 2 c 3");
        assertThat(node.run("HGETEX k PX 5000 FIELDS 2 a missing")).isEqualTo("[\"1\" nil]");
        assertThat(node.run("HPTTL k FIELDS 1 a")).isEqualTo("[5000]");
        assertThat(node.run("HGETEX k PERSIST FIELDS 1 a")).isEqualTo("[\"1\"]");
        assertThat(node.run("HPTTL k FIELDS 1 a")).isEqualTo("[-1]");
        assertThat(node.run("HGETDEL k FIELDS 2 a missing")).isEqualTo("[\"1\" nil]");
        assertThat(node.run("HGETEX k EXAT 1 FIELDS 1 b")).isEqualTo("[\"2\"]");
        assertThat(node.run("HGETDEL k FIELDS 1 c")).isEqualTo("[\"3\"]");
        assertThat(node.run("EXISTS k")).isEqualTo("0");
    }

    @Test
    void errorsAreRedissOwn() {
        node.run("HSET k a 1");
        assertThat(node.run("HEXPIRE k -1 FIELDS 1 a")).isEqualTo("-ERR invalid expire time, must be >= 0");
        assertThat(node.run("HEXPIRE k 99999999999 FIELDS 1 a"))
                .isEqualTo("-ERR invalid expire time in 'hexpire' command");
        assertThat(node.run("HEXPIRE k 10 FIELDS 0 a"))
                .isEqualTo("-ERR Parameter `numFields` should be greater than 0");
        assertThat(node.run("HEXPIRE k 10 FIELDS 2 a"))
                .isEqualTo("-ERR The `numfields` parameter must match the number of arguments");
        assertThat(node.run("HEXPIRE k 10 nope FIELDS 1 a"))
                .isEqualTo("-ERR Mandatory argument FIELDS is missing or not at the right position");
        assertThat(node.run("HTTL k FIELDS abc a")).isEqualTo("-ERR Number of fields must be a positive integer");
        assertThat(node.run("HSETEX k EX 1 PX 1 FIELDS 1 a b"))
                .isEqualTo("-ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");
        assertThat(node.run("HSETEX k nope FIELDS 1 a b")).isEqualTo("-ERR unknown argument: nope");
        node.run("SET s v");
        assertThat(node.run("HEXPIRE s 10 FIELDS 1 a")).startsWith("-WRONGTYPE");
        assertThat(node.run("HTTL s FIELDS 1 a")).startsWith("-WRONGTYPE");
    }

    @Test
    void copiesAndRenamedHashesKeepTheirTimes() {
        node.run("HSET k a 1 b 2");
        node.run("HPEXPIRE k 100 FIELDS 1 a");
        node.run("COPY k l");
        node.run("RENAME k m");
        node.run("MOVE m 1");
        node.run("SWAPDB 0 2");
        node.advanceMs(101);
        node.engine.now(node.nowMs());
        assertThat(node.expire(100)).isEqualTo(2);
        node.select(1);
        assertThat(node.run("HKEYS m")).isEqualTo("[\"b\"]");
        node.select(2);
        assertThat(node.run("HKEYS l")).isEqualTo("[\"b\"]");
    }
}
