package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.ADMIN;
import static dev.interrex.node.command.AclCategory.CONNECTION;
import static dev.interrex.node.command.AclCategory.DANGEROUS;
import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import java.util.List;
import java.util.stream.Stream;

/** CLIENT: what a client says about itself. What is done to other clients is in {@link ClientAdminCommands}. */
final class ClientCommands {
    private ClientCommands() {}

    static List<CommandSpec> specs() {
        return List.of(clientDeclaration());
    }

    private static CommandSpec clientDeclaration() {
        return command("CLIENT")
                .arity(-2)
                .group("connection")
                .since("2.4.0")
                .summary("Commands about connections.")
                .subcommands(Stream.of(
                                whoItIs(),
                                whatItWants(),
                                List.of(
                                        ClientAdminCommands.list(),
                                        ClientAdminCommands.kill(),
                                        ClientAdminCommands.pause(),
                                        ClientAdminCommands.unpause(),
                                        ClientAdminCommands.unblock(),
                                        ClientAdminCommands.noEvict(),
                                        Help.of("CLIENT", "connection")))
                        .flatMap(List::stream)
                        .toArray(CommandSpec[]::new));
    }

    private static List<CommandSpec> whoItIs() {
        return List.of(
                own(
                        "ID",
                        "",
                        2,
                        "5.0.0",
                        "Answers the connection's number.",
                        call -> call.reply().integer(call.client().id())),
                own("SETNAME", "connection-name", 3, "2.6.9", "Names the connection.", ClientCommands::setName),
                own("GETNAME", "", 2, "2.6.9", "Answers the connection's name.", ClientCommands::getName),
                own(
                        "SETINFO",
                        "LIB-NAME name | LIB-VER version",
                        4,
                        "7.2.0",
                        "Names the client's library.",
                        ClientCommands::setInfo),
                own(
                        "INFO",
                        "",
                        2,
                        "6.2.0",
                        "Describes this connection.",
                        call -> call.reply().verbatim("txt", call.client().describe() + "\n")));
    }

    private static List<CommandSpec> whatItWants() {
        return List.of(
                own("REPLY", "ON | OFF | SKIP", 3, "3.2.0", "Turns replies on or off.", ClientCommands::reply),
                own("ACK", "COMMIT | NONE", 3, "7.4.0", "Replies wait for the commit, or do not.", ClientCommands::ack),
                own(
                        "CAPA",
                        "capability [capability ...]",
                        -3,
                        "7.4.0",
                        "Tells what the client understands.",
                        ClientCommands::capa),
                own(
                        "NO-TOUCH",
                        "ON | OFF",
                        3,
                        "7.2.0",
                        "Reads do not count as uses of keys.",
                        call -> call.client().leavesKeysUntouched(onOrOff(call))),
                own("TRACKING", "ON | OFF [option ...]", -3, "6.0.0", "Not supported.", ClientCommands::tracking),
                own("TRACKINGINFO", "", 2, "6.2.0", "Tells that nothing is tracked.", ClientCommands::trackingInfo),
                own(
                        "GETREDIR",
                        "",
                        2,
                        "6.0.0",
                        "Tells that nothing is tracked.",
                        call -> call.reply().integer(-1)));
    }

    private static CommandSpec own(
            String name, String syntax, int arity, String since, String summary, CommandHandler handler) {
        return command("CLIENT " + name)
                .syntax(syntax)
                .arity(arity)
                .flags(NOSCRIPT, LOADING, STALE)
                .acl(CONNECTION)
                .group("connection")
                .since(since)
                .summary(summary)
                .handler(handler);
    }

    static CommandBuilder admin(String name) {
        return command("CLIENT " + name)
                .flags(CommandFlag.ADMIN, NOSCRIPT, LOADING, STALE)
                .acl(CONNECTION, ADMIN, DANGEROUS)
                .group("connection");
    }

    /** A name that can stand in CLIENT LIST. */
    static String checkedName(Call call, int index) {
        String name = call.args().text(index);
        if (!isPrintable(name)) {
            throw new CommandException("ERR Client names cannot contain spaces, newlines or special characters.");
        }
        return name;
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= '!' && c <= '~');
    }

    private static void setName(Call call) {
        call.client().name(checkedName(call, 2));
        call.reply().ok();
    }

    private static void getName(Call call) {
        if (call.client().name().isEmpty()) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(call.client().name());
        }
    }

    private static void setInfo(Call call) {
        String value = call.args().text(3);
        boolean isName = call.args().is(2, "LIB-NAME");
        if (!isName && !call.args().is(2, "LIB-VER")) {
            throw new CommandException("ERR Unrecognized option '" + call.args().text(2) + "'");
        }
        if (!isPrintable(value)) {
            String what = isName ? "lib-name" : "lib-ver";
            throw new CommandException("ERR " + what + " cannot contain spaces, newlines or special characters.");
        }
        if (isName) {
            call.client().libraryName(value);
        } else {
            call.client().libraryVersion(value);
        }
        call.reply().ok();
    }

    private static void reply(Call call) {
        if (call.args().is(2, "ON")) {
            call.client().replies(ClientState.Replies.ON);
        } else if (call.args().is(2, "OFF")) {
            call.client().replies(ClientState.Replies.OFF);
        } else if (call.args().is(2, "SKIP")) {
            call.client().replies(ClientState.Replies.SKIP_NEXT);
        } else {
            throw CommandException.SYNTAX;
        }
        call.reply().ok();
    }

    private static void ack(Call call) {
        if (call.args().is(2, "COMMIT")) {
            call.client().waitsForCommit(true);
        } else if (call.args().is(2, "NONE")) {
            call.client().waitsForCommit(false);
        } else {
            throw CommandException.SYNTAX;
        }
        call.reply().ok();
    }

    private static void capa(Call call) {
        for (int i = 2; i < call.count(); i++) {
            if (call.args().is(i, "REDIRECT")) {
                call.client().followsRedirects(true);
            } else if (call.args().is(i, "STANDBY")) {
                call.client().keepsStandby(true);
            }
        }
        call.reply().ok();
    }

    static boolean onOrOff(Call call) {
        boolean on = call.args().is(2, "ON");
        if (!on && !call.args().is(2, "OFF")) {
            throw CommandException.SYNTAX;
        }
        call.reply().ok();
        return on;
    }

    private static void tracking(Call call) {
        if (!call.args().is(2, "OFF")) {
            throw new CommandException("ERR client-side caching is not supported: nothing would be invalidated");
        }
        call.reply().ok();
    }

    private static void trackingInfo(Call call) {
        call.reply().map(3);
        call.reply().bulk("flags");
        call.reply().set(1);
        call.reply().bulk("off");
        call.reply().bulk("redirect");
        call.reply().integer(-1);
        call.reply().bulk("prefixes");
        call.reply().array(0);
    }
}
