package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.FAST;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.DELETE;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.KeyFlag.RW;
import static dev.interrex.node.command.KeyFlag.UPDATE;
import static dev.interrex.node.command.StreamCommands.stream;

import dev.interrex.node.engine.PendingEntries;
import dev.interrex.node.engine.StreamConsumer;
import dev.interrex.node.engine.StreamGroup;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import dev.interrex.resp.RespWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What consumers of streams were given and did not acknowledge. Taking it over from them: {@link StreamClaims}. */
final class StreamPendingCommands {
    private StreamPendingCommands() {}

    static List<CommandSpec> specs() {
        return List.of(
                stream("XACK", "key group id [id ...]")
                        .arity(-4)
                        .flags(WRITE, FAST)
                        .key(1, RW, UPDATE)
                        .complexity("O(log N) for each entry")
                        .summary("Acknowledges entries that consumers of a group were given; returns how many.")
                        .example(
                                "XADD k 1-1 a 1",
                                "XGROUP CREATE k g 0",
                                "XREADGROUP GROUP g c STREAMS k >",
                                "XACK k g 1-1 2-2")
                        .handler(StreamPendingCommands::acknowledge),
                stream("XPENDING", "key group [[IDLE min-idle-time] start end count [consumer]]")
                        .arity(-3)
                        .flags(READONLY)
                        .key(1, RO, ACCESS)
                        .complexity("O(N) for N entries returned")
                        .summary("Tells what consumers of a group were given and did not acknowledge.")
                        .example(
                                "XADD k 1-1 a 1",
                                "XGROUP CREATE k g 0",
                                "XREADGROUP GROUP g c STREAMS k >",
                                "XPENDING k g",
                                "XPENDING k g IDLE 0 - + 10 c")
                        .handler(StreamPendingCommands::pending),
                stream(
                                "XCLAIM",
                                "key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds]"
                                        + " [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID lastid]")
                        .arity(-6)
                        .flags(WRITE, FAST)
                        .key(1, RW, UPDATE)
                        .complexity("O(log N) for each entry")
                        .summary("Gives a consumer entries that another one was given too long ago.")
                        .example(
                                "XADD k 1-1 a 1",
                                "XGROUP CREATE k g 0",
                                "XREADGROUP GROUP g c STREAMS k >",
                                "XCLAIM k g d 0 1-1 JUSTID")
                        .handler(StreamClaims::claim),
                stream("XAUTOCLAIM", "key group consumer min-idle-time start [COUNT count] [JUSTID]")
                        .arity(-6)
                        .flags(WRITE, FAST)
                        .key(1, RW, ACCESS, DELETE)
                        .since("6.2.0")
                        .summary("Gives a consumer all entries that others were given too long ago, some per call.")
                        .example(
                                "XADD k 1-1 a 1",
                                "XGROUP CREATE k g 0",
                                "XREADGROUP GROUP g c STREAMS k >",
                                "XAUTOCLAIM k g d 0 - COUNT 10")
                        .handler(StreamClaims::claimAll));
    }

    private static void acknowledge(Call call) {
        StreamView stream = call.db().streams().getForUpdate(call.key(1));
        if (stream == null || stream.group(call.field(2)) == null) {
            call.reply().integer(0);
            return;
        }
        List<StreamId> ids = StreamCommands.ids(call, 3);
        call.reply().integer(call.db().streamGroups().acknowledge(call.key(1), call.field(2), ids));
    }

    private static void pending(Call call) {
        int count = call.count();
        if (count != 3 && (count < 6 || count > 9)) {
            throw CommandException.SYNTAX;
        }
        if (count == 3) {
            summary(call, group(call, call.db().streams().get(call.key(1))));
            return;
        }
        boolean byIdle = call.isWord(3, "IDLE");
        long minIdleMs = byIdle ? call.integer(4) : 0;
        if (byIdle && count < 8) {
            throw CommandException.SYNTAX;
        }
        int first = byIdle ? 5 : 3;
        long most = Math.max(0, call.integer(first + 2));
        StreamId start = StreamArguments.start(call, first);
        StreamId end = StreamArguments.end(call, first + 1);
        StreamGroup group = group(call, call.db().streams().get(call.key(1)));
        StreamConsumer consumer = first + 3 < count ? group.consumer(call.value(first + 3)) : null;
        boolean unknown = first + 3 < count && consumer == null;
        PendingEntries entries = consumer == null ? group.pending() : consumer.pending();
        long before = minIdleMs == 0 ? Long.MAX_VALUE : call.nowMs() - minIdleMs;
        List<PendingEntries.Pending> found = unknown || most == 0 || end.isBefore(start)
                ? List.of()
                : entries.range(start, end, most, pending -> pending.deliveredAtMs() <= before);
        reply(call, found);
    }

    private static void reply(Call call, List<PendingEntries.Pending> found) {
        RespWriter reply = call.reply();
        reply.array(found.size());
        for (PendingEntries.Pending pending : found) {
            reply.array(4);
            StreamArguments.reply(reply, pending.id());
            StreamArguments.bulk(reply, pending.consumer().name());
            reply.integer(Math.max(0, call.nowMs() - pending.deliveredAtMs()));
            reply.integer(pending.deliveries());
        }
    }

    /** The group that arguments 1 and 2 name. */
    static StreamGroup group(Call call, @Nullable StreamView stream) {
        StreamGroup group = stream == null ? null : stream.group(call.field(2));
        if (group == null) {
            throw new CommandException("NOGROUP No such key '" + call.args().text(1) + "' or consumer group '"
                    + call.args().text(2) + "'");
        }
        return group;
    }

    private static void summary(Call call, StreamGroup group) {
        RespWriter reply = call.reply();
        reply.array(4);
        reply.integer(group.pending().size());
        if (group.pending().isEmpty()) {
            reply.nullBulk();
            reply.nullBulk();
            reply.nullArray();
            return;
        }
        StreamArguments.reply(reply, group.pending().first());
        StreamArguments.reply(reply, group.pending().last());
        List<StreamConsumer> busy = group.consumers().stream()
                .filter(consumer -> !consumer.pending().isEmpty())
                .toList();
        reply.array(busy.size());
        for (StreamConsumer consumer : busy) {
            reply.array(2);
            StreamArguments.bulk(reply, consumer.name());
            reply.bulkLong(consumer.pending().size());
        }
    }
}
