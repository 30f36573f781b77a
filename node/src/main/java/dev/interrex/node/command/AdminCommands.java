package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.ALLOW_BUSY;
import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.NO_MULTI;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.metrics.SlowLog;
import java.util.List;

/** Stopping, snapshots, and what operators look at. */
final class AdminCommands {
    private static final long MOST_SHOWN = 10;

    private AdminCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                shutdownDeclaration(),
                saving("BGSAVE", "[SCHEDULE]", "Background saving started", "ERR Background save already in progress"),
                saving(
                        "BGREWRITEAOF",
                        "",
                        "Background append only file rewriting started",
                        "ERR Background append only file rewriting already in progress"),
                saving("SAVE", "", "OK", "ERR Background save already in progress"),
                lastsaveDeclaration(),
                slowlogDeclaration(),
                LatencyCommands.declaration(),
                moduleDeclaration());
    }

    private static CommandSpec shutdownDeclaration() {
        return command("SHUTDOWN")
                .syntax("[NOSAVE | SAVE] [NOW] [FORCE] [ABORT]")
                .arity(-1)
                .flags(CommandFlag.ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY)
                .group("server")
                .summary("Stops the node. A primary hands its role over first, unless NOW or FORCE.")
                .handler(AdminCommands::shutdown);
    }

    private static CommandSpec lastsaveDeclaration() {
        return command("LASTSAVE")
                .arity(1)
                .flags(LOADING, STALE, FAST)
                .acl(AclCategory.ADMIN, AclCategory.DANGEROUS)
                .group("server")
                .summary("Answers the time of the newest snapshot, in seconds since 1970.")
                .example("LASTSAVE")
                .handler(call -> call.reply().integer(call.node().durability().lastSnapshotAtMs() / 1000));
    }

    private static CommandSpec slowlogDeclaration() {
        return command("SLOWLOG")
                .arity(-2)
                .group("server")
                .since("2.2.12")
                .summary("Commands about slow commands.")
                .subcommands(
                        admin(
                                "SLOWLOG GET",
                                "[count]",
                                -2,
                                "Answers the newest slow commands.",
                                AdminCommands::slowLog),
                        admin(
                                "SLOWLOG LEN",
                                "",
                                2,
                                "Answers how many slow commands are kept.",
                                call -> call.reply()
                                        .integer(call.node().slowLog().size())),
                        admin("SLOWLOG RESET", "", 2, "Forgets them.", AdminCommands::resetSlowLog),
                        Help.of("SLOWLOG", "server"));
    }

    private static CommandSpec moduleDeclaration() {
        return command("MODULE")
                .arity(-2)
                .group("server")
                .since("4.0.0")
                .summary("Commands about modules, of which there are none.")
                .subcommands(
                        admin(
                                "MODULE LIST",
                                "",
                                2,
                                "Answers no modules.",
                                call -> call.reply().array(0)),
                        admin("MODULE LOAD", "path [arg [arg ...]]", -3, "Refused.", AdminCommands::noModules),
                        admin("MODULE UNLOAD", "name", 3, "Refused.", AdminCommands::noModules),
                        Help.of("MODULE", "server"));
    }

    static CommandSpec admin(String name, String syntax, int arity, String summary, CommandHandler handler) {
        return command(name)
                .syntax(syntax)
                .arity(arity)
                .flags(CommandFlag.ADMIN, NOSCRIPT, LOADING, STALE)
                .group("server")
                .since("2.2.12")
                .summary(summary)
                .handler(handler);
    }

    private static CommandSpec saving(String name, String syntax, String started, String running) {
        return command(name)
                .syntax(syntax)
                .arity(syntax.isEmpty() ? 1 : -1)
                .flags(CommandFlag.ADMIN, NOSCRIPT, NO_MULTI)
                .group("server")
                .summary("Begins a snapshot in the background. What was answered is on disk without it.")
                .handler(call -> {
                    if (!call.node().startSnapshot()) {
                        throw new CommandException(running);
                    }
                    call.reply().simple(started);
                });
    }

    private static void shutdown(Call call) {
        boolean now = false;
        for (int i = 1; i < call.count(); i++) {
            if (call.args().is(i, "ABORT")) {
                throw new CommandException("ERR No shutdown in progress.");
            }
            if (call.args().is(i, "NOW") || call.args().is(i, "FORCE")) {
                now = true;
            } else if (!call.args().is(i, "SAVE") && !call.args().is(i, "NOSAVE")) {
                throw CommandException.SYNTAX;
            }
        }
        call.node().shutdown(now);
    }

    private static void slowLog(Call call) {
        if (call.count() > 3) {
            throw new CommandException(call.spec().arityError());
        }
        long most = call.count() == 3 ? call.integer(2, -1, Long.MAX_VALUE) : MOST_SHOWN;
        List<SlowLog.Entry> entries = call.node().slowLog().newest(most);
        call.reply().array(entries.size());
        for (SlowLog.Entry entry : entries) {
            call.reply().array(6);
            call.reply().integer(entry.id());
            call.reply().integer(entry.atMs() / 1000);
            call.reply().integer(entry.micros());
            call.reply().array(entry.arguments().size());
            entry.arguments().forEach(call.reply()::bulk);
            call.reply().bulk(entry.clientAddress());
            call.reply().bulk(entry.clientName());
        }
    }

    private static void resetSlowLog(Call call) {
        call.node().slowLog().reset();
        call.reply().ok();
    }

    private static void noModules(Call call) {
        throw new CommandException("ERR modules cannot be loaded");
    }
}
