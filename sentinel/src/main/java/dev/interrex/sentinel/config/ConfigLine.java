package dev.interrex.sentinel.config;

import dev.interrex.resp.InlineArguments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A directive as it was written down.
 *
 * @param origin where, for messages: {@code sentinel.conf:12} or {@code command line}
 * @param name lower case
 * @param words what follows the name, unquoted
 */
record ConfigLine(String origin, String name, List<String> words) {
    /** The lines of a file without blank ones and comments. */
    static List<ConfigLine> ofFile(Path file) throws ConfigException {
        try {
            return ofText(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getClass().getSimpleName());
        }
    }

    static List<ConfigLine> ofText(String name, String text) throws ConfigException {
        List<ConfigLine> lines = new ArrayList<>();
        List<String> raw = text.lines().map(String::strip).toList();
        for (int i = 0; i < raw.size(); i++) {
            if (raw.get(i).isEmpty() || raw.get(i).startsWith("#")) {
                continue;
            }
            String origin = name + ":" + (i + 1);
            List<String> words = InlineArguments.words(raw.get(i));
            if (words == null) {
                throw new ConfigException(origin + ": unbalanced quotes");
            }
            lines.add(new ConfigLine(origin, words.get(0).toLowerCase(Locale.ROOT), words.subList(1, words.size())));
        }
        return lines;
    }

    /** Words of a command line: {@code --directive value… --directive value…}. */
    static List<ConfigLine> ofOptions(List<String> options) throws ConfigException {
        List<ConfigLine> lines = new ArrayList<>();
        for (String option : options) {
            if (option.startsWith("--") && option.length() > 2) {
                String name = option.substring(2).toLowerCase(Locale.ROOT);
                lines.add(new ConfigLine("command line", name, new ArrayList<>()));
            } else if (lines.isEmpty()) {
                throw new ConfigException("command line: '" + option + "' where a --directive is expected");
            } else {
                lines.get(lines.size() - 1).words.add(option);
            }
        }
        return lines;
    }

    ConfigException error(String problem) {
        return new ConfigException(origin + ": " + name + ": " + problem);
    }

    /** The words, which must be as many as {@code usage} names. */
    List<String> exactly(int count, String usage) throws ConfigException {
        if (words.size() != count) {
            throw error("expected: " + name + " " + usage);
        }
        return words;
    }
}
