package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.TRANSACTION;
import static dev.interrex.node.command.CommandFlag.ALLOW_BUSY;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.SKIP_SLOWLOG;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import java.util.List;

/** MULTI and EXEC: all commands between them are one record of the log, so they take effect together or not at all. */
final class TransactionCommands {
    private TransactionCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                command("MULTI")
                        .arity(1)
                        .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                        .acl(TRANSACTION)
                        .group("transactions")
                        .since("1.2.0")
                        .summary("Begins a transaction: what follows is queued.")
                        .example("MULTI", "SET k v", "EXEC")
                        .handler(TransactionCommands::multi),
                command("EXEC")
                        .arity(1)
                        .flags(NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG)
                        .acl(TRANSACTION)
                        .group("transactions")
                        .since("1.2.0")
                        .complexity("O(N) where N is the cost of the queued commands")
                        .summary("Executes the queued commands.")
                        .example("MULTI", "EXEC")
                        .handler(TransactionCommands::exec),
                command("DISCARD")
                        .arity(1)
                        .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                        .acl(TRANSACTION)
                        .group("transactions")
                        .since("2.0.0")
                        .complexity("O(N) in the number of queued commands")
                        .summary("Forgets the queued commands.")
                        .example("MULTI", "DISCARD")
                        .handler(TransactionCommands::discard),
                command("WATCH")
                        .syntax("key [key ...]")
                        .arity(-2)
                        .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                        .keys(1, -1, 1, KeyFlag.RO)
                        .acl(TRANSACTION)
                        .group("transactions")
                        .since("2.2.0")
                        .complexity("O(1) for every key")
                        .summary("Lets EXEC do nothing if one of the keys changes until then.")
                        .example("WATCH k")
                        .handler(TransactionCommands::watch),
                command("UNWATCH")
                        .arity(1)
                        .flags(NOSCRIPT, LOADING, STALE, FAST, ALLOW_BUSY)
                        .acl(TRANSACTION)
                        .group("transactions")
                        .since("2.2.0")
                        .summary("Forgets the watched keys.")
                        .example("UNWATCH")
                        .handler(TransactionCommands::unwatch));
    }

    private static void multi(Call call) {
        if (call.client().inTransaction()) {
            throw new CommandException("ERR MULTI calls can not be nested");
        }
        call.client().beginTransaction();
        call.reply().ok();
    }

    private static void exec(Call call) {
        if (!call.client().inTransaction()) {
            throw new CommandException("ERR EXEC without MULTI");
        }
        call.client().executeTransaction(call);
    }

    private static void discard(Call call) {
        if (!call.client().inTransaction()) {
            throw new CommandException("ERR DISCARD without MULTI");
        }
        call.client().discardTransaction();
        call.reply().ok();
    }

    private static void watch(Call call) {
        if (call.client().inTransaction()) {
            throw new CommandException("ERR WATCH inside MULTI is not allowed");
        }
        for (int i = 1; i < call.count(); i++) {
            call.client().watch(call, i);
        }
        call.reply().ok();
    }

    /** Within a transaction it is queued and comes too late for this one, as in Redis. */
    private static void unwatch(Call call) {
        call.client().unwatchAll();
        call.reply().ok();
    }
}
