package dev.interrex.sentinel.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the sentinels' half of {@code docs/configuration.md}, the last one, from the declarations: {@code ConfigurationDocMain FILE}. The
 * nodes' half is written by the program of the same name there; each leaves the other's as it is.
 */
public final class ConfigurationDocMain {
    /** Where this half begins. */
    private static final String TITLE = "# Configuration of a sentinel\n";

    private ConfigurationDocMain() {}

    /** @param arguments the file to write */
    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        String page = Files.readString(file);
        int half = page.indexOf(TITLE);
        String nodes = half < 0 ? page + "\n" : page.substring(0, half);
        Files.writeString(file, nodes + markdown());
    }

    /** The whole half. */
    static String markdown() {
        StringBuilder text = new StringBuilder(TITLE).append("""

            Generated from the declarations in `dev.interrex.sentinel.config`; do not edit.

            `interrex sentinel FILE [--directive value …]`. The syntax is that of a node's file. Nothing can be changed while a sentinel runs
            but who the sentinels are. An unknown directive, one that is given twice or a value out of bounds stops the start with exit code 2
            and a line that names file and line.

            ## Who is who

            | directive | default | value | |
            |---|---|---|---|
            """);
        for (WordDirective directive : WordDirective.values()) {
            String value = directive.defaultValue.isEmpty() ? "" : "`" + directive.defaultValue + "`";
            text.append(row(directive.directive(), value, "`" + directive.syntax + "`", directive.doc));
        }
        text.append("""

            ## Ports, limits and times

            | directive | default | value | |
            |---|---|---|---|
            """);
        for (NumberDirective directive : NumberDirective.values()) {
            text.append(row(
                    directive.directive(),
                    "`" + directive.defaultValue + "`",
                    "integer, " + directive.min + " to " + directive.max,
                    directive.doc));
        }
        return text.toString();
    }

    private static String row(String name, String defaultValue, String value, String doc) {
        return "| `" + name + "` | " + defaultValue + " | " + value + " | " + doc + " |\n";
    }
}
