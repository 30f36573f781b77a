package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.LOADING;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.SKIP_SLOWLOG;
import static dev.interrex.node.command.CommandFlag.STALE;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.config.ConfigRewrite;
import dev.interrex.resp.Glob;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** CONFIG. */
final class ConfigCommand {
    private ConfigCommand() {}

    static List<CommandSpec> specs() {
        return List.of(command("CONFIG")
                .arity(-2)
                .group("server")
                .since("2.0.0")
                .summary("Commands about directives.")
                .subcommands(
                        sub(
                                "GET",
                                "parameter [parameter ...]",
                                -3,
                                "Answers the values of directives.",
                                ConfigCommand::get),
                        sub(
                                "SET",
                                "parameter value [parameter value ...]",
                                -4,
                                "Changes directives, all or none.",
                                ConfigCommand::set),
                        sub("RESETSTAT", "", 2, "Resets what INFO counts.", ConfigCommand::resetStatistics),
                        sub(
                                "REWRITE",
                                "",
                                2,
                                "Puts changed directives into the configuration file.",
                                ConfigCommand::rewrite),
                        Help.of("CONFIG", "server")));
    }

    private static CommandSpec sub(String name, String syntax, int arity, String summary, CommandHandler handler) {
        return command("CONFIG " + name)
                .syntax(syntax)
                .arity(arity)
                .flags(CommandFlag.ADMIN, NOSCRIPT, LOADING, STALE, SKIP_SLOWLOG)
                .group("server")
                .since("2.0.0")
                .complexity("O(N) in the number of directives")
                .summary(summary)
                .handler(handler);
    }

    private static void get(Call call) {
        Map<String, String> matching = new LinkedHashMap<>();
        call.node().config().all().forEach((name, value) -> {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            for (int i = 2; i < call.count(); i++) {
                if (Glob.matches(
                        call.args().text(i).toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8), bytes)) {
                    matching.put(name, value);
                }
            }
        });
        call.reply().map(matching.size());
        matching.forEach((name, value) -> {
            call.reply().bulk(name);
            call.reply().bulk(value);
        });
    }

    private static void set(Call call) {
        if (call.count() % 2 != 0) {
            throw new CommandException(call.spec().arityError());
        }
        Map<String, String> changes = new LinkedHashMap<>();
        for (int i = 2; i < call.count(); i += 2) {
            String name = call.args().text(i).toLowerCase(Locale.ROOT);
            if (changes.put(name, call.args().text(i + 1)) != null) {
                throw new CommandException(
                        "ERR CONFIG SET failed (possibly related to argument '" + name + "') - duplicate parameter");
            }
        }
        call.node().config().change(changes).ifPresent(error -> {
            throw new CommandException("ERR " + error);
        });
        call.reply().ok();
    }

    private static void resetStatistics(Call call) {
        call.node().statistics().reset();
        call.engine().resetStatistics();
        for (CommandSpec spec : call.node().commands().all()) {
            spec.statistics().reset();
            spec.subcommands()
                    .values()
                    .forEach(subcommand -> subcommand.statistics().reset());
        }
        call.reply().ok();
    }

    private static void rewrite(Call call) {
        ConfigRewrite.rewrite(call.node().config()).ifPresent(error -> {
            throw new CommandException("ERR " + error);
        });
        call.reply().ok();
    }
}
