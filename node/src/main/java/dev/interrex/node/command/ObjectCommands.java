package dev.interrex.node.command;

import static dev.interrex.node.command.AclCategory.KEYSPACE;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandSpec.command;
import static dev.interrex.node.command.KeyFlag.RO;

import dev.interrex.node.engine.Digits;
import dev.interrex.node.engine.Slice;
import java.util.List;

/** OBJECT: how a value is kept. */
final class ObjectCommands {
    private static final CommandException NO_IDLE_TIME =
            new CommandException("ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that"
                    + " when switching between policies at runtime LRU and LFU data will take some time to adjust.");
    private static final CommandException NO_FREQUENCY =
            new CommandException("ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please"
                    + " note that when switching between policies at runtime LRU and LFU data will take some time to"
                    + " adjust.");

    /** What Redis answers for the small numbers that it shares among keys. */
    private static final int SHARED = Integer.MAX_VALUE;

    private static final int SHARED_NUMBERS = 10_000;

    private ObjectCommands() {}

    static List<CommandSpec> specs() {
        return List.of(command("OBJECT")
                .arity(-2)
                .acl(KEYSPACE)
                .since("2.2.3")
                .summary("Tells how the value of a key is kept.")
                .subcommands(
                        object("ENCODING")
                                .summary("Returns the encoding of the value of a key.")
                                .example("SET k 42", "OBJECT ENCODING k")
                                .handler(ObjectCommands::encoding),
                        object("REFCOUNT")
                                .summary("Returns the number of references to the value of a key.")
                                .example("SET k v", "OBJECT REFCOUNT k")
                                .handler(ObjectCommands::refCount),
                        object("IDLETIME")
                                .summary("Returns the seconds since a key was last used.")
                                .example("SET k v", "OBJECT IDLETIME k")
                                .handler(ObjectCommands::idleTime),
                        object("FREQ")
                                .since("4.0.0")
                                .summary(
                                        "Returns a logarithm of how often a key was used, with an LFU eviction policy.")
                                .example("SET k v", "OBJECT FREQ k")
                                .handler(ObjectCommands::frequency),
                        Help.of("OBJECT", "generic")));
    }

    private static CommandBuilder object(String name) {
        return command("OBJECT " + name)
                .syntax("key")
                .arity(3)
                .flags(READONLY)
                .key(2, RO)
                .acl(KEYSPACE)
                .since("2.2.3");
    }

    private static void encoding(Call call) {
        String encoding = call.db().encoding(call.key(2));
        if (encoding == null) {
            call.reply().nullBulk();
        } else {
            call.reply().bulk(encoding);
        }
    }

    private static void refCount(Call call) {
        Slice key = call.key(2);
        String encoding = call.db().encoding(key);
        if (encoding == null) {
            call.reply().nullBulk();
            return;
        }
        Slice number = encoding.equals("int") ? call.db().strings().get(key) : null;
        boolean shared = number != null && Digits.parse(number) >= 0 && Digits.parse(number) < SHARED_NUMBERS;
        call.reply().integer(shared ? SHARED : 1);
    }

    private static void idleTime(Call call) {
        long seconds = call.db().idleSeconds(call.key(2));
        if (seconds < 0) {
            call.reply().nullBulk();
            return;
        }
        if (call.engine().settings().evictionPolicy().countsUses()) {
            throw NO_IDLE_TIME;
        }
        call.reply().integer(seconds);
    }

    private static void frequency(Call call) {
        int frequency = call.db().frequency(call.key(2));
        if (frequency < 0) {
            call.reply().nullBulk();
            return;
        }
        if (!call.engine().settings().evictionPolicy().countsUses()) {
            throw NO_FREQUENCY;
        }
        call.reply().integer(frequency);
    }
}
