package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import java.util.Collection;
import java.util.Comparator;

/** HELP of a container: made of what its subcommands declare. */
final class Help {
    private Help() {}

    static CommandSpec of(String container, String group) {
        return command(container + " HELP")
                .arity(2)
                .flags(LOADING, STALE)
                .group(group)
                .summary("Tells what the subcommands do.")
                .handler(call -> write(call, container));
    }

    private static void write(Call call, String container) {
        CommandSpec spec = call.node().commands().named(container);
        if (spec == null) {
            call.reply().array(0);
            return;
        }
        Collection<CommandSpec> subcommands = spec.subcommands().values();
        call.reply().array(1 + 2 * subcommands.size());
        call.reply().simple(container + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        subcommands.stream().sorted(Comparator.comparing(CommandSpec::name)).forEach(sub -> {
            String name = sub.name().substring(container.length() + 1);
            call.reply().simple((name + " " + sub.syntax()).strip());
            call.reply().simple("    " + sub.summary());
        });
    }
}
