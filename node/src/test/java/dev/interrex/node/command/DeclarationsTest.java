package dev.interrex.node.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.RespReply;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DeclarationsTest {
    /** Groups whose commands need nothing but the keyspace; others are tried on a running node. */
    private static final List<String> PURE =
            List.of("string", "generic", "hash", "list", "set", "sorted-set", "geo", "bitmap", "hyperloglog", "stream");

    private static final List<String> PURE_COMMANDS =
            List.of("COMMAND", "DBSIZE", "FLUSHDB", "FLUSHALL", "TIME", "LOLWUT", "SWAPDB");

    static Stream<CommandSpec> all() {
        return CommandTable.standard().all().stream()
                .flatMap(spec -> Stream.concat(Stream.of(spec), spec.subcommands().values().stream()));
    }

    static Stream<CommandSpec> pure() {
        return all().filter(spec -> PURE.contains(spec.group())
                || PURE_COMMANDS.contains(spec.name().split(" ")[0]));
    }

    @ParameterizedTest
    @MethodSource("all")
    void declarationIsComplete(CommandSpec spec) {
        assertThat(spec.summary()).endsWith(".");
        assertThat(spec.since()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(spec.complexity()).startsWith("O(");
        assertThat(spec.arity()).isNotZero();
        assertThat(spec.handler() != null || spec.isContainer()).isTrue();
        assertThat(Syntax.parse(spec.syntax()))
                .hasSize(
                        spec.syntax().isEmpty()
                                ? 0
                                : Syntax.parse(spec.syntax()).size());
        boolean both = spec.has(CommandFlag.WRITE) && spec.has(CommandFlag.READONLY);
        assertThat(both).as("writes and is read-only").isFalse();
    }

    @ParameterizedTest
    @MethodSource("pure")
    void everyExampleRuns(CommandSpec spec) {
        assertThat(spec.isContainer()
                        || spec.name().endsWith("HELP")
                        || !spec.examples().isEmpty())
                .as("has an example")
                .isTrue();
        for (CommandSpec.Example example : spec.examples()) {
            CommandHarness harness = new CommandHarness();
            List<RespReply> replies = new ArrayList<>();
            boolean runsIt = false;
            for (String command : example.commands()) {
                String[] words = CommandHarness.words(command);
                runsIt |= harness.table.find(CommandArgs.of(words)) != null
                        && CommandHarness.words(command)[0].equals(spec.name().split(" ")[0]);
                replies.add(harness.reply(words));
            }
            assertThat(runsIt).as("runs " + spec).isTrue();
            // One needs another policy, the other is unwrapped by the dispatcher, which is not here.
            if (!spec.name().equals("OBJECT FREQ") && !spec.name().equals("ONCE")) {
                assertThat(replies).noneMatch(RespReply::failed);
            }
            assertThat(harness.replica.digest()).isEqualTo(harness.engine.digest());
        }
    }

    @Test
    void namesAreFoundInAnyCase() {
        CommandTable table = CommandTable.standard();
        table.all().forEach(spec -> {
            assertThat(table.find(CommandArgs.of(spec.name()))).isSameAs(spec);
            assertThat(table.find(CommandArgs.of(spec.label()))).isSameAs(spec);
            assertThat(table.find(CommandArgs.of(spec.name() + "X"))).isNotSameAs(spec);
            assertThat(table.named(spec.label())).isSameAs(spec);
        });
        assertThat(table.find(CommandArgs.of(""))).isNull();
        assertThat(table.find(CommandArgs.of("get\0"))).isNull();
        assertThat(table.find(CommandArgs.of("aVeryLongNameThatIsNoCommand"))).isNull();
        assertThat(table.named("object|encoding")).hasToString("OBJECT ENCODING");
    }
}
