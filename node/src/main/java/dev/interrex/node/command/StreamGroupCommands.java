package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.DENYOOM;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.INSERT;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;
import static dev.interrex.node.command.StreamCommands.stream;

import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamConsumer;
import dev.interrex.node.engine.StreamGroup;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups of consumers of streams. What they were given: {@link StreamPendingCommands}. */
final class StreamGroupCommands {
    private static final CommandException NO_STREAM = new CommandException(
            "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want"
                    + " to use the MKSTREAM option to create an empty stream automatically.");
    private static final CommandException GROUP_EXISTS =
            new CommandException("BUSYGROUP Consumer Group name already exists");
    private static final CommandException INVALID_READ =
            new CommandException("ERR value for ENTRIESREAD must be positive or -1");

    private StreamGroupCommands() {}

    static List<CommandSpec> specs() {
        return List.of(stream("XGROUP", "")
                .arity(-2)
                .summary("Commands about groups of consumers of a stream.")
                .subcommands(
                        group("CREATE", "key group <id | $> [MKSTREAM] [ENTRIESREAD entries-read]", -5)
                                .flags(DENYOOM)
                                .key(2, RW, INSERT)
                                .summary("Makes a group of consumers of a stream.")
                                .example("XGROUP CREATE k g $ MKSTREAM", "XINFO GROUPS k")
                                .handler(StreamGroupCommands::create),
                        group("SETID", "key group <id | $> [ENTRIESREAD entries-read]", -5)
                                .key(2, RW, UPDATE)
                                .summary("Sets the id behind which a group goes on to read.")
                                .example("XGROUP CREATE k g $ MKSTREAM", "XGROUP SETID k g 0")
                                .handler(StreamGroupCommands::setId),
                        group("DESTROY", "key group", 4)
                                .key(2, RW, DELETE)
                                .summary("Removes a group of consumers.")
                                .example("XGROUP CREATE k g $ MKSTREAM", "XGROUP DESTROY k g")
                                .handler(StreamGroupCommands::destroy),
                        group("CREATECONSUMER", "key group consumer", 5)
                                .flags(DENYOOM)
                                .key(2, RW, INSERT)
                                .since("6.2.0")
                                .summary("Makes a consumer of a group.")
                                .example("XGROUP CREATE k g $ MKSTREAM", "XGROUP CREATECONSUMER k g c")
                                .handler(StreamGroupCommands::createConsumer),
                        group("DELCONSUMER", "key group consumer", 5)
                                .key(2, RW, DELETE)
                                .summary("Removes a consumer and returns how many entries it did not acknowledge.")
                                .example(
                                        "XGROUP CREATE k g $ MKSTREAM",
                                        "XGROUP CREATECONSUMER k g c",
                                        "XGROUP DELCONSUMER k g c")
                                .handler(StreamGroupCommands::deleteConsumer),
                        Help.of("XGROUP", "stream")));
    }

    private static CommandBuilder group(String name, String syntax, int arity) {
        return stream("XGROUP " + name, syntax).arity(arity).flags(WRITE);
    }

    private static @Nullable StreamView find(Call call) {
        return call.db().streams().getForUpdate(call.key(2));
    }

    private static void create(Call call) {
        boolean makesStream = false;
        long entriesRead = StreamGroup.UNKNOWN;
        for (int i = 5; i < call.count(); i++) {
            if (call.isWord(i, "MKSTREAM")) {
                makesStream = true;
            } else {
                entriesRead = entriesRead(call, i++);
            }
        }
        StreamView stream = find(call);
        if (stream == null && !makesStream) {
            throw NO_STREAM;
        }
        if (call.count() > 8) {
            throw wrongSubcommand(call);
        }
        StreamId id = id(call, stream);
        if (stream != null && stream.group(call.field(3)) != null) {
            throw GROUP_EXISTS;
        }
        call.db().streamGroups().put(call.key(2), call.field(3), id, entriesRead);
        call.tell('t', "xgroup-create", call.key(2));
        call.reply().ok();
    }

    private static StreamId id(Call call, @Nullable StreamView stream) {
        if (call.args().text(4).equals("$")) {
            return stream == null ? StreamId.MIN : stream.lastId();
        }
        return StreamArguments.id(call, 4);
    }

    private static long entriesRead(Call call, int index) {
        if (!call.isWord(index, "ENTRIESREAD") || index + 1 >= call.count()) {
            throw wrongSubcommand(call);
        }
        long read = call.integer(index + 1);
        if (read < 0 && read != StreamGroup.UNKNOWN) {
            throw INVALID_READ;
        }
        return read;
    }

    private static CommandException wrongSubcommand(Call call) {
        return new CommandException("ERR unknown subcommand or wrong number of arguments for '"
                + call.args().text(1) + "'. Try XGROUP HELP.");
    }

    private static void setId(Call call) {
        long entriesRead = StreamGroup.UNKNOWN;
        for (int i = 5; i < call.count(); i += 2) {
            entriesRead = entriesRead(call, i);
        }
        StreamView stream = find(call);
        group(call, stream);
        if (call.count() != 5 && call.count() != 7) {
            throw wrongSubcommand(call);
        }
        StreamId id = call.args().text(4).equals("$") ? id(call, stream) : StreamArguments.idOrEnd(call, 4);
        call.db().streamGroups().put(call.key(2), call.field(3), id, entriesRead);
        call.tell('t', "xgroup-setid", call.key(2));
        call.reply().ok();
    }

    /** The group that arguments 2 and 3 name. */
    private static StreamGroup group(Call call, @Nullable StreamView stream) {
        if (stream == null) {
            throw NO_STREAM;
        }
        StreamGroup group = stream.group(call.field(3));
        if (group == null) {
            throw new CommandException("NOGROUP No such consumer group '"
                    + call.args().text(3) + "' for key name '" + call.args().text(2) + "'");
        }
        return group;
    }

    private static void destroy(Call call) {
        if (find(call) == null) {
            throw NO_STREAM;
        }
        boolean removed = call.db().streamGroups().remove(call.key(2), call.field(3));
        if (removed) {
            call.tell('t', "xgroup-destroy", call.key(2));
        }
        call.reply().integer(removed ? 1 : 0);
    }

    private static void createConsumer(Call call) {
        StreamGroup group = group(call, find(call));
        boolean fresh = group.consumer(call.value(4)) == null;
        if (fresh) {
            call.db()
                    .streamGroups()
                    .consumer(call.key(2), call.field(3), call.value(4), call.nowMs(), StreamConsumer.NEVER);
            call.tell('t', "xgroup-createconsumer", call.key(2));
        }
        call.reply().integer(fresh ? 1 : 0);
    }

    private static void deleteConsumer(Call call) {
        group(call, find(call));
        Slice key = call.key(2);
        int pending = call.db().streamGroups().removeConsumer(key, call.field(3), call.value(4));
        if (pending >= 0) {
            call.tell('t', "xgroup-delconsumer", key);
        }
        call.reply().integer(Math.max(0, pending));
    }
}
