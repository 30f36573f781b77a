package dev.interrex.node.command;

import static dev.interrex.node.command.CommandFlag.BLOCKING;
import static dev.interrex.node.command.CommandFlag.READONLY;
import static dev.interrex.node.command.CommandFlag.WRITE;
import static dev.interrex.node.command.KeyFlag.ACCESS;
import static dev.interrex.node.command.KeyFlag.RO;
import static dev.interrex.node.command.StreamCommands.stream;

import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import dev.interrex.resp.RespWriter;
import java.util.List;

/** Streams: reading entries. */
final class StreamReadCommands {
    private StreamReadCommands() {}

    static List<CommandSpec> specs() {
        KeySpec.Begin streams = new KeySpec.Begin.Keyword("STREAMS", 1);
        KeySpec.Begin groupStreams = new KeySpec.Begin.Keyword("STREAMS", 4);
        KeySpec.Find firstHalf = new KeySpec.Find.Range(-1, 1, 2);
        return List.of(
                stream("XRANGE", "key start end [COUNT count]")
                        .arity(-4)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(log N + M) for M entries returned of N")
                        .summary("Returns the entries of a stream within a range of ids.")
                        .example("XADD k 1-1 a 1", "XRANGE k - + COUNT 10")
                        .handler(call -> range(call, false)),
                stream("XREVRANGE", "key end start [COUNT count]")
                        .arity(-4)
                        .flags(READONLY)
                        .key(1)
                        .complexity("O(log N + M) for M entries returned of N")
                        .summary("Returns the entries of a stream within a range of ids, the last one first.")
                        .example("XADD k 1-1 a 1", "XREVRANGE k + - COUNT 1")
                        .handler(call -> range(call, true)),
                stream("XREAD", "[COUNT count] [BLOCK milliseconds] STREAMS key [key ...] id [id ...]")
                        .arity(-4)
                        .flags(READONLY, BLOCKING)
                        .keys(streams, firstHalf, RO, ACCESS)
                        .summary("Returns the entries of streams behind some ids, and waits for them if told so.")
                        .example("XADD k 1-1 a 1", "XREAD COUNT 2 STREAMS k 0")
                        .handler(StreamReading::read),
                stream(
                                "XREADGROUP",
                                "GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...]"
                                        + " id [id ...]")
                        .arity(-7)
                        .flags(WRITE, BLOCKING)
                        .keys(groupStreams, firstHalf, RO, ACCESS)
                        .complexity("O(M) for M entries returned")
                        .summary("Gives a consumer of a group entries that no other was given, or its own again.")
                        .example("XADD k 1-1 a 1", "XGROUP CREATE k g 0", "XREADGROUP GROUP g c STREAMS k >")
                        .handler(StreamReading::readGroup));
    }

    private static void range(Call call, boolean backwards) {
        StreamId start = StreamArguments.start(call, backwards ? 3 : 2);
        StreamId end = StreamArguments.end(call, backwards ? 2 : 3);
        long count = -1;
        for (int i = 4; i < call.count(); i += 2) {
            if (!call.isWord(i, "COUNT") || i + 1 >= call.count()) {
                throw CommandException.SYNTAX;
            }
            count = Math.max(0, call.integer(i + 1));
        }
        StreamView stream = call.db().streams().get(call.key(1));
        if (stream == null) {
            call.reply().array(0);
        } else if (count == 0) {
            call.reply().nullArray();
        } else {
            reply(call, stream, start, end, backwards, count < 0 ? Long.MAX_VALUE : count);
        }
    }

    /** Writes up to {@code most} entries as one array. */
    static void reply(Call call, StreamView stream, StreamId start, StreamId end, boolean backwards, long most) {
        CollectedReplies found = call.collected();
        RespWriter writer = found.writer();
        if (start.compareTo(end) <= 0) {
            stream.entries(start, end, backwards, entry -> {
                StreamArguments.reply(writer, entry);
                found.countOne();
                return found.count() < most;
            });
        }
        found.writeTo(call.reply());
    }
}
