package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyEventsTest {
    private final CommandHarness node = new CommandHarness();
    private final List<String> events = new ArrayList<>();

    /** Commands that make things, those whose events are looked at, and the events: class letter and name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "               | SETBIT k 7 1                                     | $setbit",
                "SETBIT k 7 1   | SETBIT k 7 1                                     | ''",
                "               | BITFIELD k SET u8 0 5                            | $setbit",
                "SET a x        | BITOP NOT k a                                    | $set",
                "SET k x        | BITOP NOT k missing                              | gdel",
                "               | PFADD k a; PFADD k a; PFMERGE l k; PFCOUNT k     | $pfadd $pfadd",
                "HSET k a 1 b 2 | HEXPIRE k 10 FIELDS 1 a; HPERSIST k FIELDS 1 a   | hhexpire hhpersist",
                "HSET k a 1     | HEXPIREAT k 1 FIELDS 1 a                         | hhdel gdel",
                "HSET k a 1     | HGETEX k EX 10 FIELDS 1 a; HGETDEL k FIELDS 1 a  | hhexpire hhdel gdel",
                "               | HSETEX k EX 10 FIELDS 1 a 1                      | hhset hhexpire",
                "               | XADD k 1-1 a 1; XDEL k 1-1; XDEL k 1-1           | txadd txdel",
                "XADD k 1-1 a 1 | XADD k MAXLEN 1 2-1 a 1; XTRIM k MAXLEN 0        | txadd txtrim txtrim",
                "XADD k 1-1 a 1 | XSETID k 5-5                                     | txsetid",
                "               | XGROUP CREATE k g $ MKSTREAM; XGROUP SETID k g 0 | txgroup-create txgroup-setid",
                "XGROUP CREATE k g $ MKSTREAM | XREADGROUP GROUP g c STREAMS k >   | txgroup-createconsumer",
                "XGROUP CREATE k g $ MKSTREAM | XGROUP CREATECONSUMER k g c; XGROUP DELCONSUMER k g c; XGROUP DESTROY"
                        + " k g | txgroup-createconsumer txgroup-delconsumer txgroup-destroy",
                "               | RESTORE k 0 \"\\0\\6v12967\\n\\0hjj9zUeo\"       | grestore",
                "RPUSH l 2 1    | SORT l STORE k; SORT missing STORE k             | lsortstore gdel",
            })
    void eventsAreRedissOwn(String before, String commands, String expected) {
        if (before != null) {
            node.run(before);
        }
        node.engine.listener((database, kind, event, key) -> events.add(kind + event));
        for (String command : commands.split(";")) {
            assertThat(node.run(command.strip())).doesNotStartWith("-");
        }
        assertThat(String.join(" ", events)).isEqualTo(expected);
    }
}
