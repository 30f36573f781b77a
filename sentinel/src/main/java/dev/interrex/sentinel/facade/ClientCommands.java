package dev.interrex.sentinel.facade;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** CLIENT and its subcommands. */
final class ClientCommands {
    static final String INVALID_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";

    private ClientCommands() {}

    static Command command() {
        return Command.container(
                "CLIENT",
                "connection",
                "About connections.",
                List.of(
                        of("ID", 2, "", "Its id.", request -> request.reply.integer(request.session.id)),
                        of("GETNAME", 2, "", "Its name.", ClientCommands::getName),
                        of("SETNAME", 3, "connection-name", "Names it.", ClientCommands::setName),
                        of("SETINFO", 4, "LIB-NAME name | LIB-VER version", "Its library.", ClientCommands::setInfo),
                        of("INFO", 2, "", "It, as a line of CLIENT LIST.", ClientCommands::info),
                        of("LIST", -2, "[TYPE type] [ID id …]", "All connections.", ClientCommands::list),
                        of("KILL", -3, "addr | ID id | ADDR addr", "Closes connections.", ClientCommands::kill),
                        of("NO-EVICT", 3, "ON | OFF", "Accepted: nothing is evicted here.", ClientCommands::accept),
                        of("NO-TOUCH", 3, "ON | OFF", "Accepted: there are no keys here.", ClientCommands::accept)));
    }

    private static Command of(String name, int arity, String syntax, String summary, Command.Handler handler) {
        return Command.of(name, arity, "connection", List.of(), syntax, summary, handler);
    }

    private static void accept(Request request) {
        request.reply.ok();
    }

    static boolean validName(String name) {
        return name.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    private static void getName(Request request) {
        if (request.session.name.isEmpty()) {
            request.reply.nullBulk();
        } else {
            request.reply.bulk(request.session.name);
        }
    }

    private static void setName(Request request) {
        String name = request.text(2);
        if (validName(name)) {
            request.session.name = name;
            request.reply.ok();
        } else {
            request.error(INVALID_NAME);
        }
    }

    private static void setInfo(Request request) {
        String value = request.text(3);
        boolean library = request.is(2, "LIB-NAME");
        if (!library && !request.is(2, "LIB-VER")) {
            request.error("ERR Unrecognized option '" + request.text(2) + "'");
        } else if (!validName(value)) {
            request.error("ERR " + (library ? "lib-name" : "lib-ver")
                    + " cannot contain spaces, newlines or special characters.");
        } else {
            if (library) {
                request.session.libraryName = value;
            } else {
                request.session.libraryVersion = value;
            }
            request.reply.ok();
        }
    }

    private static void info(Request request) {
        request.reply.verbatim("txt", request.session.line(request.nowMs) + "\n");
    }

    private static void list(Request request) {
        Predicate<Session> chosen = session -> true;
        if (request.words() > 2) {
            if (request.is(2, "ID") && request.words() > 3) {
                List<String> ids = IntStream.range(3, request.words())
                        .mapToObj(request::text)
                        .toList();
                chosen = session -> ids.contains(Long.toString(session.id));
            } else if (request.is(2, "TYPE") && request.words() == 4) {
                boolean subscribers = request.is(3, "PUBSUB");
                boolean everyone = request.is(3, "NORMAL") || subscribers;
                chosen = session -> everyone && subscribers == (session.subscriptions() > 0);
            } else {
                request.error("ERR syntax error");
                return;
            }
        }
        StringBuilder lines = new StringBuilder();
        for (Session session : request.desk.sessions()) {
            if (chosen.test(session)) {
                lines.append(session.line(request.nowMs)).append('\n');
            }
        }
        request.reply.verbatim("txt", lines.toString());
    }

    private static void kill(Request request) {
        boolean oldForm = request.words() == 3;
        if (!oldForm && (request.words() != 4 || !request.is(2, "ID") && !request.is(2, "ADDR"))) {
            request.error("ERR syntax error");
            return;
        }
        String wanted = request.text(request.words() - 1);
        boolean byId = !oldForm && request.is(2, "ID");
        List<Session> victims = request.desk.sessions().stream()
                .filter(session -> wanted.equals(byId ? Long.toString(session.id) : session.address))
                .toList();
        victims.forEach(session -> session.outlet.close());
        if (!oldForm) {
            request.reply.integer(victims.size());
        } else if (victims.isEmpty()) {
            request.error("ERR No such client");
        } else {
            request.reply.ok();
        }
    }
}
