package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.NOSCRIPT;
import static dev.interrex.node.command.CommandFlag.NO_MULTI;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.config.EngineDirectives;
import dev.interrex.node.engine.ExactlyOnce;
import dev.interrex.node.engine.Slice;
import java.util.HexFormat;
import java.util.List;

/** Operations that take effect once, however often their client has to ask. The path of a command unwraps ONCE itself. */
final class ExactlyOnceCommands {
    private static final String EXAMPLE_ID = "00112233445566778899aabbccddeeff";
    private static final String VERSION = "0.1.0";

    private ExactlyOnceCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                command("ONCE")
                        .syntax("session seq acknowledged command [argument ...]")
                        .arity(-5)
                        .flags(NOSCRIPT)
                        .group("exactly-once")
                        .acl(AclCategory.CONNECTION)
                        .since(VERSION)
                        .complexity("O(log(N)) in the unacknowledged operations, and what the command takes")
                        .summary("Executes a command unless it was executed under this number, and answers what it"
                                + " answered then.")
                        .example(
                                "SESSION OPEN " + EXAMPLE_ID,
                                "ONCE " + EXAMPLE_ID + " 1 0 INCR visits",
                                "ONCE " + EXAMPLE_ID + " 1 0 INCR visits",
                                "ONCE " + EXAMPLE_ID + " 2 1 INCR visits")
                        .handler(call -> {
                            throw new CommandException("ERR ONCE cannot stand within MULTI");
                        }),
                command("SESSION")
                        .arity(-2)
                        .group("exactly-once")
                        .since(VERSION)
                        .summary("Commands about exactly-once sessions.")
                        .subcommands(
                                sub("OPEN", "Opens a session; one that is open lives on.", ExactlyOnceCommands::open),
                                sub(
                                        "CLOSE",
                                        "Forgets a session; 1 if there was one. Its operations are never executed"
                                                + " again.",
                                        ExactlyOnceCommands::close),
                                Help.of("SESSION", "exactly-once")));
    }

    private static CommandSpec sub(String name, String summary, CommandHandler handler) {
        return command("SESSION " + name)
                .syntax("session")
                .arity(3)
                .flags(WRITE, NOSCRIPT, FAST, NO_MULTI)
                .group("exactly-once")
                .since(VERSION)
                .summary(summary)
                .example("SESSION " + name + " " + EXAMPLE_ID)
                .handler(handler);
    }

    private static void open(Call call) {
        Slice id = id(call);
        ExactlyOnce sessions = call.engine().exactlyOnce();
        if (!sessions.exists(id) && sessions.size() >= call.node().config().get(EngineDirectives.SESSION_LIMIT)) {
            throw new CommandException("ERR session-limit is reached, nothing was opened");
        }
        sessions.open(id);
        call.reply().ok();
    }

    private static void close(Call call) {
        call.reply().integer(call.engine().exactlyOnce().close(id(call)) ? 1 : 0);
    }

    private static Slice id(Call call) {
        try {
            byte[] id = HexFormat.of().parseHex(call.args().text(2));
            if (id.length == ExactlyOnce.ID_BYTES) {
                return Slice.of(id);
            }
        } catch (IllegalArgumentException notHexadecimal) {
            throw new CommandException("ERR a session is named by 32 hexadecimal digits");
        }
        throw new CommandException("ERR a session is named by 32 hexadecimal digits");
    }
}
