package dev.interrex.node.command;

import dev.interrex.node.engine.PendingEntries;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamConsumer;
import dev.interrex.node.engine.StreamGroup;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import dev.interrex.node.engine.Streams;
import dev.interrex.resp.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** XREAD and XREADGROUP: one object per execution. */
final class StreamReading {
    private static final CommandException NOT_OF_A_GROUP =
            new CommandException("ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.");
    private static final CommandException NOTHING_TO_ACKNOWLEDGE =
            new CommandException("ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.");
    private static final CommandException NO_GROUP = new CommandException("ERR Missing GROUP option for XREADGROUP");
    private static final CommandException NEW_OF_NO_GROUP = new CommandException("ERR The > ID can be specified only"
            + " when calling XREADGROUP using the GROUP <group> <consumer> option.");

    private final Call call;
    private final boolean ofGroup;
    private long count = Long.MAX_VALUE;
    private long timeoutMs = -1;
    private boolean acknowledges = true;
    private int groupAt;
    private int streamsAt;
    private int streams;

    /** What each stream is read behind; null for entries that the group was not given yet. */
    private final List<@Nullable StreamId> behind = new ArrayList<>();

    private StreamReading(Call call, boolean ofGroup) {
        this.call = call;
        this.ofGroup = ofGroup;
    }

    static void read(Call call) {
        new StreamReading(call, false).run();
    }

    static void readGroup(Call call) {
        new StreamReading(call, true).run();
    }

    private void run() {
        readOptions();
        for (int i = 0; i < streams; i++) {
            behind.add(readId(streamsAt + i, streamsAt + streams + i));
        }
        CollectedReplies served = new CollectedReplies().restart(call.reply().resp3());
        for (int i = 0; i < streams; i++) {
            serve(call.key(streamsAt + i), behind.get(i), served);
        }
        if (served.count() > 0) {
            served.writePairsTo(call.reply());
        } else if (timeoutMs < 0 || !call.waitFor(keyWait())) {
            call.reply().nullArray();
        }
    }

    private void readOptions() {
        for (int i = 1; i < call.count(); i++) {
            int more = call.count() - i - 1;
            if (call.isWord(i, "BLOCK") && more > 0) {
                timeoutMs = BlockingTimeout.ofMilliseconds(call, ++i);
            } else if (call.isWord(i, "COUNT") && more > 0) {
                long given = call.integer(++i);
                count = given <= 0 ? Long.MAX_VALUE : given;
            } else if (call.isWord(i, "STREAMS") && more > 0) {
                streamsAt = i + 1;
                streams = more / 2;
                checkBalance(more);
                break;
            } else if (call.isWord(i, "GROUP") && more >= 2) {
                refuseUnless(ofGroup, NOT_OF_A_GROUP);
                groupAt = i + 1;
                i += 2;
            } else if (call.isWord(i, "NOACK")) {
                refuseUnless(ofGroup, NOTHING_TO_ACKNOWLEDGE);
                acknowledges = false;
            } else {
                throw CommandException.SYNTAX;
            }
        }
        refuseUnless(streamsAt > 0, CommandException.SYNTAX);
        refuseUnless(!ofGroup || groupAt > 0, NO_GROUP);
    }

    private void checkBalance(int arguments) {
        if (arguments % 2 != 0) {
            String symbol = ofGroup ? ">" : "$";
            throw new CommandException("ERR Unbalanced '" + call.spec().label()
                    + "' list of streams: for each stream key an ID or '" + symbol + "' must be specified.");
        }
    }

    private static void refuseUnless(boolean fine, CommandException refusal) {
        if (!fine) {
            throw refusal;
        }
    }

    private @Nullable StreamId readId(int keyAt, int idAt) {
        Slice key = call.key(keyAt);
        StreamView stream = ofGroup
                ? call.db().streams().getForUpdate(key)
                : call.db().streams().get(key);
        if (ofGroup && (stream == null || stream.group(call.field(groupAt)) == null)) {
            throw new CommandException("NOGROUP No such key '" + call.args().text(keyAt) + "' or consumer group '"
                    + call.args().text(groupAt) + "' in XREADGROUP with GROUP option");
        }
        switch (call.args().text(idAt)) {
            case "$" -> {
                refuseUnless(!ofGroup, meaningless("$"));
                return stream == null ? StreamId.MIN : stream.lastId();
            }
            case "+" -> {
                refuseUnless(!ofGroup, meaningless("+"));
                boolean empty = stream == null || stream.length() == 0;
                return stream == null
                        ? StreamId.MIN
                        : empty ? stream.lastId() : stream.lastLiveId().previous();
            }
            case ">" -> {
                refuseUnless(ofGroup, NEW_OF_NO_GROUP);
                return null;
            }
            default -> {
                return StreamArguments.id(call, idAt);
            }
        }
    }

    private static CommandException meaningless(String id) {
        return new CommandException("ERR The " + id + " ID is meaningless in the context of XREADGROUP: you want to"
                + " read the history of this consumer by specifying a proper ID, or use the > ID to get new messages."
                + " The " + id + " ID would just return an empty result set.");
    }

    private void serve(Slice key, @Nullable StreamId id, CollectedReplies served) {
        StreamView stream = call.db().streams().getForUpdate(key);
        if (stream == null) {
            return;
        }
        StreamGroup group = ofGroup ? stream.group(call.field(groupAt)) : null;
        if (group != null) {
            serveConsumer(key, stream, group, id, served);
        } else if (id != null && stream.length() > 0 && id.isBefore(stream.lastLiveId())) {
            header(key, served);
            CollectedReplies entries = call.collected();
            stream.entries(id.next(), StreamId.MAX, false, entry -> {
                StreamArguments.reply(entries.writer(), entry);
                entries.countOne();
                return entries.count() < count;
            });
            entries.writeTo(served.writer());
        }
    }

    private static void header(Slice key, CollectedReplies served) {
        served.countOne();
        if (!served.writer().resp3()) {
            served.writer().array(2);
        }
        StreamArguments.bulk(served.writer(), key);
    }

    private void serveConsumer(
            Slice key, StreamView stream, StreamGroup group, @Nullable StreamId id, CollectedReplies served) {
        Slice groupName = Slice.of(call.args().bytes(groupAt));
        Slice consumerName = Slice.of(call.args().bytes(groupAt + 1));
        if (group.consumer(consumerName) == null) {
            call.db().streamGroups().consumer(key, groupName, consumerName, call.nowMs(), StreamConsumer.NEVER);
            call.tell('t', "xgroup-createconsumer", key);
        }
        StreamConsumer consumer = group.consumer(consumerName);
        if (consumer == null) {
            return;
        }
        call.db().streamGroups().seen(consumer, call.nowMs());
        if (id != null) {
            header(key, served);
            again(key, groupName, stream, consumer, id, served);
        } else if (stream.length() > 0 && group.lastId().isBefore(stream.lastLiveId())) {
            header(key, served);
            deliver(key, stream, group, consumer, served);
        }
    }

    /** Gives a consumer what it was given before and did not acknowledge. */
    private void again(
            Slice key, Slice group, StreamView stream, StreamConsumer consumer, StreamId id, CollectedReplies served) {
        CollectedReplies entries = call.collected();
        List<Streams.Delivery> deliveries = new ArrayList<>();
        List<PendingEntries.Pending> pending =
                id.equals(StreamId.MAX) ? List.of() : consumer.pending().range(id.next(), StreamId.MAX, count);
        for (PendingEntries.Pending entry : pending) {
            entries.countOne();
            if (stream.contains(entry.id())) {
                reply(entries, stream, entry.id());
                deliveries.add(new Streams.Delivery(entry.id(), call.nowMs(), entry.deliveries() + 1));
            } else {
                entries.writer().array(2);
                StreamArguments.reply(entries.writer(), entry.id());
                entries.writer().nullArray();
            }
        }
        entries.writeTo(served.writer());
        call.db().streamGroups().deliver(key, group, consumer.name(), deliveries);
    }

    static void reply(CollectedReplies entries, StreamView stream, StreamId id) {
        stream.entries(id, id, false, entry -> {
            StreamArguments.reply(entries.writer(), entry);
            return false;
        });
    }

    /** Gives a consumer entries that nobody was given. */
    private void deliver(
            Slice key, StreamView stream, StreamGroup group, StreamConsumer consumer, CollectedReplies served) {
        CollectedReplies entries = call.collected();
        List<Streams.Delivery> deliveries = new ArrayList<>();
        StreamId[] lastId = {group.lastId()};
        long[] read = {group.entriesRead()};
        stream.entries(group.lastId().next(), StreamId.MAX, false, entry -> {
            read[0] = StreamProgress.afterReading(stream, lastId[0], read[0], entry.id());
            lastId[0] = entry.id();
            StreamArguments.reply(entries.writer(), entry);
            entries.countOne();
            deliveries.add(new Streams.Delivery(entry.id(), call.nowMs(), 1));
            return entries.count() < count;
        });
        entries.writeTo(served.writer());
        call.db().streamGroups().put(key, group.name(), lastId[0], read[0]);
        call.db().streamGroups().consumer(key, group.name(), consumer.name(), call.nowMs(), call.nowMs());
        if (acknowledges) {
            call.db().streamGroups().deliver(key, group.name(), consumer.name(), deliveries);
        }
    }

    /** The command to be executed again: the same, but {@code $} is what it was at the beginning. */
    private KeyWait keyWait() {
        CommandArgs again = new CommandArgs();
        ByteBuf bytes = Unpooled.buffer();
        again.reset(bytes);
        for (int i = 0; i < call.count(); i++) {
            StreamId id = i < streamsAt + streams ? null : behind.get(i - streamsAt - streams);
            byte[] argument = id == null ? call.args().bytes(i) : id.toString().getBytes(StandardCharsets.US_ASCII);
            again.add(bytes.writerIndex(), argument.length);
            bytes.writeBytes(argument);
        }
        return new KeyWait("stream", streamsAt, streams, timeoutMs, ofGroup, again);
    }
}
