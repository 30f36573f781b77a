package dev.interrex.node.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a command, read out of its declared syntax, as COMMAND DOCS describes them.
 *
 * <pre>
 *   sequence  = item, { " ", item }
 *   item      = NAME-OF-AN-OPTION, [ " ", name ] | name | "[", choice, "]" | "&lt;", choice, "&gt;" | "[", names again, " ...]"
 *   choice    = sequence, { " | ", sequence }
 * </pre>
 */
final class Syntax {
    private static final Set<String> NUMBERS = Set.of(
            "seconds",
            "milliseconds",
            "start",
            "end",
            "offset",
            "increment",
            "decrement",
            "db",
            "destination-db",
            "index1",
            "index2",
            "min-match-len",
            "cursor",
            "count",
            "numkeys",
            "index",
            "timeout",
            "port",
            "protover",
            "version");

    private final String[] words;
    private int at;

    /**
     * @param type {@code string}, {@code integer}, {@code key}, {@code pattern}, {@code unix-time}, {@code pure-token},
     *     {@code oneof} or {@code block}
     * @param token the word that stands before it, or is it
     * @param parts of a block, alternatives of a choice
     */
    record Argument(
            String name,
            String type,
            @Nullable String token,
            boolean optional,
            boolean multiple,
            List<Argument> parts) {
        Argument made(boolean nowOptional, boolean nowMultiple) {
            return new Argument(name, type, token, optional || nowOptional, multiple || nowMultiple, parts);
        }
    }

    private Syntax(String syntax) {
        words = syntax.replace("[", " [ ")
                .replace("]", " ] ")
                .replace("<", " < ")
                .replace(">", " > ")
                .strip()
                .split("\\s+");
    }

    static List<Argument> parse(String syntax) {
        return syntax.isEmpty() ? List.of() : new Syntax(syntax).sequence();
    }

    /** Up to the end of what it is part of. */
    private List<Argument> sequence() {
        List<Argument> arguments = new ArrayList<>();
        while (at < words.length && !Set.of("]", ">", "|").contains(words[at])) {
            String word = words[at++];
            switch (word) {
                case "[" -> optional(arguments);
                case "<" -> arguments.add(choice(">"));
                default -> arguments.add(argument(word));
            }
        }
        return arguments;
    }

    private Argument argument(String word) {
        if (!isToken(word)) {
            return named(word, null);
        }
        boolean hasValue = at < words.length && words[at].matches("[a-z].*");
        return hasValue
                ? named(words[at++], word)
                : new Argument(word.toLowerCase(Locale.ROOT), "pure-token", word, false, false, List.of());
    }

    private static Argument named(String name, @Nullable String token) {
        return new Argument(name, type(name), token, false, false, List.of());
    }

    private void optional(List<Argument> before) {
        int from = at;
        while (!words[at].equals("]") && !words[at].equals("[")) {
            at++;
        }
        if (words[at - 1].equals("...")) {
            repeat(before, at - 1 - from);
            at++;
            return;
        }
        at = from;
        before.add(choice("]").made(true, false));
    }

    /** The last arguments, of which there are so many, may be given again and again. */
    private static void repeat(List<Argument> before, int count) {
        int from = Math.max(0, before.size() - count);
        List<Argument> repeated = List.copyOf(before.subList(from, before.size()));
        before.subList(from, before.size()).clear();
        Argument group = repeated.size() == 1
                ? repeated.getFirst()
                : new Argument("data", "block", null, false, false, repeated);
        before.add(group.made(false, true));
    }

    private Argument choice(String end) {
        List<Argument> alternatives = new ArrayList<>();
        do {
            if (words[at].equals("|")) {
                at++;
            }
            List<Argument> sequence = sequence();
            alternatives.add(
                    sequence.size() == 1
                            ? sequence.getFirst()
                            : new Argument("block", "block", null, false, false, sequence));
        } while (at < words.length && words[at].equals("|"));
        if (at >= words.length || !words[at].equals(end)) {
            throw new IllegalArgumentException("no " + end + " in " + String.join(" ", words));
        }
        at++;
        return alternatives.size() == 1
                ? alternatives.getFirst()
                : new Argument("option", "oneof", null, false, false, alternatives);
    }

    private static boolean isToken(String word) {
        return word.equals(word.toUpperCase(Locale.ROOT)) && Character.isLetter(word.charAt(0));
    }

    private static String type(String name) {
        if (name.contains("key") && !name.equals("numkeys") || name.equals("source") || name.equals("destination")) {
            return "key";
        }
        if (name.startsWith("unix-time")) {
            return "unix-time";
        }
        if (name.equals("pattern")) {
            return "pattern";
        }
        return NUMBERS.contains(name) ? "integer" : "string";
    }
}
