package dev.interrex.sentinel.facade;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command, declared where it is implemented: dispatch, arity errors, COMMAND and HELP are derived from this.
 *
 * @param name in capitals
 * @param parent name of the command whose subcommand this is; empty for none
 * @param arity number of words, the name included; negative = at least so many
 * @param group as COMMAND DOCS has it: connection, pubsub, server, sentinel
 * @param flags as COMMAND INFO has them, in small letters
 * @param syntax of its arguments
 * @param subcommands by name; empty for none; those of a container have HELP
 */
record Command(
        String name,
        String parent,
        int arity,
        String group,
        List<String> flags,
        String syntax,
        String summary,
        Handler handler,
        Map<String, Command> subcommands) {
    /** Writes exactly one reply, or none if it asked the request to wait. */
    interface Handler {
        void run(Request request);
    }

    Command {
        subcommands = Map.copyOf(subcommands);
    }

    static Command of(
            String name, int arity, String group, List<String> flags, String syntax, String summary, Handler handler) {
        return new Command(name, "", arity, group, flags, syntax, summary, handler, Map.of());
    }

    /** A command that only has subcommands. */
    static Command container(String name, String group, String summary, List<Command> subcommands) {
        Map<String, Command> byName = new TreeMap<>();
        subcommands.forEach(sub -> byName.put(sub.name(), sub.below(name)));
        Handler help = request -> CommandTable.help(name, byName.values(), request.reply);
        byName.put(
                "HELP",
                of("HELP", 2, group, List.of("loading", "stale"), "", "Prints this help.", help)
                        .below(name));
        Handler handler = request -> request.runSubcommand(name, byName);
        return new Command(name, "", -2, group, List.of(), "<subcommand> [<arg> …]", summary, handler, byName);
    }

    private Command below(String container) {
        return new Command(name, container, arity, group, flags, syntax, summary, handler, subcommands);
    }

    boolean accepts(int words) {
        return arity >= 0 ? words == arity : words >= -arity;
    }

    boolean has(String flag) {
        return flags.contains(flag);
    }

    /** {@code sentinel|master}. */
    String fullName() {
        String own = name.toLowerCase(Locale.ROOT);
        return parent.isEmpty() ? own : parent.toLowerCase(Locale.ROOT) + "|" + own;
    }
}
