package dev.interrex.node.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes {@code docs/commands.md} from the declarations: {@code CommandDocMain FILE}. */
public final class CommandDocMain {
    private CommandDocMain() {}

    /** @param arguments the file to write */
    public static void main(String[] arguments) throws IOException {
        Files.writeString(
                Path.of(arguments[0]), markdown(CommandTable.standard().all()));
    }

    /** The whole document. */
    static String markdown(Collection<CommandSpec> specs) {
        StringBuilder text = new StringBuilder("""
            # Commands

            Generated from the declarations in `dev.interrex.node.command`; do not edit.

            Names, arguments, replies and errors are Redis 7.4's. *Since* is the Redis version that brought a command.
            """);
        Map<String, StringBuilder> chapters = new TreeMap<>();
        for (CommandSpec spec : specs) {
            StringBuilder chapter = chapters.computeIfAbsent(spec.group(), group -> new StringBuilder());
            if (spec.handler() != null) {
                chapter.append(section(spec));
            }
            new TreeMap<>(spec.subcommands()).values().forEach(subcommand -> chapter.append(section(subcommand)));
        }
        chapters.forEach((group, chapter) ->
                text.append("\n## ").append(group).append('\n').append(chapter));
        return text.toString();
    }

    private static String section(CommandSpec spec) {
        StringBuilder section = new StringBuilder("\n### ")
                .append(spec.name())
                .append("\n\n`")
                .append((spec.name() + " " + spec.syntax()).strip())
                .append("`\n\n")
                .append(spec.summary())
                .append(" Since ")
                .append(spec.since())
                .append("; ")
                .append(spec.complexity())
                .append("; ")
                .append(spec.categories().stream()
                        .map(category -> "@" + category.wireName())
                        .collect(Collectors.joining(" ")))
                .append(".\n");
        for (CommandSpec.Example example : spec.examples()) {
            section.append("\n```\n");
            example.commands()
                    .forEach(command -> section.append("> ").append(command).append('\n'));
            section.append("```\n");
        }
        return section.toString();
    }
}
