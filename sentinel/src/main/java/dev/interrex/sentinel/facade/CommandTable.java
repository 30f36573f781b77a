package dev.interrex.sentinel.facade;

import dev.interrex.resp.RespWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All commands, and what COMMAND tells about them in the shapes of Redis 7. Immutable. */
final class CommandTable {
    private final Map<String, Command> byName = new TreeMap<>();

    private CommandTable(Collection<Command> commands) {
        commands.forEach(command -> byName.put(command.name(), command));
    }

    static CommandTable standard() {
        List<Command> all = new ArrayList<>();
        all.addAll(ConnectionCommands.all());
        all.addAll(PubSubCommands.all());
        all.addAll(ServerCommands.all());
        all.add(SentinelCommands.command());
        return new CommandTable(all);
    }

    /** @param name in capitals */
    @Nullable
    Command find(String name) {
        return byName.get(name);
    }

    Collection<Command> all() {
        return byName.values();
    }

    static List<Command> sorted(Command container) {
        return container.subcommands().values().stream()
                .sorted(Comparator.comparing(Command::name))
                .toList();
    }

    /** COMMAND INFO's ten elements. */
    static void describe(Command command, RespWriter out) {
        out.array(10);
        out.bulk(command.fullName());
        out.integer(command.arity());
        List<String> flags = Desk.shownFlags(command);
        out.set(flags.size());
        flags.forEach(out::simple);
        out.integer(0);
        out.integer(0);
        out.integer(0);
        List<String> categories = categories(command);
        out.set(categories.size());
        categories.forEach(out::simple);
        out.array(0);
        out.array(0);
        out.array(command.subcommands().size());
        sorted(command).forEach(sub -> describe(sub, out));
    }

    private static List<String> categories(Command command) {
        return switch (command.group()) {
            case "connection" -> List.of("@slow", "@connection");
            case "pubsub" -> List.of("@pubsub", "@slow");
            case "sentinel" -> List.of("@admin", "@slow", "@dangerous");
            default -> List.of("@slow");
        };
    }

    /** An entry of COMMAND DOCS, its name included. */
    static void document(Command command, RespWriter out) {
        out.bulk(command.fullName());
        boolean container = !command.subcommands().isEmpty();
        out.map(container ? 4 : 3);
        out.bulk("summary");
        out.bulk(command.summary());
        out.bulk("since");
        out.bulk("1.0.0");
        out.bulk("group");
        out.bulk(command.group());
        if (container) {
            out.bulk("subcommands");
            out.map(command.subcommands().size());
            sorted(command).forEach(sub -> document(sub, out));
        }
    }

    /** HELP of a container. */
    static void help(String container, Collection<Command> subcommands, RespWriter out) {
        List<String> lines = new ArrayList<>();
        lines.add(container + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        for (Command sub : subcommands) {
            lines.add((sub.name() + " " + sub.syntax()).strip());
            lines.add("    " + sub.summary());
        }
        out.array(lines.size());
        lines.forEach(out::simple);
    }

    /** A command or, as {@code sentinel|master}, a subcommand. */
    @Nullable
    Command findFull(String name) {
        String[] parts = name.toUpperCase(Locale.ROOT).split("\\|", 2);
        Command command = byName.get(parts[0]);
        return command == null || parts.length == 1
                ? command
                : command.subcommands().get(parts[1]);
    }
}
