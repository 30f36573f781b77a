package dev.interrex.node.command;

import dev.interrex.node.metrics.CommandStatistics;
import dev.interrex.resp.CommandArgs;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known about one command or subcommand, declared beside its handler with {@link #command}:
 *
 * <pre>{@code
 * command("GETSET").syntax("key value").arity(3).flags(WRITE, DENYOOM, FAST).key(1, RW, ACCESS, UPDATE).since("1.0.0")
 *     .acl(STRING).complexity("O(1)").summary("Sets a key and returns its previous value.")
 *     .example("SET k old", "GETSET k new").handler(StringCommands::getSet)
 * }</pre>
 *
 * Dispatch, arity errors, the gate by role, COMMAND's answers, access categories, metric labels and the documentation are derived
 * from it. Immutable but for its {@link #statistics}.
 */
public final class CommandSpec {
    private final String name;
    private final String syntax;
    private final int arity;
    private final long flagBits;
    private final Set<CommandFlag> flags;
    private final Set<AclCategory> categories;
    private final List<KeySpec> keys;
    private final String since;
    private final String complexity;
    private final String summary;
    private final String group;
    private final List<Example> examples;
    private final Map<String, CommandSpec> subcommands;
    private final @Nullable CommandHandler handler;
    private final String label;
    private final CommandStatistics statistics = new CommandStatistics();

    /**
     * Commands that are run one after the other on an empty keyspace; the last one shows what is explained.
     *
     * @param commands as typed into redis-cli; arguments in double quotes may hold blanks
     */
    public record Example(List<String> commands) {
        public Example {
            commands = List.copyOf(commands);
        }
    }

    CommandSpec(CommandBuilder from, @Nullable CommandHandler handler, Map<String, CommandSpec> subcommands) {
        this.name = from.name;
        this.syntax = from.syntax;
        this.arity = from.arity;
        this.flags = from.flags.isEmpty() ? Set.of() : EnumSet.copyOf(from.flags);
        this.flagBits = flags.stream().mapToLong(CommandFlag::bit).sum();
        this.categories = from.categories();
        this.keys = List.copyOf(from.keys);
        this.since = from.since;
        this.complexity = from.complexity;
        this.summary = from.summary;
        this.group = from.group;
        this.examples = List.copyOf(from.examples);
        this.subcommands = subcommands;
        this.handler = handler;
        this.label = name.toLowerCase(Locale.ROOT).replace(' ', '|');
    }

    /** Begins the declaration of a command; a subcommand's name is {@code "CONTAINER SUB"}. Upper case. */
    public static CommandBuilder command(String name) {
        return new CommandBuilder(name);
    }

    /** Upper case; {@code "OBJECT ENCODING"} for a subcommand. */
    public String name() {
        return name;
    }

    /** Lower case as in COMMAND, error texts and metric labels: {@code object|encoding}. */
    public String label() {
        return label;
    }

    /** What follows the name, in the notation of Redis's documentation. */
    public String syntax() {
        return syntax;
    }

    /** Number of arguments, the name (one word of it for a subcommand too) included; negative: at least that many. */
    public int arity() {
        return arity;
    }

    public boolean acceptsArity(int count) {
        return arity >= 0 ? count == arity : count >= -arity;
    }

    /** The error for a wrong number of arguments. */
    public String arityError() {
        return "ERR wrong number of arguments for '" + label + "' command";
    }

    public boolean has(CommandFlag flag) {
        return (flagBits & flag.bit()) != 0;
    }

    public Set<CommandFlag> flags() {
        return flags;
    }

    /** Declared categories and those that follow from the flags. */
    public Set<AclCategory> categories() {
        return categories;
    }

    public List<KeySpec> keys() {
        return keys;
    }

    /** Tells {@code positions} the index of every argument that names a key. */
    public void findKeys(CommandArgs args, IntConsumer positions) {
        for (int i = 0; i < keys.size(); i++) {
            keys.get(i).find(args, positions);
        }
    }

    public String since() {
        return since;
    }

    public String complexity() {
        return complexity;
    }

    public String summary() {
        return summary;
    }

    /** Chapter of the documentation: {@code string}, {@code hash}, {@code generic}, {@code connection}, … */
    public String group() {
        return group;
    }

    public List<Example> examples() {
        return examples;
    }

    /** Subcommands by their upper-case second word; empty if this is not a container. */
    public Map<String, CommandSpec> subcommands() {
        return subcommands;
    }

    public boolean isContainer() {
        return !subcommands.isEmpty();
    }

    /** Null only for a container that cannot be called without a subcommand. */
    public @Nullable CommandHandler handler() {
        return handler;
    }

    /** What was counted of this command by the node whose table it belongs to. Loop thread only. */
    public CommandStatistics statistics() {
        return statistics;
    }

    @Override
    public String toString() {
        return name;
    }
}
