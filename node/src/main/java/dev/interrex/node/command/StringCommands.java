package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.STRING;
import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.engine.Slice;
import java.util.List;

/** Strings. */
final class StringCommands {
    private StringCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                command("GET")
                        .syntax("key")
                        .arity(2)
                        .flags(READONLY, FAST)
                        .key(1)
                        .acl(STRING)
                        .group("string")
                        .summary("Returns the value of a key.")
                        .example("SET k v", "GET k")
                        .handler(StringCommands::get),
                command("SET")
                        .syntax("key value")
                        .arity(-3)
                        .flags(WRITE, DENYOOM)
                        .key(1)
                        .acl(STRING)
                        .group("string")
                        .summary("Sets a key to a value, whatever it held before.")
                        .example("SET k v")
                        .handler(StringCommands::set));
    }

    private static void get(Call call) {
        Slice value = call.db().strings().get(call.key(1));
        if (value == null) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(value.array(), value.offset(), value.length());
        }
    }

    private static void set(Call call) {
        call.db().strings().put(call.key(1), call.value(2));
        call.reply().ok();
    }
}
