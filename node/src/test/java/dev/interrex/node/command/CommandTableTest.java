package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandTableTest {
    private final CommandHarness node = new CommandHarness();

    @Test
    void unknownCommandsAreNamedAsRedisDoes() {
        assertThat(node.run("NOPE")).isEqualTo("-ERR unknown command 'NOPE', with args beginning with: ");
        assertThat(node.run("nope a \"b c\""))
                .isEqualTo("-ERR unknown command 'nope', with args beginning with: 'a' 'b c' ");
        assertThat(node.run("OBJECT nope k")).isEqualTo("-ERR unknown subcommand 'nope'. Try OBJECT HELP.");
        assertThat(node.run("OBJECT")).isEqualTo("-ERR wrong number of arguments for 'object' command");
        assertThat(node.run("OBJECT ENCODING"))
                .isEqualTo("-ERR wrong number of arguments for 'object|encoding' command");
        assertThat(node.run("GET")).isEqualTo("-ERR wrong number of arguments for 'get' command");
    }

    @Test
    void commandTellsKeys() {
        assertThat(node.run("COMMAND GETKEYS MSET a 1 b 2")).isEqualTo("[\"a\" \"b\"]");
        assertThat(node.run("COMMAND GETKEYS OBJECT ENCODING k")).isEqualTo("[\"k\"]");
        assertThat(node.run("COMMAND GETKEYSANDFLAGS RENAME a b"))
                .isEqualTo("[[\"a\" [RW access delete]] [\"b\" [OW update]]]");
        assertThat(node.run("COMMAND GETKEYS DBSIZE")).isEqualTo("-ERR The command has no key arguments");
        assertThat(node.run("COMMAND GETKEYS NOPE")).isEqualTo("-ERR Invalid command specified");
        assertThat(node.run("COMMAND GETKEYS GET")).isEqualTo("-ERR Invalid number of arguments specified for command");
    }

    @Test
    void commandDescribesItself() {
        assertThat(node.run("COMMAND INFO get"))
                .isEqualTo("[[\"get\" 2 [readonly fast] 1 1 1 [@read @string @fast] [] [[\"flags\" [RO access]"
                        + " \"begin_search\" [\"type\" \"index\" \"spec\" [\"index\" 1]] \"find_keys\" [\"type\""
                        + " \"range\" \"spec\" [\"lastkey\" 0 \"keystep\" 1 \"limit\" 0]]]] []]]");
        assertThat(node.run("COMMAND INFO nope mset")).startsWith("[nil [\"mset\" -3 [write denyoom] 1 -1 2");
        assertThat(node.resp3().run("COMMAND DOCS expire"))
                .contains("{\"name\" \"seconds\" \"type\" \"integer\"}")
                .contains("\"type\" \"oneof\" \"flags\" ~[optional]");
        assertThat(node.run("COMMAND LIST FILTERBY PATTERN hset*")).isEqualTo("~[\"hset\" \"hsetex\" \"hsetnx\"]");
        assertThat(node.run("COMMAND LIST FILTERBY ACLCAT hash"))
                .contains("\"hgetall\"")
                .doesNotContain("\"get\"");
        assertThat(node.run("COMMAND COUNT"))
                .isEqualTo(Integer.toString(node.table.all().size()));
    }

    @Test
    void syntaxIsRead() {
        assertThat(Syntax.parse("key value [key value ...]").toString())
                .contains("block")
                .contains("multiple=true");
        assertThat(Syntax.parse("[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]"))
                .hasSize(1);
        assertThat(Syntax.parse("key [NX | XX] [GET] [EX seconds | KEEPTTL]")).hasSize(4);
    }
}
