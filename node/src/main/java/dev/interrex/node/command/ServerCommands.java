package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.DANGEROUS;
import static dev.interrex.node.command.AclCategory.KEYSPACE;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;

import java.util.List;

/** Whole databases, and the time. */
final class ServerCommands {
    private static final String ARCH = """
           ______________
         _/   ________   \\_
        /   _/        \\_   \\
        |  |            |  |
        |  |            |  |
        |  |   the seat |  |
        |  |   is never |  |
        |  |   vacant   |  |
        |__|            |__|
        """;

    private ServerCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                server("DBSIZE", "")
                        .arity(1)
                        .flags(READONLY, FAST)
                        .acl(KEYSPACE)
                        .summary("Returns the number of keys in the selected database.")
                        .example("SET k v", "DBSIZE")
                        .handler(call -> call.reply().integer(call.db().size())),
                server("FLUSHDB", "[ASYNC | SYNC]")
                        .arity(-1)
                        .flags(WRITE)
                        .acl(KEYSPACE, DANGEROUS)
                        .summary("Deletes all keys of the selected database; always at once.")
                        .example("SET k v", "FLUSHDB", "DBSIZE")
                        .handler(ServerCommands::flushDb),
                server("FLUSHALL", "[ASYNC | SYNC]")
                        .arity(-1)
                        .flags(WRITE)
                        .acl(KEYSPACE, DANGEROUS)
                        .summary("Deletes all keys of all databases; always at once.")
                        .example("SET k v", "FLUSHALL", "DBSIZE")
                        .handler(ServerCommands::flushAll),
                server("TIME", "")
                        .arity(1)
                        .flags(LOADING, STALE, FAST)
                        .since("2.6.0")
                        .summary("Returns the node's wall clock: seconds since 1970 and microseconds.")
                        .example("TIME")
                        .handler(ServerCommands::time),
                server("LOLWUT", "[VERSION version]")
                        .arity(-1)
                        .flags(READONLY, FAST)
                        .since("5.0.0")
                        .summary("Shows a picture and the version.")
                        .example("LOLWUT")
                        .handler(ServerCommands::lolwut));
    }

    private static CommandBuilder server(String name, String syntax) {
        return command(name).syntax(syntax).group("server");
    }

    private static void flushDb(Call call) {
        checkFlushOptions(call);
        call.db().clear();
        call.reply().ok();
    }

    private static void flushAll(Call call) {
        checkFlushOptions(call);
        call.engine().clear();
        call.reply().ok();
    }

    private static void checkFlushOptions(Call call) {
        boolean fine = call.count() == 1 || (call.count() == 2 && (call.isWord(1, "SYNC") || call.isWord(1, "ASYNC")));
        if (!fine) {
            throw CommandException.SYNTAX;
        }
    }

    private static void time(Call call) {
        call.reply().array(2);
        call.reply().bulkLong(call.nowMs() / 1000);
        call.reply().bulkLong(call.nowMs() % 1000 * 1000);
    }

    private static void lolwut(Call call) {
        call.reply().verbatim("txt", ARCH + "\nRedis ver. " + Identity.REDIS_VERSION + "\n");
    }
}
