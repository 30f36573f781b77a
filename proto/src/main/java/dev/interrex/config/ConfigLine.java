package dev.interrex.config;

import dev.interrex.resp.InlineArguments;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A directive as it was written down.
 *
 * @param origin where, for messages: {@code node.conf:12} or {@code command line}
 * @param name lower case
 * @param words what follows the name, unquoted
 */
public record ConfigLine(String origin, String name, List<String> words) {
    private static final int MOST_INCLUDES = 16;

    /** The lines of a file and, in their place, of the files that it includes. Blank lines and comments are left out. */
    public static List<ConfigLine> ofFile(Path file) throws ConfigException {
        List<ConfigLine> lines = new ArrayList<>();
        read(file, lines, 0);
        return lines;
    }

    /** As {@link #ofFile} for text that comes from elsewhere. */
    public static List<ConfigLine> ofText(String name, String text) throws ConfigException {
        List<ConfigLine> lines = new ArrayList<>();
        parse(name, Path.of(""), text.lines().toList(), lines, 0);
        return lines;
    }

    /**
     * The words of a command line as redis-server takes them: {@code --directive value… --directive value…}.
     */
    public static List<ConfigLine> ofOptions(List<String> options) throws ConfigException {
        List<ConfigLine> lines = new ArrayList<>();
        for (String option : options) {
            if (option.startsWith("--") && option.length() > 2) {
                lines.add(new ConfigLine(
                        "command line", option.substring(2).toLowerCase(Locale.ROOT), new ArrayList<>()));
            } else if (lines.isEmpty()) {
                throw new ConfigException("command line: '" + option + "' where a --directive is expected");
            } else {
                lines.get(lines.size() - 1).words.add(option);
            }
        }
        return lines;
    }

    /** What is wrong with this line, to be thrown. */
    public ConfigException error(String problem) {
        return new ConfigException(origin + ": " + name + ": " + problem);
    }

    /** The words, which must be as many as {@code usage} names. */
    public List<String> exactly(int count, String usage) throws ConfigException {
        if (words.size() != count) {
            throw error("expected: " + name + " " + usage);
        }
        return words;
    }

    private static void read(Path file, List<ConfigLine> into, int depth) throws ConfigException {
        List<String> text;
        try {
            text = Files.readAllLines(file);
        } catch (MalformedInputException e) {
            throw new ConfigException(file + ": is not UTF-8 text");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getClass().getSimpleName());
        }
        Path directory = file.toAbsolutePath().getParent();
        parse(file.toString(), directory == null ? Path.of("") : directory, text, into, depth);
    }

    private static void parse(String name, Path directory, List<String> text, List<ConfigLine> into, int depth)
            throws ConfigException {
        for (int i = 0; i < text.size(); i++) {
            String origin = name + ":" + (i + 1);
            List<String> words = wordsOf(text.get(i), origin);
            if (words.isEmpty()) {
                continue;
            }
            String directive = words.get(0).toLowerCase(Locale.ROOT);
            List<String> values = List.copyOf(words.subList(1, words.size()));
            if (!directive.equals("include")) {
                into.add(new ConfigLine(origin, directive, values));
                continue;
            }
            if (values.size() != 1 || depth == MOST_INCLUDES) {
                String problem = values.size() != 1 ? "takes one file" : "files include one another";
                throw new ConfigException(origin + ": include: " + problem);
            }
            read(directory.resolve(values.get(0)), into, depth + 1);
        }
    }

    /** The unquoted words of a line; none for a comment. */
    public static List<String> wordsOf(String line, String origin) throws ConfigException {
        String stripped = line.strip();
        if (stripped.isEmpty() || stripped.startsWith("#")) {
            return List.of();
        }
        List<String> words = InlineArguments.words(stripped);
        if (words == null) {
            throw new ConfigException(origin + ": unbalanced quotes");
        }
        return words;
    }
}
