package dev.interrex.node.command;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The declaration of a command while it is being written down; ends with {@link #handler} or {@link #subcommands}. */
public final class CommandBuilder {
    final String name;
    String syntax = "";
    int arity;
    String since = "1.0.0";
    String complexity = "O(1)";
    String summary = "";
    String group = "generic";
    final EnumSet<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
    final List<KeySpec> keys = new ArrayList<>();
    final List<CommandSpec.Example> examples = new ArrayList<>();
    private final EnumSet<AclCategory> acl = EnumSet.noneOf(AclCategory.class);

    CommandBuilder(String name) {
        this.name = name;
    }

    /** What follows the name, as Redis's documentation writes it: {@code "key value [NX | XX] [EX seconds]"}. */
    public CommandBuilder syntax(String syntax) {
        this.syntax = syntax;
        return this;
    }

    /** Number of arguments with the name, for a subcommand with both words; negative: at least that many. */
    public CommandBuilder arity(int arity) {
        this.arity = arity;
        return this;
    }

    public CommandBuilder flags(CommandFlag... flags) {
        this.flags.addAll(List.of(flags));
        return this;
    }

    public CommandBuilder acl(AclCategory... categories) {
        acl.addAll(List.of(categories));
        return this;
    }

    /** One key at argument {@code position}. Without flags: RO ACCESS for a command that only reads, else RW UPDATE. */
    public CommandBuilder key(int position, KeyFlag... flags) {
        return keys(position, position, 1, flags);
    }

    /** Keys at {@code first}, {@code first + step}, … up to argument {@code last}, which counts from the end if it is negative. */
    public CommandBuilder keys(int first, int last, int step, KeyFlag... flags) {
        int relative = last < 0 ? last : last - first;
        return keys(new KeySpec.Begin.Index(first), new KeySpec.Find.Range(relative, step, 0), flags);
    }

    /** Keys whose count stands at argument {@code numberAt}, the first of them right behind it. */
    public CommandBuilder countedKeys(int numberAt, KeyFlag... flags) {
        return keys(new KeySpec.Begin.Index(numberAt), new KeySpec.Find.Counted(0, 1, 1), flags);
    }

    /** Keys by any rule. */
    public CommandBuilder keys(KeySpec.Begin begin, KeySpec.Find find, KeyFlag... flags) {
        List<KeyFlag> list = List.of(flags);
        if (list.isEmpty()) {
            boolean writes = this.flags.contains(CommandFlag.WRITE);
            list = writes ? List.of(KeyFlag.RW, KeyFlag.UPDATE) : List.of(KeyFlag.RO, KeyFlag.ACCESS);
        }
        keys.add(new KeySpec(begin, find, list));
        return this;
    }

    /** The Redis version that brought it. */
    public CommandBuilder since(String version) {
        this.since = version;
        return this;
    }

    public CommandBuilder complexity(String complexity) {
        this.complexity = complexity;
        return this;
    }

    public CommandBuilder summary(String summary) {
        this.summary = summary;
        return this;
    }

    /** Chapter of the documentation; {@code generic} unless told. */
    public CommandBuilder group(String group) {
        this.group = group;
        return this;
    }

    /** Commands to run one after the other on an empty keyspace; a test runs every one. */
    public CommandBuilder example(String... commands) {
        examples.add(new CommandSpec.Example(List.of(commands)));
        return this;
    }

    /** Ends the declaration. */
    public CommandSpec handler(CommandHandler handler) {
        return new CommandSpec(this, handler, Map.of());
    }

    /** Ends the declaration of a container that only its subcommands can be called of. */
    public CommandSpec subcommands(CommandSpec... subcommands) {
        return new CommandSpec(this, null, bySecondWord(subcommands));
    }

    /** Ends the declaration of a command that may be called alone, as COMMAND, or with a subcommand. */
    public CommandSpec handler(CommandHandler handler, CommandSpec... subcommands) {
        return new CommandSpec(this, handler, bySecondWord(subcommands));
    }

    Set<AclCategory> categories() {
        EnumSet<AclCategory> all = EnumSet.copyOf(acl);
        follow(all, CommandFlag.WRITE, AclCategory.WRITE);
        follow(all, CommandFlag.READONLY, AclCategory.READ);
        follow(all, CommandFlag.PUBSUB, AclCategory.PUBSUB);
        follow(all, CommandFlag.BLOCKING, AclCategory.BLOCKING);
        follow(all, CommandFlag.ADMIN, AclCategory.ADMIN);
        follow(all, CommandFlag.ADMIN, AclCategory.DANGEROUS);
        all.add(flags.contains(CommandFlag.FAST) ? AclCategory.FAST : AclCategory.SLOW);
        return all;
    }

    private void follow(EnumSet<AclCategory> all, CommandFlag flag, AclCategory category) {
        if (flags.contains(flag)) {
            all.add(category);
        }
    }

    private Map<String, CommandSpec> bySecondWord(CommandSpec... subcommands) {
        Map<String, CommandSpec> byWord = new LinkedHashMap<>();
        for (CommandSpec subcommand : subcommands) {
            if (!subcommand.name().startsWith(name + " ")) {
                throw new IllegalArgumentException(subcommand.name() + " is no subcommand of " + name);
            }
            byWord.put(subcommand.name().substring(name.length() + 1), subcommand);
        }
        return Map.copyOf(byWord);
    }
}
