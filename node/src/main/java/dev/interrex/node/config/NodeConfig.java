package dev.interrex.node.config;

import dev.interrex.config.ConfigException;
import dev.interrex.config.ConfigLine;
import dev.interrex.config.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of all directives of a node.
 *
 * <p>Written by the main thread before the loop starts, then by the loop thread only ({@code CONFIG SET}); other threads are given
 * values when they are started. A value never leaves the bounds that its declaration states.
 */
public final class NodeConfig {
    private static final List<Directive<?>> DIRECTIVES = Stream.of(
                    GroupDirectives.all(),
                    LogDirectives.all(),
                    NetworkDirectives.all(),
                    EngineDirectives.all(),
                    UpkeepDirectives.all())
            .flatMap(List::stream)
            .toList();

    private static final Map<String, Directive<?>> BY_NAME = byName();

    private final Map<Directive<?>, Object> values = new IdentityHashMap<>();
    private final Map<Directive<?>, List<Runnable>> listeners = new IdentityHashMap<>();
    private final Set<Directive<?>> changedAtRuntime = new LinkedHashSet<>();
    private final List<String> notices = new ArrayList<>();
    private @Nullable Path file;

    private NodeConfig() {
        for (Directive<?> directive : DIRECTIVES) {
            values.put(directive, directive.defaultValue());
        }
    }

    /** Every directive at its default. */
    public static NodeConfig defaults() {
        return new NodeConfig();
    }

    /**
     * Reads a configuration as redis-server takes it: {@code [FILE | -] [--directive value …]}; what comes later wins.
     *
     * @param standardInput the text that {@code -} stands for; empty if it was not given
     * @throws ConfigException naming the file and line, the problem and what would be right
     */
    public static NodeConfig load(List<String> arguments, String standardInput) throws ConfigException {
        NodeConfig config = new NodeConfig();
        int options = 0;
        if (!arguments.isEmpty() && !arguments.get(0).startsWith("--")) {
            String first = arguments.get(0);
            options = 1;
            if (first.equals("-")) {
                config.apply(ConfigLine.ofText("standard input", standardInput));
            } else {
                config.file = Path.of(first).toAbsolutePath();
                config.apply(ConfigLine.ofFile(Path.of(first)));
            }
        }
        config.apply(ConfigLine.ofOptions(arguments.subList(options, arguments.size())));
        config.check();
        return config;
    }

    /** All directives, in the order of the documentation. */
    public static List<Directive<?>> directives() {
        return DIRECTIVES;
    }

    /** The directive of this name or alias, in any case. */
    public static Optional<Directive<?>> directive(String name) {
        return Optional.ofNullable(BY_NAME.get(name.toLowerCase(java.util.Locale.ROOT)));
    }

    /** The current value. */
    @SuppressWarnings("unchecked") // put() stores only what the directive's own type has parsed
    public <T> T get(Directive<T> directive) {
        return (T) Objects.requireNonNull(values.get(directive));
    }

    /** The current value as text, as CONFIG GET gives it. */
    public <T> String rendered(Directive<T> directive) {
        return directive.type().render(get(directive));
    }

    /** Sets a value as code has it: for tests and for values found out at the start, such as a free port. */
    public <T> NodeConfig with(Directive<T> directive, T value) {
        values.put(directive, value);
        return this;
    }

    /** {@code listener} is called at once with the value, and again whenever it changes. */
    public <T> void follow(Directive<T> directive, Consumer<T> listener) {
        Runnable tells = () -> listener.accept(get(directive));
        listeners.computeIfAbsent(directive, unused -> new ArrayList<>()).add(tells);
        tells.run();
    }

    /** The file that was read, if there was one. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /** One line for each directive that was ignored, and why; to be logged once. */
    public List<String> notices() {
        return List.copyOf(notices);
    }

    /** Directives, aliases and known directives of Redis by name, with their values, for CONFIG GET. */
    public Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        RedisDirectives.all().forEach((name, foreign) -> {
            if (foreign.reported() != null) {
                all.put(name, foreign.reported());
            }
        });
        BY_NAME.forEach((name, directive) -> all.put(name, rendered(directive)));
        return all;
    }

    /**
     * Changes directives at runtime, all or none.
     *
     * @param requested values by name, each as one text that is split into words where the type takes several
     * @return nothing if it was done, else the error without its code, with Redis's words
     */
    public Optional<String> change(Map<String, String> requested) {
        Map<Directive<?>, Object> parsed = new LinkedHashMap<>();
        List<String> ignored = new ArrayList<>();
        for (Map.Entry<String, String> entry : requested.entrySet()) {
            Optional<String> problem = prepare(entry.getKey(), entry.getValue(), parsed, ignored);
            if (problem.isPresent()) {
                return problem;
            }
        }
        parsed.forEach(values::put);
        changedAtRuntime.addAll(parsed.keySet());
        notices.addAll(ignored);
        for (Directive<?> directive : parsed.keySet()) {
            listeners.getOrDefault(directive, List.of()).forEach(Runnable::run);
        }
        return Optional.empty();
    }

    /** Directives that CONFIG SET has changed since the start. */
    Collection<Directive<?>> changedAtRuntime() {
        return List.copyOf(changedAtRuntime);
    }

    private Optional<String> prepare(
            String name, String value, Map<Directive<?>, Object> parsed, List<String> ignored) {
        Directive<?> directive = BY_NAME.get(name);
        RedisDirectives.Foreign foreign = RedisDirectives.find(name);
        if (directive == null && foreign == null) {
            return Optional.of("Unknown option or number of arguments for CONFIG SET - '" + name + "'");
        }
        String failed = "CONFIG SET failed (possibly related to argument '" + name + "') - ";
        List<String> words = List.of(value);
        if (directive == null) {
            if (foreign == null || !foreign.ignores(words)) {
                return Optional.of(failed + (foreign == null ? "" : foreign.reason()));
            }
            ignored.add("ignored: " + name + " (" + foreign.reason() + ")");
            return Optional.empty();
        }
        if (!directive.isMutable()) {
            return Optional.of(failed + "can't set immutable config");
        }
        if (parsed.containsKey(directive)) {
            return Optional.of(failed + "duplicate parameter");
        }
        try {
            parsed.put(directive, parse(directive, directive.type().severalWords() ? split(value) : words));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(failed + e.getMessage());
        }
    }

    private static List<String> split(String value) {
        return value.isBlank() ? List.of() : List.of(value.strip().split("\\s+"));
    }

    private void apply(List<ConfigLine> lines) throws ConfigException {
        for (ConfigLine line : lines) {
            Directive<?> directive = BY_NAME.get(line.name());
            if (directive == null) {
                foreign(line);
                continue;
            }
            boolean bare = line.words().isEmpty() && directive.defaultValue() instanceof Boolean;
            boolean option = line.origin().equals("command line");
            try {
                values.put(directive, parse(directive, bare && option ? List.of("yes") : line.words()));
            } catch (IllegalArgumentException e) {
                throw line.error(String.valueOf(e.getMessage()));
            }
        }
    }

    private void foreign(ConfigLine line) throws ConfigException {
        RedisDirectives.Foreign foreign = RedisDirectives.find(line.name());
        if (foreign == null) {
            Set<String> known = new TreeSet<>(BY_NAME.keySet());
            String hint = Spelling.nearest(line.name(), known)
                    .map(name -> "; did you mean '" + name + "'?")
                    .orElse("");
            throw new ConfigException(line.origin() + ": unknown directive '" + line.name() + "'" + hint);
        }
        if (!foreign.ignores(line.words())) {
            throw new ConfigException(line.origin() + ": " + line.name() + " cannot be honoured: " + foreign.reason());
        }
        notices.add("ignored: " + line.name() + " at " + line.origin() + " (" + foreign.reason() + ")");
    }

    private <T> T parse(Directive<T> directive, List<String> words) {
        return directive.type().parse(words, get(directive));
    }

    /** What one directive needs of another. */
    private void check() throws ConfigException {
        if (get(GroupDirectives.STANDALONE)) {
            return;
        }
        for (Directive<String> needed : List.of(GroupDirectives.NODE_ID, GroupDirectives.GROUP_NAME)) {
            if (get(needed).isEmpty()) {
                throw new ConfigException(
                        needed + " is missing: a node of a group needs it; without a group say 'standalone yes'");
            }
        }
    }

    private static Map<String, Directive<?>> byName() {
        Map<String, Directive<?>> byName = new HashMap<>();
        for (Directive<?> directive : DIRECTIVES) {
            Stream.concat(Stream.of(directive.name()), directive.aliases().stream())
                    .forEach(name -> {
                        if (byName.put(name, directive) != null || RedisDirectives.find(name) != null) {
                            throw new IllegalStateException("declared twice: " + name);
                        }
                    });
        }
        return byName;
    }
}
