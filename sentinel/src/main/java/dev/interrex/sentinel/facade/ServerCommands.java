package dev.interrex.sentinel.facade;

import static dev.interrex.sentinel.facade.Command.of;

import dev.interrex.resp.RespWriter;
import dev.interrex.sentinel.view.GroupSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** INFO, ROLE, COMMAND, SHUTDOWN. */
final class ServerCommands {
    private ServerCommands() {}

    static List<Command> all() {
        return List.of(
                of(
                        "INFO",
                        -1,
                        "server",
                        List.of("loading", "stale"),
                        "[section …]",
                        "What this sentinel knows.",
                        ServerCommands::info),
                of(
                        "ROLE",
                        1,
                        "server",
                        List.of("loading", "stale", "fast"),
                        "",
                        "Says that this is a sentinel, and of which groups.",
                        ServerCommands::role),
                of(
                        "SHUTDOWN",
                        -1,
                        "server",
                        List.of("admin"),
                        "",
                        "Refused: processes are stopped by their supervisor.",
                        ServerCommands::shutdown),
                of(
                        "COMMAND",
                        -1,
                        "server",
                        List.of("loading", "stale"),
                        "[COUNT | INFO name … | DOCS name … | LIST]",
                        "The commands of this server.",
                        ServerCommands::command));
    }

    private static void info(Request request) {
        List<String> sections = new ArrayList<>();
        for (int i = 1; i < request.words(); i++) {
            sections.add(request.text(i).toLowerCase(Locale.ROOT));
        }
        request.reply.verbatim("txt", InfoText.of(request.desk, request.snapshot, sections));
    }

    private static void role(Request request) {
        List<GroupSnapshot> groups = request.snapshot.groups();
        request.reply.array(2);
        request.reply.bulk("sentinel");
        request.reply.array(groups.size());
        groups.forEach(group -> request.reply.bulk(group.name()));
    }

    private static void shutdown(Request request) {
        request.error("ERR a sentinel is stopped by its supervisor (SIGTERM), not by clients");
    }

    private static void command(Request request) {
        CommandTable table = request.desk.table();
        RespWriter out = request.reply;
        if (request.words() == 1) {
            out.array(table.all().size());
            table.all().forEach(each -> CommandTable.describe(each, out));
        } else if (request.is(1, "COUNT") && request.words() == 2) {
            out.integer(table.all().size());
        } else if (request.is(1, "LIST") && request.words() == 2) {
            out.array(table.all().size());
            table.all().forEach(each -> out.bulk(each.fullName()));
        } else if (request.is(1, "INFO")) {
            commandInfo(request, table);
        } else if (request.is(1, "DOCS")) {
            List<Command> chosen = chosen(request, table);
            out.map(chosen.size());
            chosen.forEach(each -> CommandTable.document(each, out));
        } else if (request.is(1, "GETKEYS") || request.is(1, "GETKEYSANDFLAGS")) {
            request.error("ERR The command has no key arguments");
        } else {
            request.error("ERR unknown subcommand '" + request.text(1) + "'. Try COMMAND HELP.");
        }
    }

    private static void commandInfo(Request request, CommandTable table) {
        if (request.words() == 2) {
            request.reply.array(table.all().size());
            table.all().forEach(each -> CommandTable.describe(each, request.reply));
            return;
        }
        request.reply.array(request.words() - 2);
        for (int i = 2; i < request.words(); i++) {
            Command command = table.findFull(request.text(i));
            if (command == null) {
                request.reply.nullArray();
            } else {
                CommandTable.describe(command, request.reply);
            }
        }
    }

    /** Those that are named and exist, or all. */
    private static List<Command> chosen(Request request, CommandTable table) {
        if (request.words() == 2) {
            return List.copyOf(table.all());
        }
        List<Command> chosen = new ArrayList<>();
        for (int i = 2; i < request.words(); i++) {
            Command command = table.findFull(request.text(i));
            if (command != null) {
                chosen.add(command);
            }
        }
        return chosen;
    }
}
