package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.STRING;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.Strings;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Strings that are numbers. */
final class CounterCommands {
    private CounterCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                counter("INCR", "key")
                        .arity(2)
                        .summary("Adds one to the whole number that a key holds, 0 if it does not exist.")
                        .example("SET k 41", "INCR k")
                        .handler(call -> increment(call, 1)),
                counter("DECR", "key")
                        .arity(2)
                        .summary("Subtracts one from the whole number that a key holds, 0 if it does not exist.")
                        .example("SET k 43", "DECR k")
                        .handler(call -> increment(call, -1)),
                counter("INCRBY", "key increment")
                        .arity(3)
                        .summary("Adds to the whole number that a key holds, 0 if it does not exist.")
                        .example("SET k 40", "INCRBY k 2")
                        .handler(call -> increment(call, call.integer(2))),
                counter("DECRBY", "key decrement")
                        .arity(3)
                        .summary("Subtracts from the whole number that a key holds, 0 if it does not exist.")
                        .example("SET k 44", "DECRBY k 2")
                        .handler(CounterCommands::decrementBy),
                counter("INCRBYFLOAT", "key increment")
                        .arity(3)
                        .since("2.6.0")
                        .summary("Adds to the number, perhaps with decimals, that a key holds, 0 if it does not exist.")
                        .example("SET k 10.50", "INCRBYFLOAT k 0.1")
                        .handler(CounterCommands::incrementByFloat));
    }

    private static CommandBuilder counter(String name, String syntax) {
        return command(name)
                .syntax(syntax)
                .group("string")
                .acl(STRING)
                .flags(WRITE, DENYOOM, FAST)
                .key(1, RW, ACCESS, UPDATE);
    }

    private static void decrementBy(Call call) {
        long decrement = call.integer(2);
        if (decrement == Long.MIN_VALUE) {
            throw new CommandException("ERR decrement would overflow");
        }
        increment(call, -decrement);
    }

    private static void increment(Call call, long by) {
        Slice key = call.key(1);
        Strings strings = call.db().strings();
        switch (strings.add(key, by)) {
            case NOT_A_NUMBER -> throw CommandException.NOT_AN_INTEGER;
            case OVERFLOW -> throw CommandException.OVERFLOW;
            case DONE -> {
                call.tell('$', "incrby", key);
                call.reply().integer(strings.sum());
            }
        }
    }

    private static void incrementByFloat(Call call) {
        Slice key = call.key(1);
        Slice old = call.db().strings().getForUpdate(key);
        LongDouble before = old == null ? LongDouble.ZERO : LongDouble.parse(old);
        LongDouble by = LongDouble.parse(call.value(2));
        if (before == null || by == null) {
            throw CommandException.NOT_A_FLOAT;
        }
        LongDouble sum = before.plus(by);
        if (sum.infinite()) {
            throw CommandException.NOT_FINITE;
        }
        Slice text = Slice.of(sum.text().getBytes(StandardCharsets.US_ASCII));
        call.db().strings().putText(key, text);
        call.tell('$', "incrbyfloat", key);
        call.replyBulk(text);
    }
}
