package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.StreamCommands.stream;

import dev.interrex.node.engine.PendingEntries;
import dev.interrex.node.engine.StreamConsumer;
import dev.interrex.node.engine.StreamGroup;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import dev.interrex.resp.RespWriter;
import java.util.List;

/** XINFO: streams, their groups and consumers. */
final class StreamInfoCommands {
    private static final int DEFAULT_COUNT = 10;

    private StreamInfoCommands() {}

    static List<CommandSpec> specs() {
        return List.of(stream("XINFO", "")
                .arity(-2)
                .summary("Commands that tell about streams.")
                .subcommands(
                        info("STREAM", "key [FULL [COUNT count]]", -3)
                                .summary("Tells about a stream.")
                                .example("XADD k 1-1 a 1", "XINFO STREAM k", "XINFO STREAM k FULL COUNT 5")
                                .handler(StreamInfoCommands::streamInfo),
                        info("GROUPS", "key", 3)
                                .summary("Tells about the groups of a stream.")
                                .example("XGROUP CREATE k g $ MKSTREAM", "XINFO GROUPS k")
                                .handler(StreamInfoCommands::groups),
                        info("CONSUMERS", "key group", 4)
                                .summary("Tells about the consumers of a group.")
                                .example(
                                        "XGROUP CREATE k g $ MKSTREAM",
                                        "XGROUP CREATECONSUMER k g c",
                                        "XINFO CONSUMERS k g")
                                .handler(StreamInfoCommands::consumers),
                        Help.of("XINFO", "stream")));
    }

    private static CommandBuilder info(String name, String syntax, int arity) {
        return stream("XINFO " + name, syntax).arity(arity).flags(READONLY).key(2, RO, ACCESS);
    }

    private static StreamView find(Call call) {
        StreamView stream = call.db().streams().get(call.key(2));
        if (stream == null) {
            throw CommandException.NO_SUCH_KEY;
        }
        return stream;
    }

    private static void streamInfo(Call call) {
        StreamView stream = find(call);
        int options = call.count() - 3;
        boolean sane =
                options == 0 || (call.isWord(3, "FULL") && (options == 1 || options == 3 && call.isWord(4, "COUNT")));
        if (!sane) {
            throw new CommandException("ERR unknown subcommand or wrong number of arguments for '"
                    + call.args().text(1) + "'. Try XINFO HELP.");
        }
        long count = options == 3 ? call.integer(5) : DEFAULT_COUNT;
        count = count < 0 ? DEFAULT_COUNT : count == 0 ? Long.MAX_VALUE : count;
        call.reply().map(options == 0 ? 10 : 9);
        common(call.reply(), stream);
        if (options == 0) {
            text(call.reply(), "groups");
            call.reply().integer(stream.groups().size());
            edge(call, stream, "first-entry", false);
            edge(call, stream, "last-entry", true);
        } else {
            text(call.reply(), "entries");
            StreamReadCommands.reply(call, stream, StreamId.MIN, StreamId.MAX, false, count);
            text(call.reply(), "groups");
            call.reply().array(stream.groups().size());
            for (StreamGroup group : stream.groups()) {
                full(call.reply(), stream, group, count);
            }
        }
    }

    private static void common(RespWriter reply, StreamView stream) {
        number(reply, "length", stream.length());
        number(reply, "radix-tree-keys", stream.blocks());
        number(reply, "radix-tree-nodes", stream.blocks() + 1L);
        id(reply, "last-generated-id", stream.lastId());
        id(reply, "max-deleted-entry-id", stream.maxDeletedId());
        number(reply, "entries-added", stream.entriesAdded());
        id(reply, "recorded-first-entry-id", stream.firstId());
    }

    private static void edge(Call call, StreamView stream, String name, boolean last) {
        text(call.reply(), name);
        if (stream.length() == 0) {
            call.reply().nullBulk();
            return;
        }
        stream.entries(StreamId.MIN, StreamId.MAX, last, entry -> {
            StreamArguments.reply(call.reply(), entry);
            return false;
        });
    }

    private static void full(RespWriter reply, StreamView stream, StreamGroup group, long count) {
        reply.map(7);
        text(reply, "name");
        StreamArguments.bulk(reply, group.name());
        id(reply, "last-delivered-id", group.lastId());
        progress(reply, stream, group);
        number(reply, "pel-count", group.pending().size());
        List<PendingEntries.Pending> pending = group.pending().range(StreamId.MIN, StreamId.MAX, count);
        text(reply, "pending");
        reply.array(pending.size());
        for (PendingEntries.Pending entry : pending) {
            reply.array(4);
            StreamArguments.reply(reply, entry.id());
            StreamArguments.bulk(reply, entry.consumer().name());
            reply.integer(entry.deliveredAtMs());
            reply.integer(entry.deliveries());
        }
        text(reply, "consumers");
        reply.array(group.consumers().size());
        for (StreamConsumer consumer : group.consumers()) {
            full(reply, consumer, count);
        }
    }

    private static void full(RespWriter reply, StreamConsumer consumer, long count) {
        reply.map(5);
        text(reply, "name");
        StreamArguments.bulk(reply, consumer.name());
        number(reply, "seen-time", consumer.seenMs());
        number(reply, "active-time", consumer.activeMs());
        number(reply, "pel-count", consumer.pending().size());
        List<PendingEntries.Pending> pending = consumer.pending().range(StreamId.MIN, StreamId.MAX, count);
        text(reply, "pending");
        reply.array(pending.size());
        for (PendingEntries.Pending entry : pending) {
            reply.array(3);
            StreamArguments.reply(reply, entry.id());
            reply.integer(entry.deliveredAtMs());
            reply.integer(entry.deliveries());
        }
    }

    private static void progress(RespWriter reply, StreamView stream, StreamGroup group) {
        text(reply, "entries-read");
        known(reply, group.entriesRead(), StreamGroup.UNKNOWN);
        text(reply, "lag");
        known(reply, StreamProgress.lag(stream, group), StreamProgress.UNKNOWN);
    }

    private static void known(RespWriter reply, long value, long unknown) {
        if (value == unknown) {
            reply.nullBulk();
        } else {
            reply.integer(value);
        }
    }

    private static void groups(Call call) {
        StreamView stream = find(call);
        RespWriter reply = call.reply();
        reply.array(stream.groups().size());
        for (StreamGroup group : stream.groups()) {
            reply.map(6);
            text(reply, "name");
            StreamArguments.bulk(reply, group.name());
            number(reply, "consumers", group.consumers().size());
            number(reply, "pending", group.pending().size());
            id(reply, "last-delivered-id", group.lastId());
            progress(reply, stream, group);
        }
    }

    private static void consumers(Call call) {
        StreamGroup group = find(call).group(call.field(3));
        if (group == null) {
            throw new CommandException("NOGROUP No such consumer group '"
                    + call.args().text(3) + "' for key name '" + call.args().text(2) + "'");
        }
        RespWriter reply = call.reply();
        reply.array(group.consumers().size());
        for (StreamConsumer consumer : group.consumers()) {
            reply.map(4);
            text(reply, "name");
            StreamArguments.bulk(reply, consumer.name());
            number(reply, "pending", consumer.pending().size());
            number(reply, "idle", Math.max(0, call.nowMs() - consumer.seenMs()));
            boolean never = consumer.activeMs() == StreamConsumer.NEVER;
            number(reply, "inactive", never ? -1 : Math.max(0, call.nowMs() - consumer.activeMs()));
        }
    }

    private static void text(RespWriter reply, String name) {
        reply.bulk(name);
    }

    private static void number(RespWriter reply, String name, long value) {
        reply.bulk(name);
        reply.integer(value);
    }

    private static void id(RespWriter reply, String name, StreamId id) {
        reply.bulk(name);
        StreamArguments.reply(reply, id);
    }
}
