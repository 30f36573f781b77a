package dev.interrex.node.command;

import dev.interrex.node.engine.PendingEntries;
import dev.interrex.node.engine.Slice;
import dev.interrex.node.engine.StreamConsumer;
import dev.interrex.node.engine.StreamGroup;
import dev.interrex.node.engine.StreamGroups;
import dev.interrex.node.engine.StreamId;
import dev.interrex.node.engine.StreamView;
import dev.interrex.node.engine.Streams;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** XCLAIM and XAUTOCLAIM. */
final class StreamClaims {
    private static final int DEFAULT_COUNT = 100;

    /** XAUTOCLAIM looks at so many entries for each that it may return. */
    private static final int TRIES_PER_ENTRY = 10;

    private static final String INVALID_COUNT = "ERR COUNT must be > 0";

    private final Call call;
    private final StreamView stream;
    private final StreamGroup group;
    private final long minIdleMs;
    private final List<Streams.Delivery> deliveries = new ArrayList<>();
    private final List<StreamId> gone = new ArrayList<>();
    private boolean onlyIds;
    private boolean force;
    private long deliveredAtMs;
    private long deliveriesGiven = -1;
    private StreamId lastId = StreamId.MIN;

    private StreamClaims(Call call, StreamView stream, StreamGroup group, long minIdleMs) {
        this.call = call;
        this.stream = stream;
        this.group = group;
        this.minIdleMs = Math.max(0, minIdleMs);
        this.deliveredAtMs = call.nowMs();
    }

    static void claim(Call call) {
        StreamView stream = call.db().streams().getForUpdate(call.key(1));
        StreamGroup group = StreamPendingCommands.group(call, stream);
        long minIdleMs = integer(call, 4, "min-idle-time argument");
        new StreamClaims(call, Objects.requireNonNull(stream), group, minIdleMs).claimGiven();
    }

    private static long integer(Call call, int index, String what) {
        return call.integer(
                index,
                new CommandException(
                        "ERR Invalid " + what + " for " + call.spec().name()));
    }

    private void claimGiven() {
        List<StreamId> ids = new ArrayList<>();
        int at = 5;
        for (; at < call.count(); at++) {
            try {
                ids.add(StreamArguments.id(call, at));
            } catch (CommandException noId) {
                break;
            }
        }
        readOptions(at);
        Slice key = call.key(1);
        if (group.lastId().isBefore(lastId)) {
            call.db().streamGroups().put(key, group.name(), lastId, group.entriesRead());
        }
        CollectedReplies claimed = call.collected();
        for (StreamId id : ids) {
            List<PendingEntries.Pending> found = group.pending().range(id, id, 1);
            claim(id, found.isEmpty() ? null : found.getFirst(), claimed);
        }
        claimed.writeTo(call.reply());
        finish(key);
    }

    private void readOptions(int from) {
        long nowMs = call.nowMs();
        for (int i = from; i < call.count(); i++) {
            boolean more = i + 1 < call.count();
            if (call.isWord(i, "FORCE")) {
                force = true;
            } else if (call.isWord(i, "JUSTID")) {
                onlyIds = true;
            } else if (call.isWord(i, "IDLE") && more) {
                deliveredAtMs = nowMs - integer(call, ++i, "IDLE option argument");
            } else if (call.isWord(i, "TIME") && more) {
                deliveredAtMs = integer(call, ++i, "TIME option argument");
            } else if (call.isWord(i, "RETRYCOUNT") && more) {
                deliveriesGiven = integer(call, ++i, "RETRYCOUNT option argument");
            } else if (call.isWord(i, "LASTID") && more) {
                lastId = StreamArguments.id(call, ++i);
            } else {
                throw new CommandException(
                        "ERR Unrecognized XCLAIM option '" + call.args().text(i) + "'");
            }
        }
        if (deliveredAtMs < 0 || deliveredAtMs > nowMs) {
            deliveredAtMs = nowMs;
        }
    }

    /** True if the entry is claimed, or found to be gone. */
    private boolean claim(StreamId id, PendingEntries.@Nullable Pending pending, CollectedReplies claimed) {
        if (!stream.contains(id)) {
            if (pending != null) {
                gone.add(id);
            }
            return pending != null;
        }
        boolean tooYoung = pending != null && minIdleMs > 0 && call.nowMs() - pending.deliveredAtMs() < minIdleMs;
        if (tooYoung || (pending == null && !force)) {
            return false;
        }
        long before = pending == null ? 1 : pending.deliveries();
        long count = deliveriesGiven >= 0 ? deliveriesGiven : onlyIds ? before : before + 1;
        deliveries.add(new Streams.Delivery(id, deliveredAtMs, count));
        claimed.countOne();
        if (onlyIds) {
            StreamArguments.reply(claimed.writer(), id);
        } else {
            StreamReading.reply(claimed, stream, id);
        }
        return true;
    }

    /** Does what was found out; nothing was changed before. */
    private void finish(Slice key) {
        StreamGroups groups = call.db().streamGroups();
        Slice name = group.name();
        Slice consumer = call.value(3);
        StreamConsumer old = group.consumer(consumer);
        if (old == null || !deliveries.isEmpty()) {
            long activeMs = deliveries.isEmpty() ? StreamConsumer.NEVER : call.nowMs();
            groups.consumer(key, name, consumer, call.nowMs(), activeMs);
        } else {
            groups.seen(old, call.nowMs());
        }
        if (old == null) {
            call.tell('t', "xgroup-createconsumer", key);
        }
        groups.acknowledge(key, name, gone);
        groups.deliver(key, name, consumer, deliveries);
    }

    static void claimAll(Call call) {
        long minIdleMs = integer(call, 4, "min-idle-time argument");
        StreamId start = StreamArguments.start(call, 5);
        long count = DEFAULT_COUNT;
        boolean onlyIds = false;
        for (int i = 6; i < call.count(); i++) {
            if (call.isWord(i, "COUNT") && i + 1 < call.count()) {
                count = call.integer(++i, new CommandException(INVALID_COUNT));
                if (count < 1 || count > Long.MAX_VALUE / 16) {
                    throw new CommandException(INVALID_COUNT);
                }
            } else if (call.isWord(i, "JUSTID")) {
                onlyIds = true;
            } else {
                throw CommandException.SYNTAX;
            }
        }
        StreamView stream = call.db().streams().getForUpdate(call.key(1));
        StreamGroup group = StreamPendingCommands.group(call, stream);
        StreamClaims claims = new StreamClaims(call, Objects.requireNonNull(stream), group, minIdleMs);
        claims.onlyIds = onlyIds;
        claims.claimFrom(start, count);
    }

    private void claimFrom(StreamId start, long count) {
        CollectedReplies claimed = call.collected();
        long tries = count * TRIES_PER_ENTRY;
        long left = count;
        StreamId next = StreamId.MIN;
        for (PendingEntries.Pending pending : group.pending().range(start, StreamId.MAX, tries + 1)) {
            if (left == 0 || tries == 0) {
                next = pending.id();
                break;
            }
            tries--;
            left -= claim(pending.id(), pending, claimed) ? 1 : 0;
        }
        call.reply().array(3);
        StreamArguments.reply(call.reply(), next);
        claimed.writeTo(call.reply());
        call.reply().array(gone.size());
        gone.forEach(id -> StreamArguments.reply(call.reply(), id));
        finish(call.key(1));
    }
}
