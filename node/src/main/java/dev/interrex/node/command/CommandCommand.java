package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.CONNECTION;
import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.resp.CommandArgs;
import dev.interrex.resp.Glob;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** COMMAND: what commands there are, told from their declarations. */
final class CommandCommand {
    private static final CommandException UNKNOWN = new CommandException("ERR Invalid command specified");
    private static final CommandException WRONG_COUNT =
            new CommandException("ERR Invalid number of arguments specified for command");
    private static final CommandException KEYLESS = new CommandException("ERR The command has no key arguments");
    private static final CommandException NO_KEYS = new CommandException("ERR Invalid arguments specified for command");

    private CommandCommand() {}

    static List<CommandSpec> specs() {
        return List.of(about("COMMAND", "")
                .arity(-1)
                .since("2.8.13")
                .summary("Describes all commands.")
                .example("COMMAND")
                .handler(
                        CommandCommand::all,
                        about("COMMAND COUNT", "")
                                .arity(2)
                                .summary("Returns the number of commands.")
                                .example("COMMAND COUNT")
                                .handler(
                                        call -> call.reply().integer(table(call).size())),
                        about("COMMAND INFO", "[command-name [command-name ...]]")
                                .arity(-2)
                                .summary("Describes commands, all of them without arguments.")
                                .example("COMMAND INFO get missing")
                                .handler(CommandCommand::info),
                        about("COMMAND DOCS", "[command-name [command-name ...]]")
                                .arity(-2)
                                .since("7.0.0")
                                .summary("Returns the documentation of commands, of all without arguments.")
                                .example("COMMAND DOCS get")
                                .handler(CommandCommand::docs),
                        about("COMMAND LIST", "[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]")
                                .arity(-2)
                                .since("7.0.0")
                                .summary("Returns the names of commands.")
                                .example("COMMAND LIST FILTERBY PATTERN h*")
                                .handler(CommandCommand::list),
                        about("COMMAND GETKEYS", "command [arg [arg ...]]")
                                .arity(-3)
                                .summary("Returns those of a command's arguments that are keys.")
                                .example("COMMAND GETKEYS MSET a 1 b 2")
                                .handler(CommandCommand::getKeys),
                        about("COMMAND GETKEYSANDFLAGS", "command [arg [arg ...]]")
                                .arity(-3)
                                .since("7.0.0")
                                .summary("Returns a command's keys, and what it does with each.")
                                .example("COMMAND GETKEYSANDFLAGS COPY a b")
                                .handler(CommandCommand::getKeysAndFlags),
                        Help.of("COMMAND", "server")));
    }

    private static CommandBuilder about(String name, String syntax) {
        return command(name)
                .syntax(syntax)
                .flags(LOADING, STALE)
                .acl(CONNECTION)
                .group("server")
                .since("2.8.13")
                .complexity("O(N) for N commands");
    }

    private static Collection<CommandSpec> table(Call call) {
        return call.node().commands().all();
    }

    private static void all(Call call) {
        call.reply().array(table(call).size());
        table(call).forEach(spec -> CommandDescription.info(call.reply(), spec));
    }

    private static void info(Call call) {
        if (call.count() == 2) {
            all(call);
            return;
        }
        call.reply().array(call.count() - 2);
        for (int i = 2; i < call.count(); i++) {
            CommandSpec spec = call.node().commands().named(call.args().text(i));
            if (spec == null) {
                call.reply().nullArray();
            } else {
                CommandDescription.info(call.reply(), spec);
            }
        }
    }

    private static void docs(Call call) {
        List<CommandSpec> specs = new ArrayList<>();
        if (call.count() == 2) {
            specs.addAll(table(call));
        }
        for (int i = 2; i < call.count(); i++) {
            CommandSpec spec = call.node().commands().named(call.args().text(i));
            if (spec != null) {
                specs.add(spec);
            }
        }
        call.reply().map(specs.size());
        specs.forEach(spec -> CommandDescription.docs(call.reply(), spec));
    }

    private static void list(Call call) {
        Predicate<CommandSpec> filter = filter(call);
        List<String> labels = new ArrayList<>();
        for (CommandSpec spec : table(call)) {
            add(spec, filter, labels);
            if (call.count() > 2) {
                spec.subcommands().values().forEach(subcommand -> add(subcommand, filter, labels));
            }
        }
        call.reply().set(labels.size());
        labels.forEach(call.reply()::bulk);
    }

    private static void add(CommandSpec spec, Predicate<CommandSpec> filter, List<String> labels) {
        if (filter.test(spec)) {
            labels.add(spec.label());
        }
    }

    private static Predicate<CommandSpec> filter(Call call) {
        if (call.count() == 2) {
            return spec -> true;
        }
        if (call.count() != 5 || !call.isWord(2, "FILTERBY")) {
            throw CommandException.SYNTAX;
        }
        if (call.isWord(3, "MODULE")) {
            return spec -> false;
        }
        if (call.isWord(3, "ACLCAT")) {
            String category = call.args().text(4).toLowerCase(Locale.ROOT);
            return spec ->
                    spec.categories().stream().anyMatch(has -> has.wireName().equals(category));
        }
        if (call.isWord(3, "PATTERN")) {
            byte[] pattern = call.args().text(4).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
            return spec -> Glob.matches(pattern, spec.label().getBytes(StandardCharsets.US_ASCII));
        }
        throw CommandException.SYNTAX;
    }

    private static void getKeys(Call call) {
        List<byte[]> keys = new ArrayList<>();
        CommandArgs args = tail(call);
        checked(call, args).findKeys(args, position -> keys.add(args.bytes(position)));
        if (keys.isEmpty()) {
            throw NO_KEYS;
        }
        call.reply().array(keys.size());
        keys.forEach(call.reply()::bulk);
    }

    private static void getKeysAndFlags(Call call) {
        record Found(byte[] key, List<KeyFlag> flags) {}
        List<Found> found = new ArrayList<>();
        CommandArgs args = tail(call);
        for (KeySpec keys : checked(call, args).keys()) {
            keys.find(args, position -> found.add(new Found(args.bytes(position), keys.flags())));
        }
        if (found.isEmpty()) {
            throw NO_KEYS;
        }
        call.reply().array(found.size());
        for (Found one : found) {
            call.reply().array(2);
            call.reply().bulk(one.key());
            call.reply().set(one.flags().size());
            one.flags().forEach(flag -> call.reply().simple(CommandDescription.wireName(flag)));
        }
    }

    private static CommandSpec checked(Call call, CommandArgs args) {
        CommandSpec spec = call.node().commands().find(args);
        if (spec == null) {
            throw UNKNOWN;
        }
        if (spec.keys().isEmpty()) {
            throw KEYLESS;
        }
        if (!spec.acceptsArity(args.count())) {
            throw WRONG_COUNT;
        }
        return spec;
    }

    /** The arguments from the third on, as a command of their own. */
    private static CommandArgs tail(Call call) {
        CommandArgs tail = new CommandArgs();
        tail.reset(call.args().buffer());
        for (int i = 2; i < call.count(); i++) {
            tail.add(call.args().offset(i), call.args().length(i));
        }
        return tail;
    }
}
