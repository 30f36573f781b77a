package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.OW;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.UPDATE;
import static dev.interrex.node.command.SetCommands.set;

import dev.interrex.node.engine.SetOperation;
import dev.interrex.node.engine.Slice;
import java.util.List;
import java.util.Locale;

/** Intersections, unions and differences of sets. */
final class SetOperationCommands {
    private SetOperationCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                reading("SINTER", SetOperation.INTERSECTION, "Returns the members that all of some sets have."),
                reading("SUNION", SetOperation.UNION, "Returns the members that any of some sets has."),
                reading("SDIFF", SetOperation.DIFFERENCE, "Returns the members of a set that no other set has."),
                storing("SINTERSTORE", SetOperation.INTERSECTION, "Stores the members that all of some sets have."),
                storing("SUNIONSTORE", SetOperation.UNION, "Stores the members that any of some sets has."),
                storing("SDIFFSTORE", SetOperation.DIFFERENCE, "Stores the members of a set that no other set has."),
                set("SINTERCARD", "numkeys key [key ...] [LIMIT limit]")
                        .arity(-3)
                        .flags(READONLY)
                        .countedKeys(1, RO, ACCESS)
                        .since("7.0.0")
                        .complexity("O(N*M) for N members of the smallest of M sets")
                        .summary("Returns how many members all of some sets have, or a limit if that is less.")
                        .example("SADD k a b c", "SADD l b c d", "SINTERCARD 2 k l LIMIT 1")
                        .handler(SetOperationCommands::intersectionSize));
    }

    private static String complexity(SetOperation operation) {
        return operation == SetOperation.INTERSECTION
                ? "O(N*M) for N members of the smallest of M sets"
                : "O(N) for N members of all sets";
    }

    private static CommandSpec reading(String name, SetOperation operation, String summary) {
        return set(name, "key [key ...]")
                .arity(-2)
                .flags(READONLY)
                .keys(1, -1, 1, RO, ACCESS)
                .complexity(complexity(operation))
                .summary(summary)
                .example("SADD k a b c", "SADD l b c d", name + " k l")
                .handler(call -> {
                    CollectedReplies found = call.collected();
                    call.db().sets().combine(operation, call.otherKeys(1, call.count() - 1), found::bulk);
                    found.writeSetTo(call.reply());
                });
    }

    private static CommandSpec storing(String name, SetOperation operation, String summary) {
        return set(name, "destination key [key ...]")
                .arity(-3)
                .flags(WRITE, DENYOOM)
                .key(1, OW, UPDATE)
                .keys(2, -1, 1, RO, ACCESS)
                .complexity(complexity(operation))
                .summary(summary)
                .example("SADD k a b c", "SADD l b c d", name + " m k l", "SMEMBERS m")
                .handler(call -> store(call, operation, name.toLowerCase(Locale.ROOT)));
    }

    private static void store(Call call, SetOperation operation, String event) {
        Slice newKey = call.key(1);
        boolean existed = call.db().isThere(newKey);
        int size = call.db().sets().store(operation, newKey, call.otherKeys(2, call.count() - 2));
        if (size > 0) {
            call.tell('s', event, newKey);
        } else if (existed) {
            call.tell('g', "del", newKey);
        }
        call.reply().integer(size);
    }

    private static void intersectionSize(Call call) {
        int keys = CountedKeys.count(call, 1, "numkeys should be greater than 0");
        if (keys > call.count() - 2) {
            throw new CommandException("ERR Number of keys can't be greater than number of args");
        }
        long limit = 0;
        for (int i = 2 + keys; i < call.count(); i += 2) {
            if (!call.isWord(i, "LIMIT") || i + 1 == call.count()) {
                throw CommandException.SYNTAX;
            }
            limit = ListPosition.notNegative(call, i + 1, "LIMIT");
        }
        int most = limit == 0 ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE);
        call.reply().integer(call.db().sets().intersectionSize(call.otherKeys(2, keys), most));
    }
}
