package dev.interrex.node.config;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How the words after a directive's name become a value and back.
 *
 * @param <T> type of the value
 */
public interface ValueType<T> {
    /**
     * @param words what stands after the name, unquoted
     * @param current the value so far, for types of which several lines add up
     * @throws IllegalArgumentException with a message that says what would be right
     */
    T parse(List<String> words, T current);

    /** The value as CONFIG GET gives it and as a line of a file takes it, each word unquoted. */
    String render(T value);

    /** Unit, bounds or choices, for the documentation. */
    String describe();

    /** Whether a value is several words rather than one that may have blanks in it. */
    default boolean severalWords() {
        return false;
    }

    /** A whole number without unit. */
    static ValueType<Integer> integer(int least, int most) {
        return new Single<>("integer, " + least + " to " + most, Object::toString) {
            @Override
            Integer parse(String word) {
                return Math.toIntExact(number(word, least, most));
            }
        };
    }

    static ValueType<Long> longInteger(long least, long most) {
        return new Single<>("integer, " + least + " to " + most, Object::toString) {
            @Override
            Long parse(String word) {
                return number(word, least, most);
            }
        };
    }

    /** Bytes, with the units of Redis: {@code k m g} are powers of 1000, {@code kb mb gb} powers of 1024. */
    static ValueType<Long> bytes(long least, long most) {
        String bounds =
                "bytes (`kb`, `mb`, `gb`), " + sized(least) + " to " + (most == Long.MAX_VALUE ? "any" : sized(most));
        return new Single<>(bounds, Object::toString) {
            @Override
            Long parse(String word) {
                long bytes = MemorySize.parse(word);
                if (bytes < least || bytes > most) {
                    throw new IllegalArgumentException(
                            word + " is not between " + sized(least) + " and " + sized(most));
                }
                return bytes;
            }
        };
    }

    static ValueType<Boolean> yesNo() {
        return new Single<>("`yes` or `no`", value -> value ? "yes" : "no") {
            @Override
            Boolean parse(String word) {
                return switch (word.toLowerCase(Locale.ROOT)) {
                    case "yes" -> true;
                    case "no" -> false;
                    default -> throw new IllegalArgumentException("'" + word + "' is neither yes nor no");
                };
            }
        };
    }

    /** A constant of {@code choices}, written in lower case with {@code -} for {@code _}. */
    static <E extends Enum<E>> ValueType<E> choice(Class<E> choices) {
        Map<String, E> byWord = new TreeMap<>();
        for (E choice : choices.getEnumConstants()) {
            byWord.put(word(choice), choice);
        }
        String described = "`" + String.join("`, `", byWord.keySet()) + "`";
        return new Single<>(described, ValueType::word) {
            @Override
            E parse(String word) {
                E choice = byWord.get(word.toLowerCase(Locale.ROOT).replace('_', '-'));
                if (choice == null) {
                    throw new IllegalArgumentException(
                            "'" + word + "' is none of " + String.join(", ", byWord.keySet()));
                }
                return choice;
            }
        };
    }

    /** One word, quoted if it has blanks, that matches {@code pattern}. */
    static ValueType<String> text(String description, Pattern pattern) {
        return new Single<>(description, value -> value) {
            @Override
            String parse(String word) {
                if (!pattern.matcher(word).matches()) {
                    throw new IllegalArgumentException("'" + word + "' is no " + description);
                }
                return word;
            }
        };
    }

    /** Numbers of processors, as {@link CpuList} takes them; empty = not said. */
    static ValueType<BitSet> cpus(int most) {
        return new Single<>("processors below " + most + ", such as `0-7:2,9`; empty = any", CpuList::render) {
            @Override
            BitSet parse(String word) {
                return CpuList.parse(word, most);
            }
        };
    }

    /** At least one word. */
    static ValueType<List<String>> words(String description) {
        return new ValueType<>() {
            @Override
            public List<String> parse(List<String> words, List<String> current) {
                if (words.isEmpty()) {
                    throw new IllegalArgumentException("needs a value");
                }
                return List.copyOf(words);
            }

            @Override
            public String render(List<String> value) {
                return String.join(" ", value);
            }

            @Override
            public String describe() {
                return description;
            }

            @Override
            public boolean severalWords() {
                return true;
            }
        };
    }

    private static long number(String word, long least, long most) {
        long number;
        try {
            number = Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + word + "' is not a whole number");
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(word + " is not between " + least + " and " + most);
        }
        return number;
    }

    private static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String sized(long bytes) {
        return MemorySize.render(bytes);
    }

    /** A type of exactly one word. */
    abstract class Single<T> implements ValueType<T> {
        private final String description;
        private final java.util.function.Function<T, String> renders;

        Single(String description, java.util.function.Function<T, String> renders) {
            this.description = description;
            this.renders = renders;
        }

        abstract T parse(String word);

        @Override
        public T parse(List<String> words, T current) {
            if (words.size() != 1) {
                throw new IllegalArgumentException(
                        words.isEmpty() ? "needs a value" : "takes one value, not " + words.size());
            }
            return parse(words.get(0));
        }

        @Override
        public String render(T value) {
            return renders.apply(value);
        }

        @Override
        public String describe() {
            return description;
        }
    }
}
