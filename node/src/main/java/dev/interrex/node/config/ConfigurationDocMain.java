package dev.interrex.node.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Writes the nodes' half of {@code docs/configuration.md} from the declarations: {@code ConfigurationDocMain FILE}. */
public final class ConfigurationDocMain {
    /** Where the sentinels' half begins, which a program of theirs writes. */
    static final String OTHER_HALF = "\n# Configuration of a sentinel\n";

    private ConfigurationDocMain() {}

    /** @param arguments the file to write */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        String page = Files.exists(file) ? Files.readString(file) : "";
        int half = page.indexOf(OTHER_HALF);
        Files.writeString(file, markdown() + (half < 0 ? "" : page.substring(half)));
    }

    /** The whole document. */
    static String markdown() {
        StringBuilder text = new StringBuilder("""
            # Configuration of a node

            Generated from the declarations in `dev.interrex.node.config`; do not edit.

            `interrex node [FILE | -] [--directive value …]`. The file has the syntax of redis.conf: one directive a line, `#` begins
            a comment line, values with blanks go in quotes, `include FILE` reads another file. What comes later wins, the command line
            comes last. *Runtime* directives can be changed with `CONFIG SET` and kept with `CONFIG REWRITE`. An unknown directive or a
            value out of bounds stops the start with exit code 2 and a line that names file and line.
            """);
        for (Section section : Section.values()) {
            text.append("\n## ").append(section.title()).append("\n\n");
            text.append("| directive | default | value | runtime | |\n|---|---|---|---|---|\n");
            for (Directive<?> directive : NodeConfig.directives()) {
                if (directive.section() == section) {
                    text.append(row(directive));
                }
            }
        }
        return text.append(foreign()).toString();
    }

    private static <T> String row(Directive<T> directive) {
        String value = directive.type().describe();
        String rendered = directive.defaultValue() instanceof Long bytes && value.startsWith("bytes")
                ? MemorySize.render(bytes)
                : directive.type().render(directive.defaultValue());
        String names = "`" + directive.name() + "`";
        for (String alias : directive.aliases()) {
            names += " (`" + alias + "`)";
        }
        return "| " + names + " | " + (rendered.isEmpty() ? "" : "`" + rendered + "`") + " | " + value + " | "
                + (directive.isMutable() ? "yes" : "") + " | " + directive.doc() + " |\n";
    }

    private static String foreign() {
        Map<String, StringJoiner> byReason = new TreeMap<>();
        RedisDirectives.all()
                .forEach((name, directive) -> byReason.computeIfAbsent(
                                directive.reason(), unused -> new StringJoiner(", "))
                        .add("`" + name + "`" + only(directive)));
        StringBuilder text = new StringBuilder("""

            ## Directives of Redis without a meaning here

            So that an existing redis.conf can be used: these are ignored with a line in the log, or refused where somebody would rely
            on them (where values stand in brackets, only those are ignored).

            | why | directives |
            |---|---|
            """);
        byReason.forEach((reason, names) ->
                text.append("| ").append(reason).append(" | ").append(names).append(" |\n"));
        return text.toString();
    }

    private static String only(RedisDirectives.Foreign directive) {
        if (directive.harmless().isEmpty()) {
            return "";
        }
        List<String> values = directive.harmless().stream()
                .filter(value -> !value.equals("\0"))
                .sorted()
                .toList();
        return values.isEmpty()
                ? " (refused)"
                : " ("
                        + String.join(
                                ", ",
                                values.stream()
                                        .map(v -> v.isEmpty() ? "empty" : v)
                                        .toList()) + ")";
    }
}
