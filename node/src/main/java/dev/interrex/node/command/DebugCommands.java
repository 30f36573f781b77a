package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.KEYSPACE;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandSpec.command;

import dev.interrex.node.engine.MemoryUse;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** DEBUG and MEMORY: what developers of the store and of clients look at. */
final class DebugCommands {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double LONGEST_SLEEP_SECONDS = 3600;

    private DebugCommands() {}

    static List<CommandSpec> specs() {
        return List.of(debugDeclaration(), memoryDeclaration());
    }

    private static CommandSpec debugDeclaration() {
        return command("DEBUG")
                .arity(-2)
                .group("server")
                .summary("Commands for tests.")
                .subcommands(
                        AdminCommands.admin(
                                "DEBUG SLEEP",
                                "seconds",
                                3,
                                "Keeps the node from doing anything.",
                                DebugCommands::sleep),
                        command("DEBUG OBJECT")
                                .syntax("key")
                                .arity(3)
                                .flags(READONLY, CommandFlag.ADMIN)
                                .key(2, KeyFlag.RO)
                                .group("server")
                                .summary("Describes how a value is stored.")
                                .handler(DebugCommands::object),
                        command("DEBUG DIGEST")
                                .arity(2)
                                .flags(CommandFlag.ADMIN, CommandFlag.LOADING, CommandFlag.STALE)
                                .group("server")
                                .complexity("O(N) in the number of keys")
                                .summary("Answers a digest of all data: equal data, equal digest.")
                                .handler(call -> call.reply()
                                        .simple(String.format(
                                                "%016x", call.engine().digest()))),
                        AdminCommands.admin("DEBUG JMAP", "", 2, "Not supported.", DebugCommands::unsupported),
                        Help.of("DEBUG", "server"));
    }

    private static CommandSpec memoryDeclaration() {
        return command("MEMORY")
                .arity(-2)
                .group("server")
                .since("4.0.0")
                .summary("Commands about memory.")
                .subcommands(
                        command("MEMORY USAGE")
                                .syntax("key [SAMPLES count]")
                                .arity(-3)
                                .flags(READONLY)
                                .key(2, KeyFlag.RO)
                                .acl(KEYSPACE)
                                .group("server")
                                .since("4.0.0")
                                .summary("Estimates the memory of a key and its value.")
                                .handler(DebugCommands::memoryUsage),
                        AdminCommands.admin(
                                "MEMORY STATS", "", 2, "Tells where memory goes.", DebugCommands::memoryStats),
                        AdminCommands.admin(
                                "MEMORY DOCTOR",
                                "",
                                2,
                                "Judges the use of memory.",
                                call -> call.reply()
                                        .verbatim(
                                                "txt",
                                                "There is no diagnosis here; see INFO memory and MEMORY" + " STATS.")),
                        AdminCommands.admin(
                                "MEMORY PURGE",
                                "",
                                2,
                                "Gives free memory back to the operating system.",
                                DebugCommands::purge),
                        AdminCommands.admin("MEMORY MALLOC-STATS", "", 2, "Not supported.", DebugCommands::unsupported),
                        Help.of("MEMORY", "server"));
    }

    /** Keeps the event loop, so it is what a long pause looks like from outside. */
    private static void sleep(Call call) {
        double seconds;
        try {
            seconds = Double.parseDouble(call.args().text(2));
        } catch (NumberFormatException e) {
            throw CommandException.NOT_A_FLOAT;
        }
        if (!(seconds >= 0 && seconds <= LONGEST_SLEEP_SECONDS)) {
            throw CommandException.NOT_A_FLOAT;
        }
        LockSupport.parkNanos((long) (seconds * NANOS_PER_SECOND));
        call.reply().ok();
    }

    private static void object(Call call) {
        String encoding = call.db().encoding(call.key(2));
        if (encoding == null) {
            throw CommandException.NO_SUCH_KEY;
        }
        long bytes = call.db().memoryBytes(call.key(2));
        long idleSeconds = call.db().idleSeconds(call.key(2));
        call.reply()
                .simple("Value at:0x0 refcount:1 encoding:" + encoding + " serializedlength:" + bytes
                        + " lru:0 lru_seconds_idle:" + idleSeconds);
    }

    private static void memoryUsage(Call call) {
        boolean samples = call.count() == 5 && call.args().is(3, "SAMPLES");
        if (call.count() != 3 && !samples) {
            throw CommandException.SYNTAX;
        }
        if (samples) {
            call.integer(4, 0, Long.MAX_VALUE);
        }
        long bytes = call.db().memoryBytes(call.key(2));
        if (bytes < 0) {
            call.reply().nullBulk();
        } else {
            call.reply().integer(bytes);
        }
    }

    private static void memoryStats(Call call) {
        long keys = 0;
        for (int i = 0; i < call.engine().settings().databases(); i++) {
            keys += call.engine().database(i).size();
        }
        MemoryUse use = call.engine().memoryUse();
        call.reply().map(9);
        stat(call, "total.allocated", use.used());
        stat(call, "overhead.total", use.overhead());
        stat(call, "dataset.bytes", use.used() - use.overhead());
        stat(call, "keys.count", keys);
        stat(call, "keys.bytes-per-key", keys == 0 ? 0 : use.used() / keys);
        stat(call, "allocator.allocated", use.slots());
        stat(call, "allocator.active", use.pages());
        stat(call, "allocator.resident", use.pages() + use.keptPages());
        stat(call, "allocator-fragmentation.bytes", use.pages() - use.slots());
    }

    private static void stat(Call call, String name, long value) {
        call.reply().bulk(name);
        call.reply().integer(value);
    }

    private static void purge(Call call) {
        call.engine().purgeMemory();
        call.reply().ok();
    }

    private static void unsupported(Call call) {
        throw new CommandException("ERR " + call.spec().name() + " is not supported");
    }
}
