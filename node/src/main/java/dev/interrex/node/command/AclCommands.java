package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.config.NetworkDirectives;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** ACL, for the one user that there is: {@code default} may do everything. */
final class AclCommands {
    private static final String USER = "default";
    private static final String ONE_USER = "ERR there is one user, default; its password is the directive requirepass";

    private AclCommands() {}

    static List<CommandSpec> specs() {
        return List.of(command("ACL")
                .arity(-2)
                .group("server")
                .since("6.0.0")
                .summary("Commands about users and their rights.")
                .subcommands(
                        open(
                                "WHOAMI",
                                "",
                                2,
                                "Answers the user of this connection.",
                                call -> call.reply().bulk(USER)),
                        open(
                                "CAT",
                                "[category]",
                                -2,
                                "Lists categories, or the commands of one.",
                                AclCommands::categories),
                        admin("LIST", "", 2, "Lists the rules of all users.", AclCommands::list),
                        admin("USERS", "", 2, "Lists all users.", AclCommands::users),
                        admin("GETUSER", "username", 3, "Tells the rules of a user.", AclCommands::user),
                        admin(
                                "SETUSER",
                                "username [rule [rule ...]]",
                                -3,
                                "Refused: there is one user.",
                                AclCommands::refuse),
                        admin(
                                "DELUSER",
                                "username [username ...]",
                                -3,
                                "Refused: there is one user.",
                                AclCommands::refuse),
                        Help.of("ACL", "server")));
    }

    private static CommandSpec open(String name, String syntax, int arity, String summary, CommandHandler handler) {
        return command("ACL " + name)
                .syntax(syntax)
                .arity(arity)
                .flags(NOSCRIPT, LOADING, STALE)
                .group("server")
                .since("6.0.0")
                .summary(summary)
                .handler(handler);
    }

    private static CommandSpec admin(String name, String syntax, int arity, String summary, CommandHandler handler) {
        return AdminCommands.admin("ACL " + name, syntax, arity, summary, handler);
    }

    private static boolean hasPassword(Call call) {
        return !call.node().config().get(NetworkDirectives.REQUIREPASS).isEmpty();
    }

    private static void categories(Call call) {
        if (call.count() > 3) {
            throw new CommandException(call.spec().arityError());
        }
        if (call.count() == 2) {
            call.reply().array(AclCategory.values().length);
            for (AclCategory category : AclCategory.values()) {
                call.reply().bulk(category.wireName());
            }
            return;
        }
        String name = call.args().text(2).toLowerCase(Locale.ROOT);
        AclCategory wanted = null;
        for (AclCategory category : AclCategory.values()) {
            wanted = category.wireName().equals(name) ? category : wanted;
        }
        if (wanted == null) {
            throw new CommandException("ERR Unknown category '" + name + "'");
        }
        List<String> labels = new ArrayList<>();
        for (CommandSpec spec : call.node().commands().all()) {
            add(spec, wanted, labels);
            for (CommandSpec subcommand : spec.subcommands().values()) {
                add(subcommand, wanted, labels);
            }
        }
        call.reply().array(labels.size());
        labels.forEach(call.reply()::bulk);
    }

    private static void add(CommandSpec spec, AclCategory wanted, List<String> labels) {
        if (spec.handler() != null && spec.categories().contains(wanted)) {
            labels.add(spec.label());
        }
    }

    private static void list(Call call) {
        call.reply().array(1);
        call.reply()
                .bulk("user default on " + (hasPassword(call) ? "sanitize-payload" : "nopass sanitize-payload")
                        + " ~* &* +@all");
    }

    private static void users(Call call) {
        call.reply().array(1);
        call.reply().bulk(USER);
    }

    private static void user(Call call) {
        if (!call.args().text(2).equals(USER)) {
            call.reply().nullArray();
            return;
        }
        call.reply().map(6);
        call.reply().bulk("flags");
        call.reply().set(hasPassword(call) ? 1 : 2);
        call.reply().bulk("on");
        if (!hasPassword(call)) {
            call.reply().bulk("nopass");
        }
        call.reply().bulk("passwords");
        call.reply().array(0);
        call.reply().bulk("commands");
        call.reply().bulk("+@all");
        call.reply().bulk("keys");
        call.reply().bulk("~*");
        call.reply().bulk("channels");
        call.reply().bulk("&*");
        call.reply().bulk("selectors");
        call.reply().array(0);
    }

    private static void refuse(Call call) {
        throw new CommandException(ONE_USER);
    }
}
